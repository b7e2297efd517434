import {type ClusterState, type Node, type NodeReport, withFlags} from '../../model/index.ts';
import type {ObservedNode} from '../../status/index.ts';

/** A node that is not captured, since no kube-proxy runs there: what the API knows of it. */
export function uncapturedNode(node: Node, cluster: ClusterState): ObservedNode {
  const reason = whyNoProxy(node);
  const report: NodeReport = {
    name: node.name,
    state: 'unknown',
    reason: reason ?? '',
    proxyMode: '',
    kubeProxyVersion: '',
    kubeProxyPod: '',
    virtualServers: null,
    realServers: null,
  };
  return {
    comparison: {report, findings: [], notes: []},
    failures: [],
    observation: {
      name: node.name,
      snapshot: undefined,
      node,
      pod: undefined,
      proxyExpected: reason === undefined,
      captureError: undefined,
      notCompared: reason ?? 'no kube-proxy Pod runs on this node',
      mode: '',
      modeConfirmed: false,
      version: undefined,
      configuration: withFlags(cluster.configuration, new Map()),
      condition: {kind: cluster.kubeProxyPods.length > 0 ? 'absent' : 'unknown', why: ''},
      sync: undefined,
      capturedAt: 0,
      connections: null,
      conntrack: null,
      table: undefined,
    },
  };
}

function whyNoProxy({operatingSystem, labels}: Node): string | undefined {
  if (operatingSystem !== '' && operatingSystem !== 'linux')
    return `runs ${operatingSystem}: IPVS is part of Linux`;
  if (labels['eks.amazonaws.com/compute-type'] === 'fargate')
    return 'is a Fargate node: no kube-proxy, no IPVS';
  const virtual =
    labels.type === 'virtual-kubelet' || labels['kubernetes.azure.com/virtual-kubelet'] !== undefined;
  return virtual ? 'is a virtual-kubelet node: there is no machine behind it' : undefined;
}

import {type ProxyFacts, readProxyFacts} from '../kernel/index.ts';
import {
  type ClusterState,
  type KubeProxyConfiguration,
  type KubeProxyPod,
  type KubeVersion,
  type NodeCapture,
  withFlags,
} from '../model/index.ts';

/** kube-proxy on one node, as its Pod and its own answers describe it. */
export interface ProxyOnNode {
  readonly node: string;
  readonly pod: KubeProxyPod | undefined;
  readonly facts: ProxyFacts;
  readonly configuration: KubeProxyConfiguration;
  readonly version: KubeVersion | undefined;
}

/** What is known of kube-proxy on a captured node: its own answers count before Pod and ConfigMap. */
export function proxyOnNode(capture: NodeCapture, cluster: ClusterState): ProxyOnNode {
  const pod = cluster.kubeProxyPods.find(({nodeName}) => nodeName === capture.node);
  const facts = readProxyFacts(capture);
  return {
    node: capture.node,
    pod,
    facts,
    configuration: withFlags(facts.configuration ?? cluster.configuration, pod?.flags ?? new Map()),
    version: facts.version ?? pod?.version,
  };
}

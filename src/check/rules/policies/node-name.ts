import type {ClusterState, IpSet} from '../../../model/index.ts';
import {logVerdicts} from '../../log-verdicts.ts';
import {remembered} from '../../remembered.ts';
import {nodeRule} from '../../rule.ts';
import {fail, pass, type Verdict} from '../../verdict.ts';
import {serviceName} from '../../whole-service.ts';

const LOOP_BACK = 'KUBE-LOOP-BACK';

/**
 * kube-proxy under another name than its Node finds no endpoint local: its set for Pods that call themselves holds none
 * of those that are here. The name that it uses is lower case (kube-proxy `cmd/kube-proxy/app/server.go`).
 */
export const NODE_NAME = nodeRule({
  code: 'IPVS054',
  needs: ['configuration'],
  wants: ['ipSets', 'kernel', 'log', 'capturedAt', 'pod'],
  check: ({configuration, ipSets, kernel, log, capturedAt, pod}, {cluster, name}) => {
    const {hostnameOverride, source} = configuration;
    const own = hostnameOverride || (kernel?.hostName ?? '');
    const evidence = hostnameOverride
      ? `hostnameOverride is ${hostnameOverride}, the Node is ${name}`
      : `the host name is ${own}, the Node is ${name}`;
    const differs = own !== '' && own.trim().toLowerCase() !== name;
    const lacking = ipSets ? lacksLocalPods(ipSets, cluster, name) : undefined;
    const sure = source === 'configz' && hostnameOverride !== '';
    if (differs && (lacking === true || (sure && lacking === undefined)))
      return [misnamed(evidence, {lacking: lacking === true, cluster})];
    if (differs && lacking === undefined) return [suspected(evidence)];
    const logged = log
      ? logVerdicts(
          {log, capturedAt, configuration, pod},
          {
            codes: ['IPVS054'],
            severity: 'info',
            message: 'kube-proxy did not find its Node for a while; this is normal for a new node',
          },
        )
      : [];
    return logged.length > 0 ? logged : pass(evidence);
  },
});

/** Undefined: no endpoint of a Service with a cluster IP is on this node, so the set has nothing to hold. */
function lacksLocalPods(
  ipSets: ReadonlyMap<string, IpSet>,
  cluster: ClusterState,
  node: string,
): boolean | undefined {
  const set = ipSets.get(LOOP_BACK);
  const local = localAddresses(cluster).get(node);
  if (!set || !local) return undefined;
  const addresses = new Set(local);
  return ![...set.members].some((member) => addresses.has(member.split(',')[0] ?? ''));
}

/** The endpoints of Services with a cluster IP, by node. */
const localAddresses = remembered(({services, endpointSlices}: ClusterState) => {
  const served = new Set(
    services.filter(({clusterIP}) => clusterIP !== 'None' && clusterIP !== '').map(serviceName),
  );
  const byNode = new Map<string, string[]>();
  for (const {namespace, serviceName: name, endpoints} of endpointSlices) {
    if (!served.has(`${namespace}/${name}`)) continue;
    for (const {nodeName, address} of endpoints) {
      if (nodeName === undefined) continue;
      const local = byNode.get(nodeName);
      if (local) local.push(address);
      else byNode.set(nodeName, [address]);
    }
  }
  return byNode;
});

/** Where no policy is Local, what goes wrong is hints, and Pods that call themselves. */
function misnamed(
  evidence: string,
  {lacking, cluster}: {readonly lacking: boolean; readonly cluster: ClusterState},
): Verdict {
  const local = cluster.services.some(
    ({internalTrafficPolicy, externalTrafficPolicy}) =>
      internalTrafficPolicy === 'Local' || externalTrafficPolicy === 'Local',
  );
  return fail({
    ...(local ? {} : {severity: 'warning' as const}),
    message:
      'kube-proxy treats no endpoint as local: policies Local, health checks and topology hints do not work here',
    evidence: [
      evidence,
      ...(lacking ? [`${LOOP_BACK} contains none of the Pods that run on this node`] : []),
    ],
  });
}

function suspected(evidence: string): Verdict {
  return fail({
    severity: 'info',
    message:
      "kube-proxy's node name may differ from its Node: nothing that was read shows which name it uses",
    evidence: [evidence],
  });
}

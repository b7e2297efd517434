import type {ActualState, ClusterState, NodeCapture, ParseProblem} from '../model/index.ts';
import type {ProxyOnNode} from './proxy-on-node.ts';

/**
 * Why a node has no IPVS table of kube-proxy's to compare; undefined if it has. What the running kube-proxy says
 * counts; the ConfigMap may have changed since.
 */
export function reasonForMode(proxy: ProxyOnNode, {kubeProxyPods}: ClusterState): string | undefined {
  const {node, pod, facts, configuration} = proxy;
  if (facts.mode === 'ipvs') return undefined;
  if (facts.mode !== undefined)
    return `kube-proxy runs in ${facts.mode} mode here: there is no IPVS table to compare`;
  if (!pod && kubeProxyPods.length > 0)
    return `kube-proxy does not run on ${node}: nobody keeps an IPVS table there`;
  const configured = configuration.source === 'defaults' ? 'ipvs' : configuration.mode || 'iptables';
  if (configured !== 'iptables' && configured !== 'nftables') return undefined;
  return `kube-proxy is configured for ${configured} mode and did not answer which mode it runs in`;
}

/** The interface of kube-router's service proxy, which keeps the whole table for itself. */
const KUBE_ROUTER_INTERFACE = 'kube-dummy-if';

/** Why the table is another program's; undefined if nothing says so. */
export function reasonForOtherOwner(
  facts: ProxyOnNode['facts'],
  {addresses}: ActualState,
): string | undefined {
  if (facts.mode === 'ipvs' || !addresses?.some((entry) => entry.interface === KUBE_ROUTER_INTERFACE))
    return undefined;
  return `the interface ${KUBE_ROUTER_INTERFACE} shows that kube-router keeps the IPVS table here, not kube-proxy`;
}

/** Why there is no table of virtual servers, and what to do. */
export function reasonForNoTable({problems}: ActualState, {texts}: NodeCapture): string {
  const fatal = problems.find(({source, severity}) => severity === 'fatal' && TABLES.includes(source));
  if (fatal) return problemText(fatal);
  const capture = texts['capture.json'] ?? '';
  const why = WITHOUT_TABLE.find(([pattern]) => pattern.test(capture))?.[1];
  return why ?? `the IPVS table was not captured (none of ${TABLES.join(', ')})`;
}

/** What a debug pod notes of a node whose table it could not read, the most telling first. */
const WITHOUT_TABLE: readonly (readonly [RegExp, string])[] = [
  [
    /"proc-net-ip_vs\.txt cat incomplete/,
    'the kernel leaves entries out of /proc/net/ip_vs here, because another network namespace of the node has IPVS tables too (nodes in containers, Docker Swarm): read it by ipvsadm, without --unprivileged, with an image that has it',
  ],
  [
    /"proc-net-ip_vs\.txt cat not-in-kernel/,
    'its kernel has no IPVS table: the module ip_vs is not loaded. Either kube-proxy, which loads it when it starts in IPVS mode, failed (read its log) or is not there, or another program serves Services here, such as Cilium',
  ],
];

/** A problem of a text, with its place. */
export function problemText({source, line, message}: ParseProblem): string {
  return `${source}${line > 0 ? `, line ${line}` : ''}: ${message}`;
}

const TABLES = ['ipvsadm-save.txt', 'ipvsadm-list.txt', 'proc-net-ip_vs.txt'];

/** Why a node without drift is not in sync all the same: something that was captured could not be trusted. */
export function reasonForDoubt({problems, disputed}: ActualState): string | undefined {
  const [dispute] = disputed.values();
  if (dispute !== undefined) return dispute;
  const problem = problems.find(({source}) => source !== 'sysctl.txt');
  return problem && problemText(problem);
}

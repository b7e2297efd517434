import type {ActualState, ClusterState} from '../model/index.ts';
import type {ProxyOnNode} from './proxy-on-node.ts';

/**
 * Why a node has no IPVS table of kube-proxy's to compare; undefined if it has. What the running kube-proxy says
 * counts; the ConfigMap may have changed since.
 */
export function reasonForMode({node, pod, facts}: ProxyOnNode, {kubeProxyPods}: ClusterState): string | undefined {
  if (facts.mode === 'ipvs') return undefined;
  if (facts.mode !== undefined) return `kube-proxy runs in ${facts.mode} mode here: there is no IPVS table to compare`;
  if (!pod && kubeProxyPods.length > 0) {
    return `kube-proxy does not run on ${node}: nobody keeps an IPVS table there`;
  }
  return undefined;
}

/** Why there is no table of virtual servers. */
export function reasonForNoTable({problems}: ActualState): string {
  const fatal = problems.find(({source, severity}) => severity === 'fatal' && TABLES.includes(source));
  if (fatal) return `${fatal.source}${fatal.line > 0 ? `, line ${fatal.line}` : ''}: ${fatal.message}`;
  return `the IPVS table was not captured (none of ${TABLES.join(', ')})`;
}

const TABLES = ['ipvsadm-save.txt', 'ipvsadm-list.txt', 'proc-net-ip_vs.txt'];

/** Why a node without drift is not in sync all the same: something that was captured could not be trusted. */
export function reasonForDoubt({problems, disputed}: ActualState): string | undefined {
  const [dispute] = disputed.values();
  if (dispute !== undefined) return dispute;
  const [problem] = problems;
  return problem && `${problem.source}${problem.line > 0 ? `, line ${problem.line}` : ''}: ${problem.message}`;
}

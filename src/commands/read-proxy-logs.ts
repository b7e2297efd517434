import type {ProxyLog, Reading} from '../check/index.ts';
import type {Evidence, KubeProxyPod} from '../model/index.ts';

/** kube-proxy's logs of these nodes, each reduced to the lines that the catalogue knows. */
export function readProxyLogs(
  _evidence: Evidence,
  _request: {readonly nodes: readonly string[]; readonly pods: readonly KubeProxyPod[]},
): Promise<ReadonlyMap<string, Reading<ProxyLog>>> {
  return Promise.resolve(new Map());
}

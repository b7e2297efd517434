import {type ApiClient, ApiError} from '../api/index.ts';
import {formatKubeVersion, type KubeProxyPod, type ReportSource} from '../model/index.ts';
import {clusterSource} from './cluster-source.ts';
import {findKubeProxyPods} from './kube-proxy-pods.ts';

/** Versions of server and kube-proxy. Throws `ApiError` if the server does not answer. */
export async function readVersions(
  client: ApiClient,
  signal: AbortSignal,
): Promise<{
  readonly source: ReportSource;
  readonly kubeProxy: readonly {readonly version: string; readonly pods: number}[] | undefined;
  readonly kubeProxyProblem: string;
}> {
  const source = await clusterSource(client, signal);
  try {
    const found = await findKubeProxyPods({client, signal}, []);
    return {source, kubeProxy: count(found.map(({pod}) => pod)), kubeProxyProblem: ''};
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 403) throw error;
    return {source, kubeProxy: undefined, kubeProxyProblem: error.message};
  }
}

/** How many Pods run each version, commonest first. */
function count(pods: readonly Pick<KubeProxyPod, 'version' | 'image'>[]) {
  const counts = new Map<string, number>();
  for (const {version, image} of pods) {
    const name = version ? formatKubeVersion(version) : image || 'unknown';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .map(([version, number]) => ({version, pods: number}))
    .sort((one, other) => other.pods - one.pods || (one.version < other.version ? -1 : 1));
}

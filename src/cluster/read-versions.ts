import {type ApiClient, ApiError} from '../api/index.ts';
import {type ProxyVersion, proxyVersions, type ReportSource} from '../model/index.ts';
import {clusterSource} from './cluster-source.ts';
import {findKubeProxyPods} from './kube-proxy-pods.ts';

/** Versions of server and kube-proxy. Throws `ApiError` if the server does not answer. */
export async function readVersions(
  client: ApiClient,
  signal: AbortSignal,
): Promise<{
  readonly source: ReportSource;
  readonly kubeProxy: readonly ProxyVersion[] | undefined;
  readonly kubeProxyProblem: string;
}> {
  const source = await clusterSource(client, {podFlags: [], signal});
  try {
    const found = await findKubeProxyPods({client, signal}, undefined);
    return {source, kubeProxy: proxyVersions(found.map(({pod}) => pod)), kubeProxyProblem: ''};
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 403) throw error;
    return {source, kubeProxy: undefined, kubeProxyProblem: error.message};
  }
}

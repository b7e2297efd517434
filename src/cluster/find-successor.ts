import {type ApiClient, ApiError} from '../api/index.ts';
import {type KubeProxyPod, type LogRequest, readKubeProxyPod} from '../model/index.ts';
import {readObjects} from './read-objects.ts';

/** Labels that differ between Pods of one DaemonSet. */
const PER_REVISION = new Set(['controller-revision-hash', 'pod-template-generation', 'pod-template-hash']);

/**
 * The kube-proxy Pod that runs on the node of another one in its place; undefined if it is still there, or if nothing is
 * known. Throws only the reason of an aborted signal.
 */
export async function findSuccessor({
  client,
  pod,
  request: {signal},
}: {
  readonly client: ApiClient;
  readonly pod: KubeProxyPod;
  readonly request: Pick<LogRequest, 'signal'>;
}): Promise<KubeProxyPod | undefined> {
  const options = {
    labelSelector: selectorOf(pod),
    fieldSelector: `spec.nodeName=${pod.nodeName}`,
    ...(signal && {signal}),
  };
  const path = `/api/v1/namespaces/${pod.namespace}/pods`;
  try {
    const pods = await readObjects(client, {path, kind: 'Pod', options, readItem: readKubeProxyPod});
    if (pods.some(({name}) => name === pod.name)) return undefined;
    return pods.find(({phase}) => phase === 'Running') ?? pods[0];
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

function selectorOf({labels}: KubeProxyPod): string {
  return Object.entries(labels)
    .filter(([name]) => !PER_REVISION.has(name))
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

import {type ApiClient, ApiError} from '../api/index.ts';
import {canonicalAddress, optionalObject, optionalString, type PodPlace} from '../model/index.ts';

/** Address and node of a Pod; undefined if there is none, it has no address yet, or it may not be read. */
export async function findPod(
  client: ApiClient,
  {namespace, name}: {readonly namespace: string; readonly name: string},
  signal: AbortSignal,
): Promise<PodPlace | undefined> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
  try {
    const pod = optionalObject(await client.request({method: 'GET', path, signal}), '');
    const status = optionalObject(pod.status, 'status');
    const spec = optionalObject(pod.spec, 'spec');
    const address = canonicalAddress(optionalString(status.podIP, 'status.podIP') ?? '');
    return address === undefined
      ? undefined
      : {address, node: optionalString(spec.nodeName, 'spec.nodeName')};
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 403)) return undefined;
    throw error;
  }
}

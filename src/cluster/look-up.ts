import type {ApiClient} from '../api/index.ts';
import {
  endpointAddresses,
  type NameQuery,
  optionalObject,
  readEndpointSlice,
  readService,
  serviceAddresses,
} from '../model/index.ts';

/** More than anybody reads; the server need not look further. */
const MOST = 500;

/** The names of objects: of a namespace for Services and Pods, of the cluster for others. Throws `ApiError`. */
export async function lookUpNames(
  client: ApiClient,
  query: NameQuery,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const {kind, namespace, service} = query;
  const get = (path: string, more: Readonly<Record<string, string>> = {}) =>
    client.request({method: 'GET', path, query: more, signal});
  const scope = `namespaces/${encodeURIComponent(namespace)}/`;
  if (kind === 'service-addresses' || kind === 'service-endpoints') {
    if (service === undefined) return [];
    if (kind === 'service-addresses')
      return serviceAddresses(
        readService(await get(`/api/v1/${scope}services/${encodeURIComponent(service)}`)),
      );
    const labelSelector = `kubernetes.io/service-name=${service}`;
    const slices = itemsOf(await get(`/apis/discovery.k8s.io/v1/${scope}endpointslices`, {labelSelector}));
    return endpointAddresses(slices.map(readEndpointSlice));
  }
  const isOwn = kind === 'services' || kind === 'pods';
  const found = itemsOf(await get(`/api/v1/${isOwn ? scope : ''}${kind}`, {limit: String(MOST)}));
  return found
    .map((item) => optionalObject(optionalObject(item, '').metadata, 'metadata').name)
    .filter((name) => typeof name === 'string');
}

function itemsOf(list: unknown): readonly unknown[] {
  const {items} = optionalObject(list, '');
  return Array.isArray(items) ? items : [];
}

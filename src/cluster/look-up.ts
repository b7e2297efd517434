import type {ApiClient} from '../api/index.ts';
import {optionalObject} from '../model/index.ts';

/** Names in a cluster that completion asks for. */
export type ClusterNameKind = 'namespaces' | 'services' | 'nodes';

/** More than anybody reads; the server need not look further. */
const MOST = 500;

/** The names of objects: of a namespace for Services, of the cluster for others. Throws `ApiError`. */
export async function lookUpNames(
  client: ApiClient,
  {
    kind,
    namespace,
    signal,
  }: {readonly kind: ClusterNameKind; readonly namespace: string; readonly signal: AbortSignal},
): Promise<readonly string[]> {
  const scope = kind === 'services' ? `namespaces/${encodeURIComponent(namespace)}/` : '';
  const {items} = optionalObject(
    await client.request({
      method: 'GET',
      path: `/api/v1/${scope}${kind}`,
      query: {limit: String(MOST)},
      signal,
    }),
    '',
  );
  return (Array.isArray(items) ? items : [])
    .map((item) => optionalObject(optionalObject(item, '').metadata, 'metadata').name)
    .filter((name) => typeof name === 'string');
}

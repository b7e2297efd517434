import type {ClusterState, TableAge} from '../model/index.ts';

/** When Services and their EndpointSlices were last written, in milliseconds since 1970, by `namespace/name`. */
export type ApiChanges = ReadonlyMap<string, readonly number[]>;

/** The last change of each object that kube-proxy reads, as far as its metadata tell. */
export function apiChanges({services, endpointSlices}: ClusterState): ApiChanges {
  const changes = new Map<string, number[]>();
  const add = (key: string, time: string | undefined) => {
    const at = Date.parse(time ?? '');
    if (Number.isNaN(at)) return;
    const times = changes.get(key);
    if (times) times.push(at);
    else changes.set(key, [at]);
  };
  for (const {namespace, name, writtenAt} of services) add(`${namespace}/${name}`, writtenAt);
  for (const {namespace, serviceName, writtenAt} of endpointSlices)
    add(`${namespace}/${serviceName}`, writtenAt);
  return changes;
}

/**
 * How old the state of the API is that a node's tables show, if they lack the changes of these Services: as of the
 * earliest of their changes after `since`, up to which the node is known to have followed. Null if no time tells.
 */
export function tableAge(
  services: ReadonlySet<string>,
  changes: ApiChanges,
  {since, capturedAt}: {readonly since: Date | undefined; readonly capturedAt: Date},
): TableAge | null {
  const missed = [...services]
    .flatMap((service) => changes.get(service) ?? [])
    .filter((at) => at <= capturedAt.getTime() && at > (since?.getTime() ?? Number.NEGATIVE_INFINITY));
  if (missed.length === 0) return null;
  const asOf = missed.reduce((earliest, at) => Math.min(earliest, at));
  return {
    asOf: new Date(asOf).toISOString(),
    seconds: (capturedAt.getTime() - asOf) / 1000,
    missedChanges: missed.length,
  };
}

import {
  type ExpectedVirtualServer,
  followsApi,
  type KernelTable,
  type StandingOf,
  virtualServerKey,
} from '../model/index.ts';
import type {ServedPort} from './choose-virtual-servers.ts';

/** What the kernel has to hold of a Service for it to follow the API. */
export interface WantedTable {
  /** Virtual servers by key. */
  readonly servers: ReadonlyMap<string, ExpectedVirtualServer>;
  /** Equal texts mean equal wishes. */
  readonly signature: string;
}

/** What is wanted of these virtual servers; those that may be there or not are left out. */
export function wantedTable(served: readonly ServedPort[]): WantedTable {
  const wanted = served.filter(({server}) => server.presence === 'required' && server.owners.length === 1);
  const servers = new Map(wanted.map(({server}) => [virtualServerKey(server.id), server]));
  const signature = [...servers]
    .map(([key, {realServers, persistenceTimeout}]) => {
      const reals = [...realServers].map(([real, presence]) => `${real} ${presence}`).sort();
      return [key, persistenceTimeout, ...reals].join(',');
    })
    .sort()
    .join('\n');
  return {servers, signature};
}

/**
 * Whether a table holds what is wanted, by the standing of each real server: each virtual server with its persistence and
 * all its real servers taking connections, nothing stale, and of the sampled virtual servers none that is not wanted.
 */
export function follows(
  table: KernelTable,
  {servers}: WantedTable,
  {sampled, standingOf}: {readonly sampled: ReadonlySet<string>; readonly standingOf: StandingOf},
): boolean {
  for (const key of sampled) if (table.has(key) && !servers.has(key)) return false;
  return [...servers].every(([key, wanted]) => !sampled.has(key) || holds(table, wanted, standingOf));
}

function holds(table: KernelTable, wanted: ExpectedVirtualServer, standingOf: StandingOf): boolean {
  const present = table.get(virtualServerKey(wanted.id));
  if (!present) return false;
  const {persistenceTimeout, realServers} = wanted;
  const seconds = present.persistence ? present.persistence.timeoutSeconds : 0;
  if (persistenceTimeout !== undefined && seconds !== undefined && seconds !== persistenceTimeout)
    return false;
  const keys = new Set([...realServers.keys(), ...present.realServers.keys()]);
  return [...keys].every((key) => {
    const real = present.realServers.get(key);
    return followsApi(standingOf(wanted, key, real), real);
  });
}

import {type ExpectedRealServers, type KernelTable, virtualServerKey} from '../model/index.ts';
import type {ServedPort} from './choose-virtual-servers.ts';

/** What the kernel has to hold of a Service for it to follow the API. */
export interface WantedTable {
  /** Real servers and persistence by key of the virtual server. */
  readonly servers: ReadonlyMap<string, WantedServer>;
  /** Equal texts mean equal wishes. */
  readonly signature: string;
}

interface WantedServer {
  readonly realServers: ExpectedRealServers;
  /** Seconds; 0: none; undefined: either is right. */
  readonly persistenceTimeout: number | undefined;
}

/** What is wanted of these virtual servers; those that may be there or not are left out. */
export function wantedTable(served: readonly ServedPort[]): WantedTable {
  const servers = new Map<string, WantedServer>();
  for (const {server} of served) {
    if (server.presence !== 'required' || server.owners.length > 1) continue;
    const {realServers, persistenceTimeout} = server;
    servers.set(virtualServerKey(server.id), {realServers, persistenceTimeout});
  }
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
 * Whether a table holds what is wanted: each virtual server with all its real servers taking connections, no other real
 * server taking any, and of the sampled virtual servers none that is not wanted. A real server that drains is at weight 0.
 */
export function follows(table: KernelTable, {servers}: WantedTable, sampled: ReadonlySet<string>): boolean {
  for (const key of sampled) if (table.has(key) && !servers.has(key)) return false;
  return [...servers].every(([key, wanted]) => !sampled.has(key) || holds(table, key, wanted));
}

function holds(table: KernelTable, key: string, {realServers, persistenceTimeout}: WantedServer): boolean {
  const present = table.get(key);
  if (!present) return false;
  const seconds = present.persistence ? present.persistence.timeoutSeconds : 0;
  if (persistenceTimeout !== undefined && seconds !== undefined && seconds !== persistenceTimeout)
    return false;
  for (const [real, presence] of realServers)
    if (presence === 'required' && (present.realServers.get(real)?.weight ?? 0) === 0) return false;
  return [...present.realServers].every(([real, {weight}]) => weight === 0 || realServers.has(real));
}

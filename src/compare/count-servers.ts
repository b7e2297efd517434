import type {Counts, ExpectedVirtualServer, KernelTable, VirtualServer} from '../model/index.ts';
import {type ComparisonInput, inScope} from './comparison.ts';

/** How many virtual and real servers should be there, and how many are. */
export interface ServerCounts {
  readonly virtualServers: Counts;
  readonly realServers: Counts;
}

/** Counts what is in scope: of the whole table everything, else what the Services in scope explain. */
export function countServers(table: KernelTable, {expected, services}: ComparisonInput): ServerCounts {
  const wanted = {virtual: 0, real: 0};
  const present = {virtual: 0, real: 0};
  for (const [key, server] of expected.virtualServers) {
    const actual = table.get(key);
    if (!inScope(server.owners, services) || (server.presence === 'optional' && !actual)) continue;
    wanted.virtual++;
    wanted.real += wantedRealServers(server, actual);
    if (actual) addServer(present, actual);
  }
  if (services === undefined) {
    present.virtual = 0;
    present.real = 0;
    for (const server of table.values()) addServer(present, server);
  }
  return {
    virtualServers: {expected: wanted.virtual, actual: present.virtual},
    realServers: {expected: wanted.real, actual: present.real},
  };
}

function addServer(counts: {virtual: number; real: number}, server: VirtualServer): void {
  counts.virtual++;
  counts.real += server.realServers.size;
}

/** Optional real servers count as wanted where they are there. */
function wantedRealServers(server: ExpectedVirtualServer, actual: VirtualServer | undefined): number {
  let count = 0;
  for (const [key, presence] of server.realServers) {
    if (presence === 'required' || actual?.realServers.has(key)) count++;
  }
  return count;
}

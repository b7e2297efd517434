import {
  type Counts,
  type ExpectedVirtualServer,
  isWanted,
  type KernelTable,
  realServerCount,
  type VirtualServer,
} from '../model/index.ts';
import {type ComparisonInput, inScope} from './comparison.ts';
import {allServing, realServerStanding, virtualServerStandings} from './judge-servers.ts';

/** How many virtual and real servers should be there, and how many are. */
export interface ServerCounts {
  readonly virtualServers: Counts;
  readonly realServers: Counts;
}

/** Counts what is in scope: of the whole table everything, else what the Services in scope explain. */
export function countServers(table: KernelTable, input: ComparisonInput): ServerCounts {
  const {expected, services} = input;
  const standingOf = virtualServerStandings(input);
  const wanted = {virtual: 0, real: 0};
  const present = {virtual: 0, real: 0};
  for (const [key, server] of expected.virtualServers) {
    const actual = table.get(key);
    if (!inScope(server.owners, services) || (!actual && standingOf(key, server) === 'optional')) continue;
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
  counts.real += realServerCount(server);
}

/** Those that are right either way count as wanted where they are there. */
function wantedRealServers(server: ExpectedVirtualServer, actual: VirtualServer | undefined): number {
  if (actual && allServing(server, actual)) return realServerCount(actual);
  let count = 0;
  for (const key of server.realServers.keys()) {
    const real = actual?.realServers.get(key);
    if (isWanted(realServerStanding(server, key, real)) ?? real !== undefined) count++;
  }
  return count;
}

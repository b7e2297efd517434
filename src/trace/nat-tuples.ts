import {
  addressServerKey,
  type ConnectionEntry,
  type ConntrackEntry,
  formatEndpoint,
  type NatTuple,
  type SocketAddress,
  virtualServerKey,
} from '../model/index.ts';
import type {ServedPort} from './choose-virtual-servers.ts';
import type {TrafficReading} from './traffic-reading.ts';

/** Which connections are listed one by one. */
export interface TupleFilter {
  /** Canonical. */
  readonly client: string | undefined;
  readonly real: string | undefined;
  /** The most that are listed. */
  readonly most: number;
}

/**
 * The translated connections of a Service: client, virtual server and real server from the connection table of IPVS, and
 * from the connection tracking the address to which the answers go: that is the source which the real server sees.
 */
export function natTuples(
  {entries, conntrack}: TrafficReading,
  served: readonly ServedPort[],
  {client, real, most}: TupleFilter,
): {readonly tuples: readonly NatTuple[]; readonly total: number | null} {
  if (!entries) return {tuples: [], total: null};
  const keys = new Set(served.map(({server}) => virtualServerKey(server.id)));
  const chosen = entries.filter(
    (entry) =>
      entry.protocol !== 'IP' &&
      !entry.template &&
      keys.has(addressServerKey(entry.protocol, entry.virtual.address, entry.virtual.port)) &&
      (client === undefined || entry.client.address === client) &&
      (real === undefined || entry.real.address === real),
  );
  const tracked = indexTracked(conntrack ?? []);
  return {tuples: chosen.slice(0, most).map((entry) => tupleOf(entry, tracked)), total: chosen.length};
}

function indexTracked(entries: readonly ConntrackEntry[]): ReadonlyMap<string, ConntrackEntry> {
  return new Map(
    entries.map((entry) => [
      flowKey(entry.protocol, entry.original.source, entry.original.destination),
      entry,
    ]),
  );
}

function flowKey(protocol: string, from: SocketAddress, to: SocketAddress): string {
  return `${protocol} ${formatEndpoint(from.address, from.port)} ${formatEndpoint(to.address, to.port)}`;
}

function tupleOf(entry: ConnectionEntry, tracked: ReadonlyMap<string, ConntrackEntry>): NatTuple {
  const {client, virtual, real, state} = entry;
  const protocol = entry.protocol === 'IP' ? 'TCP' : entry.protocol;
  const flow = tracked.get(flowKey(protocol, client, virtual));
  // Another real server means that the entry is of an earlier connection.
  const same = flow && flow.reply.source.address === real.address && flow.reply.source.port === real.port;
  return {protocol, client, virtual, real, state, source: same ? flow.reply.destination : null};
}

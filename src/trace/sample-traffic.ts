import {
  type ConnectionCount,
  compareNaturally,
  type ExpectedVirtualServer,
  formatEndpoint,
  isWanted,
  type RealServer,
  type RealServerTraffic,
  type StandingOf,
  type StrayConnections,
  type TraceSample,
  type TrafficRow,
  type VirtualServerTraffic,
  virtualServerKey,
} from '../model/index.ts';
import type {ServedPort} from './choose-virtual-servers.ts';
import {natTuples, type TupleFilter} from './nat-tuples.ts';
import type {TrafficReading} from './traffic-reading.ts';

/** What a reading is looked at with. */
export interface SampleContext {
  readonly node: string;
  readonly sequence: number;
  readonly served: readonly ServedPort[];
  /** The sample before, from the same debug pod; undefined over a gap: rates are then not known. */
  readonly previous: TrafficReading | undefined;
  readonly filter: TupleFilter;
  /** Whether what the table of the reading lacks is not there. */
  readonly wholeTable: boolean;
  /** The judge of real servers, of a virtual server that is in the table. */
  readonly standingOf: StandingOf;
}

/** Where the connections of a Service go on a node. */
export function sampleTraffic(reading: TrafficReading, context: SampleContext): TraceSample {
  const {node, sequence, served, filter, standingOf, wholeTable} = context;
  const rates = ratesOf(reading, context.previous);
  const {tuples, total} = natTuples(reading, served, filter);
  return {
    node,
    sequence,
    virtualServers: served.map(({server}) => traffic(server, reading, {rates, standingOf, wholeTable})),
    strays: served.flatMap(({server}) => straysOf(server, reading)),
    connectionsRead: reading.counts !== undefined,
    tuples,
    tuplesTotal: total,
    probe: reading.probe ?? null,
    notes: notesOf(reading),
  };
}

function notesOf({table, totals, rates, counts, uptime}: TrafficReading): readonly string[] {
  const notes: string[] = [];
  if (!table) notes.push('the table of real servers could not be read');
  if (!totals && !rates)
    notes.push('no counters: conn/s, packets and bytes need ipvsadm (not --unprivileged)');
  if (!counts && uptime === undefined)
    notes.push(
      'the connection table was not read: connections to real servers that are no longer in the table are not shown',
    );
  return notes;
}

type Rates = ReadonlyMap<string, TrafficRow>;

function rowKey({virtualServer, realServer}: TrafficRow): string {
  return `${virtualServer} ${realServer ? formatEndpoint(realServer.address, realServer.port) : ''}`;
}

/** Rates from two samples of totals; else those that the kernel tells. A counter that went back began anew. */
function ratesOf(
  {totals, rates, uptime}: TrafficReading,
  previous: TrafficReading | undefined,
): Rates | undefined {
  if (!totals || uptime === undefined) return rates && new Map(rates.map((row) => [rowKey(row), row]));
  if (!previous?.totals || previous.uptime === undefined) return undefined;
  const seconds = uptime - previous.uptime;
  if (seconds <= 0) return undefined;
  const before = new Map(previous.totals.map((row) => [rowKey(row), row]));
  return new Map(totals.map((row) => [rowKey(row), difference(row, before.get(rowKey(row)), seconds)]));
}

const COUNTERS = ['connections', 'inPackets', 'outPackets', 'inBytes', 'outBytes'] as const;

function difference(row: TrafficRow, before: TrafficRow | undefined, seconds: number): TrafficRow {
  const anew = before && COUNTERS.some((name) => row[name] < before[name]);
  const rate = (name: (typeof COUNTERS)[number]) =>
    (row[name] - (anew ? 0 : (before?.[name] ?? 0))) / seconds;
  return {
    virtualServer: row.virtualServer,
    realServer: row.realServer,
    connections: rate('connections'),
    inPackets: rate('inPackets'),
    outPackets: rate('outPackets'),
    inBytes: rate('inBytes'),
    outBytes: rate('outBytes'),
  };
}

function traffic(
  server: ExpectedVirtualServer,
  reading: TrafficReading,
  {
    rates,
    standingOf,
    wholeTable,
  }: Pick<SampleContext, 'standingOf' | 'wholeTable'> & {readonly rates: Rates | undefined},
): VirtualServerTraffic {
  const key = virtualServerKey(server.id);
  const present = reading.table?.get(key);
  const own = rates?.get(`${key} `);
  const reals = [...(present?.realServers ?? [])].sort(([one], [other]) => compareNaturally(one, other));
  const totals = new Map((reading.totals ?? []).map((row) => [rowKey(row), row]));
  const rows = reals.map(([real, entry]) => ({
    ...realTraffic({server, key, real, entry}, totals, rates),
    standing: standingOf(server, real, entry),
  }));
  return {
    virtualServer: server.id,
    present: present !== undefined || (reading.table && wholeTable ? false : null),
    required: server.presence === 'required',
    connectionRate: own?.connections ?? null,
    packetRate: own ? own.inPackets + own.outPackets : null,
    byteRate: own ? own.inBytes + own.outBytes : null,
    realServers: withShares(rows),
  };
}

interface Row {
  readonly server: ExpectedVirtualServer;
  readonly key: string;
  readonly real: string;
  readonly entry: RealServer;
}

function realTraffic(
  {server, key, real, entry}: Row,
  totals: ReadonlyMap<string, TrafficRow>,
  rates: Rates | undefined,
): Omit<RealServerTraffic, 'standing'> {
  const rate = rates?.get(`${key} ${real}`);
  return {
    address: entry.address,
    port: entry.port,
    weight: entry.weight,
    activeConnections: entry.activeConnections ?? null,
    inactiveConnections: entry.inactiveConnections ?? null,
    connections: totals.get(`${key} ${real}`)?.connections ?? null,
    connectionRate: rate?.connections ?? null,
    packetRate: rate ? rate.inPackets + rate.outPackets : null,
    byteRate: rate ? rate.inBytes + rate.outBytes : null,
    share: null,
    fairShare: null,
    pod: server.endpoints.get(real)?.pod ?? '',
  };
}

/**
 * Each one's part of the new connections, or of all so far if there are none now, and the part that its weight earns it:
 * one that is not wanted has earned none.
 */
function withShares(rows: readonly RealServerTraffic[]): readonly RealServerTraffic[] {
  const sum = (value: (row: RealServerTraffic) => number | null) =>
    rows.reduce((total, row) => total + (value(row) ?? 0), 0);
  const byRate = sum(({connectionRate}) => connectionRate) > 0;
  const value = (row: RealServerTraffic) => (byRate ? row.connectionRate : row.connections);
  const total = sum(value);
  const earned = ({standing, weight}: RealServerTraffic) => (isWanted(standing) === false ? 0 : weight);
  const weights = sum(earned);
  return rows.map((row) => {
    const own = value(row);
    return {
      ...row,
      share: total > 0 && own !== null ? own / total : null,
      fairShare: weights > 0 && row.weight !== null ? (earned(row) ?? 0) / weights : null,
    };
  });
}

/** Connections and templates that lead to real servers which the API does not want here any more. */
function straysOf(server: ExpectedVirtualServer, reading: TrafficReading): readonly StrayConnections[] {
  const key = virtualServerKey(server.id);
  const listed = reading.table?.get(key)?.realServers;
  const strays = new Map<string, StrayConnections>();
  for (const count of countsOf(key, reading)) {
    const {realServer} = count;
    const real = formatEndpoint(realServer.address, realServer.port);
    if (server.realServers.has(real)) continue;
    const before = strays.get(real);
    strays.set(real, {
      virtualServer: server.id,
      realServer,
      connections: (before?.connections ?? 0) + (count.template ? 0 : count.count),
      templates: (before?.templates ?? 0) + (count.template ? count.count : 0),
      templateSeconds: Math.max(before?.templateSeconds ?? 0, count.template ? count.expiresSeconds : 0),
      listed: listed?.has(real) ?? false,
    });
  }
  return [...strays.values()].filter(({connections, templates}) => connections + templates > 0);
}

/** The connection table where it was read; else what the listings count for each real server. */
function countsOf(key: string, {counts, table, persistent}: TrafficReading): readonly ConnectionCount[] {
  if (counts) return counts.filter(({virtualServer}) => virtualServer === key);
  const common = {virtualServer: key, state: '', expiresSeconds: 0};
  const listed = [...(table?.get(key)?.realServers.values() ?? [])].map((real) => ({
    ...common,
    realServer: {address: real.address, port: real.port},
    template: false,
    count: (real.activeConnections ?? 0) + (real.inactiveConnections ?? 0),
  }));
  const templates = (persistent ?? [])
    .filter(({virtualServer}) => virtualServer === key)
    .map(({realServer, persistentConnections}) => ({
      ...common,
      realServer,
      template: true,
      count: persistentConnections,
    }));
  return [...listed, ...templates];
}

import {
  type ConnectionTotals,
  formatEndpoint,
  type Group,
  groupBy,
  leadingStanding,
  leadsNowhere,
  type RealServerTotals,
  type RealServerTraffic,
  sumKnown,
  type TraceSample,
  virtualServerKey,
} from '../model/index.ts';
import {byStandingAndAddress} from './merge-samples.ts';

/** Counts the new connections of one node over its samples, from the first to the last, gaps included. */
export interface ConnectionCounter {
  readonly add: (sample: TraceSample) => void;
  readonly totals: () => ConnectionTotals;
  readonly realServers: () => readonly RealServerTotals[];
}

/** A real server of one virtual server. */
interface Counted extends ConnectionTotals {
  readonly real: RealServerTraffic;
  readonly listed: boolean;
  /** The kernel's own counter when it was last read. */
  readonly counter: number | null;
}

/** A counter that has counted nothing. The kernel's own begin with 0 when a real server is added. */
export function createConnectionCounter(): ConnectionCounter {
  const servers = new Map<string, Map<string, Counted>>();
  const all = () => [...servers.values()].flatMap((reals) => [...reals.values()]);
  return {
    add({virtualServers}) {
      for (const {virtualServer, present, realServers} of virtualServers) {
        if (present === null) continue;
        const key = virtualServerKey(virtualServer);
        const before = servers.get(key);
        const reals = new Map([...(before ?? [])].map(([real, one]) => [real, {...one, listed: false}]));
        for (const real of realServers) {
          const name = formatEndpoint(real.address, real.port);
          reals.set(name, countOne(real, before?.get(name), before !== undefined));
        }
        servers.set(key, reals);
      }
    },
    totals: () => sumTotals(all()),
    realServers: () => mergeTotals([all().map(totalsOf)]),
  };
}

function countOne(real: RealServerTraffic, before: Counted | undefined, wasSampled: boolean): Counted {
  const grown = growth(real.connections, before, wasSampled);
  const add = (sum: number | null | undefined, more: number) =>
    grown === null ? (sum ?? null) : (sum ?? 0) + more;
  return {
    real,
    listed: true,
    counter: real.connections ?? before?.counter ?? null,
    connections: add(before?.connections, grown ?? 0),
    deadConnections: add(before?.deadConnections, leadsNowhere(real.standing) ? (grown ?? 0) : 0),
  };
}

/** Null: not counted. What there was before the first sample does not count. */
function growth(counter: number | null, before: Counted | undefined, wasSampled: boolean): number | null {
  if (counter === null) return null;
  if (!before) return wasSampled ? counter : 0;
  if (before.counter === null) return 0;
  return before.listed && counter >= before.counter ? counter - before.counter : counter;
}

function totalsOf({real, listed, connections, deadConnections}: Counted): RealServerTotals {
  const {address, port, pod, standing} = real;
  return {address, port, pod, standing: listed ? standing : null, connections, deadConnections};
}

/** What several nodes counted, by real server; worst standing first. */
export function mergeTotals(lists: readonly (readonly RealServerTotals[])[]): readonly RealServerTotals[] {
  const groups = groupBy(lists.flat(), ({address, port}) => formatEndpoint(address, port));
  return [...groups.values()].map(mergeOne).sort(byStandingAndAddress);
}

function mergeOne(group: Group<RealServerTotals>): RealServerTotals {
  const [{address, port}] = group;
  return {
    address,
    port,
    ...sumTotals(group),
    standing: leadingStanding(group.flatMap(({standing}) => standing ?? [])),
    pod: group.map(({pod}) => pod).find((pod) => pod !== '') ?? '',
  };
}

function sumTotals(some: readonly ConnectionTotals[]): ConnectionTotals {
  const sum = (key: keyof ConnectionTotals) => sumKnown(some.map((one) => one[key]));
  return {connections: sum('connections'), deadConnections: sum('deadConnections')};
}

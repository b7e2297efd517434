import {
  compareNaturally,
  compareStandings,
  formatEndpoint,
  type Group,
  groupBy,
  type RealServerStanding,
  type RealServerTraffic,
  type SocketAddress,
  sumKnown,
  type TraceSample,
} from '../model/index.ts';

/** Samples of several nodes as one: real servers by address and port, their numbers summed. */
export function mergeSamples(samples: readonly TraceSample[]): readonly RealServerTraffic[] {
  const reals = samples.flatMap(({virtualServers}) => virtualServers.flatMap(({realServers}) => realServers));
  const merged = groupBy(reals, ({address, port}) => formatEndpoint(address, port));
  const rows = [...merged.values()].map(mergeOne);
  const byRate = rows.some(({connectionRate}) => (connectionRate ?? 0) > 0);
  const value = (row: RealServerTraffic) => (byRate ? row.connectionRate : row.connections) ?? 0;
  const total = rows.reduce((sum, row) => sum + value(row), 0);
  const fair = rows.reduce((sum, {fairShare}) => sum + (fairShare ?? 0), 0);
  return rows
    .map((row) => ({
      ...row,
      share: total > 0 ? value(row) / total : null,
      fairShare: fair > 0 && row.fairShare !== null ? row.fairShare / fair : null,
    }))
    .sort(byStandingAndAddress);
}

/** For sorting: worst standing first, none last. */
export function byStandingAndAddress(one: RankedReal, other: RankedReal): number {
  if (one.standing === null || other.standing === null)
    return Number(one.standing === null) - Number(other.standing === null) || byAddress(one, other);
  return compareStandings(one.standing, other.standing) || byAddress(one, other);
}

type RankedReal = SocketAddress & {readonly standing: RealServerStanding | null};

function byAddress(one: SocketAddress, other: SocketAddress): number {
  return compareNaturally(one.address, other.address) || one.port - other.port;
}

/** Worst standing first: a real server that one node keeps against the API is stale. */
function mergeOne(group: Group<RealServerTraffic>): RealServerTraffic {
  const [first = group[0]] = [...group].sort((one, other) => compareStandings(one.standing, other.standing));
  return {
    ...first,
    weight: Math.max(...group.map(({weight}) => weight ?? 0)),
    activeConnections: sumOf(group, 'activeConnections'),
    inactiveConnections: sumOf(group, 'inactiveConnections'),
    connections: sumOf(group, 'connections'),
    connectionRate: sumOf(group, 'connectionRate'),
    packetRate: sumOf(group, 'packetRate'),
    byteRate: sumOf(group, 'byteRate'),
    fairShare: sumOf(group, 'fairShare'),
    pod: group.map(({pod}) => pod).find((pod) => pod !== '') ?? '',
  };
}

type Numbers = {
  [Key in keyof RealServerTraffic]: RealServerTraffic[Key] extends number | null ? Key : never;
}[keyof RealServerTraffic];

/** Null only if all are. */
function sumOf(group: readonly RealServerTraffic[], key: Numbers): number | null {
  return sumKnown(group.map((row) => row[key]));
}

/** The sum of a rate over the virtual servers of all samples; null if none is known. */
export function sumRates(
  samples: readonly TraceSample[],
  key: 'connectionRate' | 'packetRate' | 'byteRate',
): number | null {
  return sumKnown(samples.flatMap(({virtualServers}) => virtualServers.map((server) => server[key])));
}

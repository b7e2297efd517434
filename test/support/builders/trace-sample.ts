import type {RealServerTraffic, TraceRecord, TraceSample} from '../../../src/model/index.ts';

/** A real server that takes this many connections per second, after as many in all as it has taken in 100 s. */
export function traffic(
  address: string,
  rate: number,
  over: Partial<RealServerTraffic> = {},
): RealServerTraffic {
  return {
    address,
    port: 8080,
    weight: 1,
    activeConnections: rate * 10,
    inactiveConnections: 3,
    connections: rate * 100,
    connectionRate: rate,
    packetRate: rate * 10,
    byteRate: rate * 12_345,
    share: null,
    fairShare: null,
    standing: 'serving',
    pod: `shop/checkout-5b96c6d957-${address.replaceAll('.', '')}`,
    ...over,
  };
}

/** A sample of a node on which the Service has one virtual server; without real servers given it has none at all. */
export function sampleOf(node: string, realServers?: readonly RealServerTraffic[]): TraceSample {
  return {
    node,
    sequence: 2,
    virtualServers: [
      {
        virtualServer: {kind: 'address', protocol: 'TCP', address: '10.96.0.50', port: 80},
        present: realServers !== undefined,
        required: true,
        connectionRate:
          realServers?.reduce((sum, {connectionRate}) => sum + (connectionRate ?? 0), 0) ?? null,
        packetRate: 100,
        byteRate: 1e6,
        realServers: realServers ?? [],
      },
    ],
    strays: [],
    connectionsRead: true,
    tuples: [],
    tuplesTotal: 0,
    probe: null,
    notes: [],
  };
}

/** A sample as a record. */
export function sampleRecord(node: string, realServers?: readonly RealServerTraffic[]): TraceRecord {
  return {type: 'sample', time: '2026-11-24T12:00:00.000Z', sample: sampleOf(node, realServers)};
}

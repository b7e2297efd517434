import {addressServerKey, type ConnectionCount, type ProbeResult, type Protocol} from '../../model/index.ts';
import {readHexSocketAddress} from './socket-address.ts';

/** Entries of the connection table as the sampling script counts them; what it could not have written is undefined. */
export interface SampledConnections {
  readonly counts: readonly ConnectionCount[];
  /** Connections of the client, or to the real server, that were asked for. */
  readonly matching: number;
}

const ROW = /^(TCP|UDP|SCTP) (\S+) (\S+) (\S+) (\S+) (\S+) ([01]) (\d+) (\d+)$/;

/** Reads what the sampling script counted of the connection table; undefined if a line is not understood. */
export function parseSampledConnections(text: string): SampledConnections | undefined {
  const counts: ConnectionCount[] = [];
  let matching: number | undefined;
  for (const line of text.split('\n').slice(0, -1)) {
    const last = /^matching (\d+)$/.exec(line);
    if (last) matching = Number(last[1]);
    else {
      const count = readCount(line);
      if (!count) return undefined;
      counts.push(count);
    }
  }
  return matching === undefined ? undefined : {counts, matching};
}

function readCount(line: string): ConnectionCount | undefined {
  const match = ROW.exec(line);
  if (!match) return undefined;
  const [, protocol, address = '', port = '', realAddress = '', realPort = '', state = ''] = match;
  const virtual = readHexSocketAddress(address, port);
  const realServer = readHexSocketAddress(realAddress, realPort);
  if (!virtual || !realServer) return undefined;
  return {
    virtualServer: addressServerKey(protocol as Protocol, virtual.address, virtual.port),
    realServer,
    state,
    template: match[7] === '1',
    count: Number(match[8]),
    expiresSeconds: Number(match[9]),
  };
}

const PROBE =
  /^(TCP),\S+,([0-9A-Fa-f:]+),([0-9A-F]{4}) (connected|failed) \d+ ([\d.,-]*)(?: ([0-9A-Fa-f:]+) ([0-9A-F]{4}))?$/;

/** Reads what came of a connect that the sampling script made; undefined if it made none. */
export function parseSampledProbe(text: string): ProbeResult | undefined {
  const match = PROBE.exec(text.trimEnd());
  if (!match) return undefined;
  const [, , address = '', port = '', result, took = '', realAddress, realPort] = match;
  const virtual = readHexSocketAddress(address, port);
  if (!virtual) return undefined;
  const connected = result === 'connected';
  return {
    virtualServer: {kind: 'address', protocol: 'TCP', address: virtual.address, port: virtual.port},
    connected,
    seconds: connected ? secondsOf(took) : null,
    realServer: (realAddress && realPort && readHexSocketAddress(realAddress, realPort)) || null,
  };
}

/** `0.0012`, or `12.30-12.31` on the node's clock. */
function secondsOf(took: string): number | null {
  const [first = Number.NaN, second] = took.replace(',', '.').split('-').map(Number);
  const seconds = second === undefined ? first : second - first;
  return Number.isFinite(seconds) ? seconds : null;
}

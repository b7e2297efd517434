import {canonicalAddress, type SocketAddress} from '../model/index.ts';

/** One line of `conntrack -L`: the packets of one direction, and those that come back. */
export interface ConntrackEntry {
  /** Lower case, as printed: `tcp`, `udp`, `sctp`. */
  readonly protocol: string;
  /** Of TCP and SCTP, such as `SYN_SENT`; empty for UDP. */
  readonly state: string;
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
  readonly replySource: SocketAddress;
  readonly replyDestination: SocketAddress;
  readonly unreplied: boolean;
}

const TUPLE = /src=(\S+) dst=(\S+)(?: type=\d+ code=\d+ id=\d+)? sport=(\d+) dport=(\d+)/g;

/** Conntrack-tools `src/conntrack.c`, libnetfilter_conntrack `src/conntrack/snprintf_default.c`; undefined for protocols without ports. */
export function readConntrackEntry(line: string): ConntrackEntry | undefined {
  const head = /^(\S+)\s+\d+\s+(?:\d+\s+)?([A-Z_]+ )?/.exec(line);
  const [original, reply] = [...line.matchAll(TUPLE)].map(readTuple);
  if (!head || !original || !reply) return undefined;
  return {
    protocol: head[1] ?? '',
    state: (head[2] ?? '').trim(),
    source: original.source,
    destination: original.destination,
    replySource: reply.source,
    replyDestination: reply.destination,
    unreplied: line.includes('[UNREPLIED]'),
  };
}

function readTuple([, source = '', destination = '', sourcePort, destinationPort]: RegExpMatchArray) {
  return {
    source: {address: canonicalAddress(source) ?? source, port: Number(sourcePort)},
    destination: {address: canonicalAddress(destination) ?? destination, port: Number(destinationPort)},
  };
}

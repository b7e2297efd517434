import {
  parseConnections,
  parseConntrack,
  parsePersistentConnections,
  parseProcConnections,
  parseTraffic,
} from '../kernel/index.ts';
import type {ActualState, CaptureSource, NodeCapture, Parsed} from '../model/index.ts';
import {countConnections, type TrafficReading} from '../trace/index.ts';

/** What tells of the traffic on a node in a snapshot. */
export const TRAFFIC_SOURCES: readonly CaptureSource[] = [
  'ipvsadm-stats.txt',
  'ipvsadm-rate.txt',
  'ipvsadm-persistent.txt',
  'ipvsadm-connections.txt',
  'proc-net-ip_vs_conn.txt',
  'conntrack.txt',
];

/** The traffic that a capture tells of. A text that is damaged is left out. */
export function readTraffic({texts}: NodeCapture, {virtualServers}: ActualState): TrafficReading {
  const read = <Value>(source: CaptureSource, parse: (text: string) => Parsed<Value>): Value | undefined => {
    const text = texts[source];
    const parsed = text ? parse(text) : undefined;
    return parsed?.problems.length === 0 ? parsed.value : undefined;
  };
  const entries =
    read('ipvsadm-connections.txt', parseConnections) ??
    read('proc-net-ip_vs_conn.txt', parseProcConnections);
  return {
    table: virtualServers,
    totals: read('ipvsadm-stats.txt', (text) => parseTraffic(text, 'ipvsadm-stats.txt')),
    rates: read('ipvsadm-rate.txt', (text) => parseTraffic(text, 'ipvsadm-rate.txt')),
    persistent: read('ipvsadm-persistent.txt', parsePersistentConnections),
    counts: entries && countConnections(entries),
    entries,
    conntrack: read('conntrack.txt', parseConntrack),
    probe: undefined,
    uptime: undefined,
  };
}

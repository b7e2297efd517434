import type {IpvsStats, Parsed, TrafficCounters} from '../../model/index.ts';
import {beginsWith, conclude, openSource, reportLine} from './source-text.ts';

const NUMBERS = /^ *([0-9A-F]+) +([0-9A-F]+) +([0-9A-F]+) +([0-9A-F]+) +([0-9A-F]+)$/;

/** Kernel `net/netfilter/ipvs/ip_vs_ctl.c`, `ip_vs_stats_show`. */
const LINES = [
  /^ +Total +Incoming +Outgoing +Incoming +Outgoing$/,
  /^ +Conns +Packets +Packets +Bytes +Bytes$/,
  NUMBERS,
  /^$/,
  /^ +Conns\/s +Pkts\/s +Pkts\/s +Bytes\/s +Bytes\/s$/,
  NUMBERS,
];

/** The node's counters from `/proc/net/ip_vs_stats` (hexadecimal); undefined, with a fatal problem, if it is not that. */
export function parseProcStats(text: string): Parsed<IpvsStats | undefined> {
  const opened = openSource('proc-net-ip_vs_stats.txt', text);
  if (!beginsWith(opened, LINES)) return conclude(opened, undefined);
  for (let index = LINES.length; index < opened.lines.length; index++)
    reportLine(opened, index, 'the end of the text');
  return conclude(opened, {totals: readCounters(opened.lines[2]), rates: readCounters(opened.lines[5])});
}

function readCounters(line = ''): TrafficCounters {
  const [connections = 0, inPackets = 0, outPackets = 0, inBytes = 0, outBytes = 0] = line
    .trim()
    .split(/ +/)
    .map((digits) => Number.parseInt(digits, 16));
  return {connections, inPackets, outPackets, inBytes, outBytes};
}

import type {Parsed, TrafficRow} from '../../model/index.ts';
import {readListing} from './ipvs-listing.ts';
import {conclude, openSource} from './source-text.ts';

/** The two files in this format: totals, and rates per second. */
export type TrafficSource = 'ipvsadm-stats.txt' | 'ipvsadm-rate.txt';

const TITLES: Readonly<Record<TrafficSource, RegExp>> = {
  'ipvsadm-stats.txt': /^Prot LocalAddress:Port +Conns +InPkts +OutPkts +InBytes +OutBytes$/,
  'ipvsadm-rate.txt': /^Prot LocalAddress:Port +CPS +InPPS +OutPPS +InBPS +OutBPS$/,
};

const COLUMNS = /^(\d+)([KMGT]?) +(\d+)([KMGT]?) +(\d+)([KMGT]?) +(\d+)([KMGT]?) +(\d+)([KMGT]?)$/;

/** Without `--exact` ipvsadm cuts great numbers to thousands and so on (`ipvsadm.c`, `print_largenum`). */
const FACTORS: Readonly<Record<string, number>> = {'': 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12};

/** Counters from `ipvsadm -Ln --stats` or `--rate`, in its order; approximate without `--exact` and above 2^53. */
export function parseTraffic(text: string, source: TrafficSource): Parsed<readonly TrafficRow[]> {
  const opened = openSource(source, text);
  const rows: TrafficRow[] = [];
  readListing(opened, TITLES[source], ({virtualServer, realServer, columns}) => {
    const match = COLUMNS.exec(columns);
    if (!match) return false;
    rows.push({
      virtualServer,
      realServer,
      connections: numberIn(match, 1),
      inPackets: numberIn(match, 3),
      outPackets: numberIn(match, 5),
      inBytes: numberIn(match, 7),
      outBytes: numberIn(match, 9),
    });
    return true;
  });
  return conclude(opened, rows);
}

function numberIn(match: RegExpExecArray, group: number): number {
  return Number(match[group]) * (FACTORS[match[group + 1] ?? ''] ?? 1);
}

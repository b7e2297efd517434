import type {Parsed} from '../../model/index.ts';
import {conclude, openSource, reportFatal, reportLine} from './source-text.ts';

/** Conntrack-tools `src/conntrack.c`, `nfct_stats_cb`. Which counters there are depends on the kernel. */
const PROCESSOR = /^cpu=(\d+)\s+((?:[a-z_]+=\d+ )*[a-z_]+=\d+) ?$/;

/** Counters of connection tracking by processor, then by name, from `conntrack -S`. */
export function parseConntrackStats(text: string): Parsed<ReadonlyMap<number, ReadonlyMap<string, number>>> {
  const opened = openSource('conntrack-stats.txt', text);
  const processors = new Map<number, ReadonlyMap<string, number>>();
  for (const [index, line] of opened.lines.entries()) {
    const match = PROCESSOR.exec(line);
    const processor = Number(match?.[1]);
    if (!match || processors.has(processor)) reportLine(opened, index, 'the counters of another processor');
    else processors.set(processor, readCounters(match[2] ?? ''));
  }
  if (processors.size === 0) reportFatal(opened, 0, 'the text has no counters of any processor');
  return conclude(opened, processors);
}

function readCounters(text: string): ReadonlyMap<string, number> {
  return new Map(
    text.split(' ').map((pair) => {
      const [name = '', value] = pair.split('=');
      return [name, Number(value)];
    }),
  );
}

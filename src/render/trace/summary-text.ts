import {createColors} from 'picocolors';
import type {LagSpread, LiveView, NodeTraceSummary, ProbeSummary, TraceSummary} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {plural} from '../text-lists.ts';
import {type Column, writeTable} from '../write-table.ts';
import {stepName} from './path-text.ts';
import {realServerRows} from './real-server-rows.ts';
import type {TraceStyle} from './trace-style.ts';

/** What a trace came to, for the end. */
export function summaryText(
  summary: TraceSummary,
  view: LiveView,
  style: TraceStyle & {readonly width?: number | undefined},
): string {
  const colors = createColors(style.colour);
  const {service, worstBroken, nodes, changes} = summary;
  const samples = nodes.reduce((sum, node) => sum + node.samples, 0);
  const gaps = nodes.reduce((sum, node) => sum + node.gaps, 0);
  const lines = [
    colors.bold(
      `${escapeText(service)}: ${plural(samples, 'sample')} of ${plural(nodes.length, 'node')}, ${plural(gaps, 'gap')}, ${plural(changes, 'change')} of the API`,
    ),
  ];
  if (worstBroken)
    lines.push(
      colors.red(
        escapeText(
          `at the start broken on ${worstBroken.node}, ${stepName(worstBroken.step)}: ${worstBroken.message}`,
        ),
      ),
    );
  if (changes > 0) lines.push(lagText(summary.lag));
  for (const {node, late} of nodes)
    if (late.length > 0)
      lines.push(
        colors.red(
          escapeText(`${node} did not follow in time: ${plural(late.length, 'change')} (${late.join(', ')})`),
        ),
      );
  if (view.probes.attempts > 0) lines.push(...probeLines(view.probes));
  const tables = [
    view.realServers.length === 0
      ? ''
      : realServerRows(view.realServers, {...style, pods: (style.width ?? WIDE) >= WIDE}),
    writeTable(columnsFor(nodes), nodes, {headers: true}),
  ];
  return `${lines.join('\n')}\n\n${tables.filter((table) => table !== '').join('\n')}`;
}

/** The spread of lags in one line, with the measuring error. */
export function lagText({count, p50, p95, max, errorSeconds}: LagSpread): string {
  if (count === 0) return 'lag: none measured yet';
  const seconds = (value: number | null) => (value === null ? '-' : `${value.toFixed(2)} s`);
  return `lag p50 ${seconds(p50)}, p95 ${seconds(p95)}, max ${seconds(max)}, +/-${seconds(errorSeconds)} (${count} followed)`;
}

/** What came of the connects, and where the failures are. */
export function probeLines({attempts, failures, p50, max, landed}: ProbeSummary): readonly string[] {
  const milliseconds = (value: number | null) => (value === null ? '-' : `${(value * 1000).toFixed(1)} ms`);
  const part = Math.round(((attempts - failures) / attempts) * 100);
  const head = `probe: ${attempts - failures} of ${plural(attempts, 'connect')} succeeded (${part}%), p50 ${milliseconds(p50)}, max ${milliseconds(max)}`;
  const bad = landed
    .filter((row) => row.failures > 0)
    .map((row) => `  ${row.failures} of ${row.attempts} that came to ${row.realServer} failed`);
  return [head, ...bad];
}

/** From this width on there is room for Pods. */
const WIDE = 120;

/** Columns that say nothing about any node are left out. */
function columnsFor(nodes: readonly NodeTraceSummary[]): readonly Column<NodeTraceSummary>[] {
  return COLUMNS.filter(
    ({header, value}) => !OPTIONAL.has(header) || nodes.some((node) => value(node) !== ''),
  );
}

const OPTIONAL: ReadonlySet<string> = new Set(['LATE', 'KUBE-PROXY-SAYS', 'NOTE']);

const COLUMNS: readonly Column<NodeTraceSummary>[] = [
  {header: 'NODE', value: ({node}) => node},
  {header: 'SAMPLES', value: ({samples}) => String(samples)},
  {header: 'GAPS', value: ({gaps}) => String(gaps)},
  {header: 'LAG-P50', value: ({lag}) => secondsText(lag.p50)},
  {header: 'LAG-P95', value: ({lag}) => secondsText(lag.p95)},
  {header: 'LAG-MAX', value: ({lag}) => secondsText(lag.max)},
  {header: 'LATE', value: ({late}) => (late.length === 0 ? '' : late.join(','))},
  {
    header: 'KUBE-PROXY-SAYS',
    value: ({networkProgramming: own}) =>
      own === null ? '' : `p50 <${secondsText(own.p50)} p99 <${secondsText(own.p99)}`,
  },
  {header: 'NOTE', value: ({error}) => error},
];

function secondsText(seconds: number | null): string {
  return seconds === null ? '' : `${seconds < 10 ? seconds.toFixed(2) : Math.round(seconds)}s`;
}

import {createColors} from 'picocolors';
import {
  type ConnectionTotals,
  formatEndpoint,
  groupBy,
  type LagSpread,
  type LiveView,
  type NodeTraceSummary,
  type ProbeSummary,
  type RealServerTotals,
  spanText,
  sumKnown,
  type TraceAlarm,
  type TraceSummary,
} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {fitText} from '../layout.ts';
import {paintStanding} from '../standing-text.ts';
import {nameList, plural} from '../text-lists.ts';
import {type Column, writeTable} from '../write-table.ts';
import {stepName} from './path-text.ts';
import type {TraceStyle} from './trace-style.ts';
import {percentText, rateText} from './traffic-text.ts';

/** What the whole trace came to, for its end. */
export function summaryText(summary: TraceSummary, view: LiveView, style: TraceStyle): string {
  const colors = createColors(style.colour);
  const {worstBroken, nodes, changes} = summary;
  const lines = [colors.bold(escapeText(titleText(summary))), connectionsText(summary)];
  if (deadOf(summary) > 0) lines.push(colors.red(escapeText(deadText(summary))));
  if (worstBroken)
    lines.push(
      colors.red(
        escapeText(
          `at the start broken on ${worstBroken.node}, ${stepName(worstBroken.step, worstBroken.mode)}: ${worstBroken.message}`,
        ),
      ),
    );
  if (changes > 0) lines.push(`${lagText(summary.lag)}${slowestText(summary)}`);
  lines.push(...lateLines(nodes).map((line) => colors.red(escapeText(line))));
  // Who was late is told above.
  lines.push(
    ...alarmLines(
      view.alarms.filter(({kind}) => kind !== 'late'),
      colors,
    ),
  );
  if (view.probes.attempts > 0) lines.push(...probeLines(view.probes));
  const tables = [totalsTable(summary, style), nodesTable(summary.nodes, style)];
  return fitText(`${lines.join('\n')}\n\n${tables.filter((table) => table !== '').join('\n')}`, style);
}

/** Nodes that did not follow the same changes in one line. */
function lateLines(nodes: readonly NodeTraceSummary[]): readonly string[] {
  const groups = groupBy(
    nodes.filter(({late}) => late.length > 0),
    ({late}) => `did not follow in time: ${plural(late.length, 'change')} (${late.join(', ')})`,
  );
  return [...groups].map(([what, those]) => `${nameList(those.map(({node}) => node))} ${what}`);
}

function titleText({service, nodes, changes, seconds}: TraceSummary): string {
  const samples = nodes.reduce((sum, node) => sum + node.samples, 0);
  const gaps = nodes.reduce((sum, node) => sum + node.gaps, 0);
  const time = seconds > 0 ? `${spanText(seconds)}, ` : '';
  return `${service}: ${time}${plural(samples, 'sample')} of ${plural(nodes.length, 'node')}, ${plural(gaps, 'gap')}, ${plural(changes, 'change')} of the API`;
}

function connectionsText({realServers, seconds}: TraceSummary): string {
  const total = totalOf(realServers, 'connections');
  if (total === null) return 'new connections: not known, no counters were read';
  const rate = seconds > 0 ? `, ${rateText(total / seconds)} per second` : '';
  return `${plural(total, 'new connection')} in that time${rate}`;
}

/** Null if none is known. */
function totalOf(some: readonly ConnectionTotals[], key: keyof ConnectionTotals): number | null {
  return sumKnown(some.map((one) => one[key]));
}

function deadOf({realServers}: TraceSummary): number {
  return totalOf(realServers, 'deadConnections') ?? 0;
}

/** `412 of them (4.0%) went to dead backends: node2 380 of 900 (42%), node5 32 of 910 (3.5%)`. */
function deadText(summary: TraceSummary): string {
  const of = (dead: number, all: number) => (all > 0 ? ` (${partText(dead / all)})` : '');
  const dead = deadOf(summary);
  const where = summary.nodes
    .filter(({deadConnections}) => (deadConnections ?? 0) > 0)
    .sort((one, other) => (other.deadConnections ?? 0) - (one.deadConnections ?? 0))
    .map(
      ({node, deadConnections, connections}) =>
        `${node} ${deadConnections} of ${connections}${of(deadConnections ?? 0, connections ?? 0)}`,
    );
  return `${dead} of them${of(dead, totalOf(summary.realServers, 'connections') ?? 0)} went to dead backends${where.length > 0 ? `: ${nameList(where)}` : ''}`;
}

/** A part from 0 to 1 in percent: small ones with a digit more, and none that is more than nothing is 0%. */
function partText(part: number): string {
  const percent = part * 100;
  return `${percent >= 10 ? Math.round(percent) : Math.max(0.1, percent).toFixed(1)}%`;
}

/** The node on which the longest lag was measured, where there are several. */
function slowestText({lag, nodes}: TraceSummary): string {
  const slowest = nodes.find((node) => lag.max !== null && node.lag.max === lag.max);
  return slowest && nodes.length > 1 ? `; slowest: ${escapeText(slowest.node)}` : '';
}

/** Alarms that are listed. */
const MOST_ALARMS = 10;

function alarmLines(
  alarms: readonly TraceAlarm[],
  {red}: Pick<ReturnType<typeof createColors>, 'red'>,
): readonly string[] {
  const lines = alarms.slice(0, MOST_ALARMS).map(({time, from, message, count}) => {
    const more = count > 1 ? `, and ${count - 1} more like it` : '';
    return red(escapeText(`alarm at ${time.slice(11, 19)} UTC, ${from}: ${message}${more}`));
  });
  const rest = alarms.length - lines.length;
  return rest > 0 ? [...lines, red(`and alarms of ${rest} more kinds or nodes`)] : lines;
}

/** Rows of a table that are listed. */
const MOST_ROWS = 20;

/** From this width on there is room for Pods beside whole addresses. */
const WIDE = 100;

/** And from this one on for rates. */
const USUAL = 72;

/** What each real server got in the whole trace. */
function totalsTable({realServers, seconds}: TraceSummary, style: TraceStyle): string {
  const colors = createColors(style.colour);
  const total = totalOf(realServers, 'connections') ?? 0;
  const count = (value: number | null) => (value === null ? '-' : String(value));
  const columns: readonly (Column<RealServerTotals> | false)[] = [
    {header: 'REAL-SERVER', whole: true, value: ({address, port}) => formatEndpoint(address, port)},
    {
      header: 'STANDING',
      value: ({standing}) => standing ?? 'removed',
      paint: (text, {standing}) => paintStanding(text, standing, colors),
    },
    {header: 'CONNECTIONS', value: ({connections}) => count(connections)},
    seconds > 0 &&
      (style.width ?? WIDE) >= USUAL && {
        header: 'PER-SECOND',
        value: ({connections}) => rateText(connections === null ? null : connections / seconds),
      },
    {
      header: 'SHARE',
      value: ({connections}) => percentText(connections === null || total === 0 ? null : connections / total),
    },
    realServers.some(({deadConnections}) => (deadConnections ?? 0) > 0) && {
      header: 'WHILE-DEAD',
      value: ({deadConnections}) => count(deadConnections),
    },
    (style.width ?? WIDE) >= WIDE && {header: 'POD', value: ({pod}) => pod},
  ];
  const shown = realServers.slice(0, MOST_ROWS);
  const more = realServers.length - shown.length;
  const table = writeTable(
    columns.filter((column) => column !== false),
    shown,
    {...style, headers: true},
  );
  return more > 0 ? `${table}and ${plural(more, 'more real server')}\n` : table;
}

/** Nodes with trouble, and the slowest; of many nodes the others are counted. */
function nodesTable(nodes: readonly NodeTraceSummary[], style: TraceStyle): string {
  if (nodes.length <= MOST_ROWS) return writeTable(columnsFor(nodes), nodes, {...style, headers: true});
  const ranked = [...nodes].sort(
    (one, other) =>
      Number(isTroubled(other)) - Number(isTroubled(one)) || (other.lag.max ?? -1) - (one.lag.max ?? -1),
  );
  const shown = ranked.slice(0, MOST_ROWS);
  const rest = ranked.slice(MOST_ROWS);
  const troubled = rest.filter(isTroubled).length;
  const what = troubled > 0 ? `${troubled} of them with gaps or late` : 'without gaps and on time';
  const table = writeTable(columnsFor(shown), shown, {...style, headers: true});
  return `${table}and ${plural(rest.length, 'more node')}, ${what}\n`;
}

function isTroubled({error, gaps, late, deadConnections}: NodeTraceSummary): boolean {
  return error !== '' || gaps > 0 || late.length > 0 || (deadConnections ?? 0) > 0;
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

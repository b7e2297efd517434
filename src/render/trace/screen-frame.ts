import {createColors} from 'picocolors';
import type {LiveView, RealServerTraffic, TimelineEntry} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {plural} from '../text-lists.ts';
import {type Colors, cutTo, type FrameLine, type FrameOptions, wrapLine} from './frame-line.ts';
import {nodeLines} from './frame-nodes.ts';
import {serverLines} from './frame-servers.ts';
import {stepName} from './path-text.ts';
import {lagText, probeLines} from './summary-text.ts';
import {rateText, strayText} from './traffic-text.ts';

/** One frame of the live view: summary, nodes, real servers with bars, timeline. As many lines as fit, none longer than fits. */
export function screenFrame(view: LiveView, options: FrameOptions): readonly string[] {
  const colors = createColors(options.colour);
  const head = headLines(view, options);
  const probes: readonly FrameLine[] =
    view.probes.attempts > 0 ? probeLines(view.probes).map((text) => ({text})) : [];
  const below = [...strayLines(view, colors), ...probes].slice(0, MOST_BELOW);
  const gap: readonly FrameLine[] = options.rows > CROWDED ? [{text: ''}] : [];
  const room = options.rows - head.length - below.length - LEAST_TIMELINE - 3 * gap.length;
  const leastServers = Math.min(LEAST_TABLE, view.realServers.length + 2);
  const nodes = nodeLines(view, {...options, most: Math.max(3, room - leastServers)}, colors);
  const servers = serverLines(view, {...options, most: Math.max(LEAST_TABLE, room - nodes.length)}, colors);
  const parts = [head, nodes, [...servers, ...below]].filter((part) => part.length > 0);
  const above = parts.flatMap((part) => [...part, ...gap]);
  const lines = [...above, ...timelineLines(view.timeline, options.rows - above.length, options)];
  return lines.slice(0, options.rows).map(({text, paint}) => {
    const cut = cutTo(text, options);
    return paint ? paint(cut) : cut;
  });
}

/** A terminal of no more lines has none to spare between the parts. */
const CROWDED = 24;

/** Lines that the timeline has at least, with its title. */
const LEAST_TIMELINE = 5;

/** Lines that the real servers have at least, with their titles. */
const LEAST_TABLE = 6;

/** Lines about connections that lead nowhere, and about probes. */
const MOST_BELOW = 4;

function headLines(view: LiveView, options: FrameOptions): readonly FrameLine[] {
  const colors = createColors(options.colour);
  const counts = (['sampling', 'starting', 'gap', 'unread'] as const)
    .map((state) => [view.nodes.filter((node) => node.state === state).length, state] as const)
    .filter(([count]) => count > 0)
    .map(([count, state]) => `${count} ${state}`);
  const name = `${view.service}  ${plural(view.nodes.length, 'node')}`;
  const right = `${options.time.slice(11, 19)} UTC  q quits`;
  const [left = name] = [`${name}: ${counts.join(', ')}`, name]
    .map(escapeText)
    .filter((text) => text.length + 2 + right.length <= options.columns);
  const gap = Math.max(2, options.columns - left.length - right.length);
  const active = sum(view.realServers, 'activeConnections');
  const inactive = sum(view.realServers, 'inactiveConnections');
  const lines: FrameLine[] = [{text: `${left}${' '.repeat(gap)}${right}`, paint: colors.bold}];
  if (view.worstBroken) {
    const {node, mode, step, message} = view.worstBroken;
    const text = escapeText(`at the start broken on ${node}, ${stepName(step, mode)}: ${message}`);
    lines.push(...wrapLine({text, paint: colors.red}, options, {indent: 2, most: 2}));
  } else lines.push({text: 'at the start no step of the path was known to be broken', paint: colors.green});
  const traffic = `${rateText(view.connectionRate)} conn/s, ${active} active, ${inactive} inactive, ${rateText(view.packetRate)} packets/s, ${rateText(view.byteRate)} bytes/s`;
  lines.push(...wrapLine({text: traffic}, options, {indent: 2, most: 2}));
  if (view.changes > 0 || view.late.length > 0)
    lines.push(...wrapLine(changesLine(view, colors), options, {indent: 2, most: 2}));
  return lines;
}

/** How the nodes follow the API: which of them do not, each of them says itself. */
function changesLine({changes, late, lag}: LiveView, {red}: Colors): FrameLine {
  const nodes = new Set(late.map(({node}) => node)).size;
  const behind = nodes > 0 ? `NOT FOLLOWING: ${plural(nodes, 'node')}; ` : '';
  return {text: `${plural(changes, 'change')}; ${behind}${lagText(lag)}`, ...(nodes > 0 && {paint: red})};
}

function sum(reals: readonly RealServerTraffic[], key: 'activeConnections' | 'inactiveConnections'): number {
  return reals.reduce((total, real) => total + (real[key] ?? 0), 0);
}

function strayLines({strays}: LiveView, colors: Colors): readonly FrameLine[] {
  return strays.map((stray) => ({
    text: `${escapeText(stray.node)} ${strayText(stray)}`,
    paint: colors.yellow,
  }));
}

/** The newest events that fit, each as a whole; the newest one is last. */
function timelineLines(
  timeline: readonly TimelineEntry[],
  room: number,
  options: FrameOptions,
): readonly FrameLine[] {
  if (room < 2) return [];
  const {dim, red} = createColors(options.colour);
  const lines: FrameLine[] = [];
  for (const {time, from, message, alarm} of [...timeline].reverse()) {
    const left = room - 1 - lines.length;
    if (left < 1) break;
    const text = escapeText(`${time.slice(11, 19)} ${alarm ? 'ALARM ' : ''}${from}  ${message}`);
    const line = {text, ...(alarm && {paint: red})};
    lines.unshift(...wrapLine(line, options, {indent: TIME_LENGTH, most: Math.min(left, MOST_OF_AN_EVENT)}));
  }
  return [{text: timeline.length === 0 ? 'EVENTS (UTC)  none yet' : 'EVENTS (UTC)', paint: dim}, ...lines];
}

/** `12:00:05 `. */
const TIME_LENGTH = 9;

const MOST_OF_AN_EVENT = 4;

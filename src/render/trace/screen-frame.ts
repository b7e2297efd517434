import {createColors} from 'picocolors';
import {
  formatEndpoint,
  type LiveView,
  type RealServerTraffic,
  type TimelineEntry,
} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {nameList, plural} from '../text-lists.ts';
import {stepName} from './path-text.ts';
import {lagText, probeLines} from './summary-text.ts';
import type {TraceStyle} from './trace-style.ts';
import {rateText, strayText} from './traffic-text.ts';

/** The size of a terminal, and the time. */
export interface FrameOptions extends TraceStyle {
  readonly columns: number;
  readonly rows: number;
  /** RFC 3339. */
  readonly time: string;
}

/** A line before it is coloured: cut to the width first, so that colours do not count. */
interface Line {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/** One frame of the live view: summary, real servers with bars, timeline. As many lines as fit, none longer than fits. */
export function screenFrame(view: LiveView, options: FrameOptions): readonly string[] {
  const colors = createColors(options.colour);
  const head = headLines(view, options);
  const probes: readonly Line[] =
    view.probes.attempts > 0 ? probeLines(view.probes).map((text) => ({text})) : [];
  const below: readonly Line[] = [...strayLines(view, colors), ...probes];
  const room = Math.max(4, options.rows - head.length);
  const wanted = view.realServers.length + 1;
  const forServers = Math.min(wanted, Math.max(3, room - countBelow(below) - LEAST_TIMELINE));
  const servers = serverLines(view.realServers, {...options, rows: forServers}, colors);
  const strays = below.slice(0, countBelow(below));
  const left = options.rows - head.length - servers.length - strays.length;
  const lines: readonly Line[] = [
    ...head,
    ...servers,
    ...strays,
    ...timelineLines(view.timeline, left, colors),
  ];
  return lines.slice(0, options.rows).map(({text, paint}) => {
    const cut = cutTo(text, options);
    return paint ? paint(cut) : cut;
  });
}

/** Lines that the timeline has at least, with its title. */
const LEAST_TIMELINE = 6;

function countBelow(below: readonly unknown[]): number {
  return Math.min(4, below.length);
}

type Colors = ReturnType<typeof createColors>;

function cutTo(text: string, {columns, unicode}: FrameOptions): string {
  if (text.length <= columns) return text;
  return `${text.slice(0, Math.max(0, columns - 1))}${unicode ? '…' : '>'}`;
}

function headLines(view: LiveView, options: FrameOptions): readonly Line[] {
  const colors = createColors(options.colour);
  const counts = (['sampling', 'starting', 'gap', 'unread'] as const)
    .map((state) => [view.nodes.filter((node) => node.state === state).length, state] as const)
    .filter(([count]) => count > 0)
    .map(([count, state]) => `${count} ${state}`);
  const left = escapeText(`${view.service}  ${plural(view.nodes.length, 'node')}: ${counts.join(', ')}`);
  const right = `${options.time.slice(11, 19)} UTC  q quits`;
  const gap = Math.max(2, options.columns - left.length - right.length);
  const active = sum(view.realServers, 'activeConnections');
  const inactive = sum(view.realServers, 'inactiveConnections');
  const lines: Line[] = [{text: `${left}${' '.repeat(gap)}${right}`, paint: colors.bold}];
  if (view.worstBroken) {
    const {node, step, message} = view.worstBroken;
    lines.push({
      text: escapeText(`at the start broken on ${node}, ${stepName(step)}: ${message}`),
      paint: colors.red,
    });
  } else lines.push({text: 'at the start no step of the path was seen broken', paint: colors.green});
  lines.push({
    text: `${rateText(view.connectionRate)} conn/s, ${active} active, ${inactive} inactive, ${rateText(view.packetRate)} packets/s, ${rateText(view.byteRate)} bytes/s`,
  });
  if (view.changes > 0) lines.push({text: `${plural(view.changes, 'change')}; ${lagText(view.lag)}`});
  if (view.late.length > 0) {
    lines.push({text: escapeText(`NOT FOLLOWING: ${lateText(view.late)}`), paint: colors.red});
  }
  const gaps = view.nodes.filter(({state}) => state === 'gap' || state === 'unread');
  if (gaps.length > 0)
    lines.push({
      text: escapeText(`no samples: ${gaps.map(({node, reason}) => `${node}: ${reason}`).join('; ')}`),
      paint: colors.yellow,
    });
  return [...lines, {text: ''}];
}

/** `node-a (changes 1, 2)`, node by node. */
function lateText(late: LiveView['late']): string {
  const nodes = [...new Set(late.map(({node}) => node))];
  return nameList(
    nodes.map((node) => {
      const changes = late.filter((one) => one.node === node).map(({change}) => change);
      return `${node} (${changes.length === 1 ? 'change' : 'changes'} ${changes.join(' ')})`;
    }),
  );
}

function sum(reals: readonly RealServerTraffic[], key: 'activeConnections' | 'inactiveConnections'): number {
  return reals.reduce((total, real) => total + (real[key] ?? 0), 0);
}

/** From this width on there is room for Pods and packets. */
const WIDE = 120;

function serverLines(
  reals: readonly RealServerTraffic[],
  options: FrameOptions,
  colors: Colors,
): readonly Line[] {
  const wide = options.columns >= WIDE;
  const names = reals.map(({address, port}) => formatEndpoint(address, port));
  const nameWidth = Math.min(Math.max(16, ...names.map(({length}) => length)), 45);
  const podWidth = wide ? Math.min(Math.max(3, ...reals.map(({pod}) => pod.length)), 50) : 0;
  const numbers = (texts: readonly string[]) => texts.map((text) => text.padStart(8)).join('');
  const title = ['CONN/S', 'ACTIVE', 'INACT', ...(wide ? ['PKT/S'] : []), 'BYTES/S'];
  const used = nameWidth + title.length * 8 + 2 + (wide ? podWidth + 2 : 0) + 6;
  const barWidth = Math.max(6, Math.min(40, options.columns - used - 1));
  const full = Math.max(0.01, ...reals.flatMap(({share, fairShare}) => [share ?? 0, fairShare ?? 0]));
  const row = (real: RealServerTraffic, index: number): Line => {
    const values = [
      rateText(real.connectionRate),
      String(real.activeConnections ?? '-'),
      String(real.inactiveConnections ?? '-'),
      ...(wide ? [rateText(real.packetRate)] : []),
      rateText(real.byteRate),
    ];
    const share = real.share === null ? '-' : `${Math.round(real.share * 100)}%`;
    const pod = wide ? `  ${(real.pod || real.standing).padEnd(podWidth)}` : '';
    const name = (names[index] ?? '').slice(0, nameWidth).padEnd(nameWidth);
    const text = `${name}${numbers(values)}${share.padStart(6)} ${bar(real, {width: barWidth, full}, options)}${escapeText(pod)}`;
    return {text, ...paintOf(real, colors)};
  };
  const shown = reals.slice(0, Math.max(1, options.rows - (reals.length + 1 > options.rows ? 2 : 1)));
  const more = reals.length - shown.length;
  return [
    {
      text: `${'REAL SERVER'.padEnd(nameWidth)}${numbers(title)}${'SHARE'.padStart(6)} ${'| is fair'.padEnd(barWidth)}${wide ? `  ${'POD'.padEnd(podWidth)}` : ''}`,
      paint: colors.dim,
    },
    ...shown.map(row),
    ...(more > 0 ? [{text: `and ${more} more`, paint: colors.dim}] : []),
  ];
}

function paintOf({standing}: RealServerTraffic, colors: Colors): Pick<Line, 'paint'> {
  if (standing === 'stale') return {paint: colors.red};
  return standing === 'draining' ? {paint: colors.dim} : {};
}

/** The share as a bar, as part of the largest; a stroke marks the fair share. */
function bar(
  {share, fairShare}: RealServerTraffic,
  {width, full}: {readonly width: number; readonly full: number},
  {unicode}: FrameOptions,
): string {
  const filled = Math.round(((share ?? 0) / full) * width);
  const block: string = unicode ? '█' : '#';
  const cells = Array.from({length: width}, (_, index) => (index < filled ? block : ' '));
  if (fairShare !== null) cells[Math.min(width - 1, Math.round((fairShare / full) * width))] = '|';
  return cells.join('');
}

function strayLines({strays}: LiveView, colors: Colors): readonly Line[] {
  return strays.map((stray) => ({
    text: `${escapeText(stray.node)} ${strayText(stray)}`,
    paint: colors.yellow,
  }));
}

function timelineLines(timeline: readonly TimelineEntry[], room: number, colors: Colors): readonly Line[] {
  if (room < 2) return [];
  const title: Line = {text: timeline.length === 0 ? 'EVENTS  none yet' : 'EVENTS', paint: colors.dim};
  const last = timeline.slice(-(room - 1));
  return [
    title,
    ...last.map(({time, from, message, alarm}) => ({
      text: escapeText(`${time.slice(11, 19)} ${from}  ${message}`),
      ...(alarm && {paint: colors.red}),
    })),
  ];
}

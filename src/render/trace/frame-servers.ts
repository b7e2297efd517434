import {formatEndpoint, type LiveView, type RealServerTraffic} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {paintStanding} from '../standing-text.ts';
import type {Colors, FrameLine, FrameOptions} from './frame-line.ts';
import {percentText, rateText, shareBasisText} from './traffic-text.ts';

/** A column with the same room in each row. `keep`: those with the lowest number stay longest where room is short. */
interface ServerColumn {
  readonly header: string;
  readonly keep: number;
  readonly right?: boolean;
  readonly value: (real: RealServerTraffic) => string;
}

const COLUMNS: readonly ServerColumn[] = [
  {header: 'REAL SERVER', keep: 0, value: ({address, port}) => formatEndpoint(address, port)},
  {header: 'STANDING', keep: 1, value: ({standing}) => standing},
  {header: 'CONN/S', keep: 3, right: true, value: ({connectionRate}) => rateText(connectionRate)},
  {header: 'ACTIVE', keep: 5, right: true, value: ({activeConnections}) => String(activeConnections ?? '-')},
  {
    header: 'INACT',
    keep: 7,
    right: true,
    value: ({inactiveConnections}) => String(inactiveConnections ?? '-'),
  },
  {header: 'PKT/S', keep: 9, right: true, value: ({packetRate}) => rateText(packetRate)},
  {header: 'BYTES/S', keep: 8, right: true, value: ({byteRate}) => rateText(byteRate)},
  {header: 'SHARE', keep: 2, right: true, value: ({share}) => percentText(share)},
  {header: 'FAIR', keep: 4, right: true, value: ({fairShare}) => percentText(fairShare)},
];

const GAP = 2;

/** The bar is kept longer than columns above this number. */
const KEEP_BAR = 6;

/** The narrowest and the widest bar. */
const BAR = {least: 8, most: 30} as const;

/** The longest part of a Pod's name that is shown. */
const LONGEST_POD = 50;

/** Real servers of all nodes together, as many as fit into `most` lines, with what their shares are of above them. */
export function serverLines(
  view: LiveView,
  options: FrameOptions & {readonly most: number},
  colors: Colors,
): readonly FrameLine[] {
  const {realServers: reals} = view;
  if (reals.length === 0) return [];
  const layout = layOut(reals, options.columns);
  const full = Math.max(0.01, ...reals.flatMap(({share, fairShare}) => [share ?? 0, fairShare ?? 0]));
  const row = (real: RealServerTraffic): FrameLine => {
    const cells = layout.columns.map(({column, width}) => pad(column.value(real), width, column.right));
    if (layout.bar > 0) cells.push(bar(real, {width: layout.bar, full}, options));
    if (layout.pod) cells.push(real.pod);
    return {
      text: escapeText(cells.join(' '.repeat(GAP)).trimEnd()),
      paint: (text) => paintStanding(text, real.standing, colors),
    };
  };
  const room = Math.max(1, options.most - HEAD);
  const shown = reals.length > room ? reals.slice(0, Math.max(1, room - 1)) : reals;
  const more = reals.length - shown.length;
  const titles = [
    ...layout.columns.map(({column, width}) => pad(column.header, width, column.right)),
    ...(layout.bar > 0 ? [pad('| = fair', layout.bar, false)] : []),
    ...(layout.pod ? ['POD'] : []),
  ];
  return [
    {text: shareBasisText(reals, view.intervalSeconds), paint: colors.dim},
    {text: titles.join(' '.repeat(GAP)), paint: colors.dim},
    ...shown.map(row),
    ...(more > 0 ? [{text: `and ${more} more`, paint: colors.dim}] : []),
  ];
}

/** Lines of a table besides its rows. */
const HEAD = 2;

/** What fits into a line: first the columns that matter most, then the bar, then the Pod. */
function layOut(reals: readonly RealServerTraffic[], columns: number) {
  const sized = COLUMNS.map((column) => ({
    column,
    width: Math.max(column.header.length, ...reals.map((real) => column.value(real).length)),
  }));
  let left = columns + GAP;
  const fits = (width: number): boolean => {
    if (width + GAP > left) return false;
    left -= width + GAP;
    return true;
  };
  const ranked = [...sized].sort((one, other) => one.column.keep - other.column.keep);
  const needed = ranked.filter(({column, width}) => column.keep < KEEP_BAR && fits(width));
  const bar = fits(BAR.least) ? BAR.least : 0;
  const others = ranked.filter(({column, width}) => column.keep > KEEP_BAR && fits(width));
  const longest = Math.min(LONGEST_POD, Math.max(0, ...reals.map(({pod}) => pod.length)));
  const pod = longest > 0 && fits(longest);
  const kept = new Set([...needed, ...others].map(({column}) => column));
  const shown = sized.filter(({column}) => kept.has(column));
  return {columns: shown, bar: bar > 0 ? Math.min(BAR.most, bar + left) : 0, pod};
}

function pad(text: string, width: number, right: boolean | undefined): string {
  return right ? text.padStart(width) : text.padEnd(width);
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

import {formatEndpoint, type LiveView, type NodeTraffic} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {nameList, plural} from '../text-lists.ts';
import {type Colors, cutTo, type FrameLine, type FrameOptions, wrapLine} from './frame-line.ts';
import {rateText} from './traffic-text.ts';

/** Nodes of which the same is to be said. */
interface NodeGroup {
  readonly names: readonly string[];
  readonly rank: number;
  /** What is wrong; empty: nothing, as far as is known. */
  readonly note: string;
  readonly rate: number | null;
  readonly dead: number | null;
}

/**
 * Node by node what part of the new connections gets no answer, in at most `most` lines: broken ones first, equal ones in
 * one.
 */
export function nodeLines(
  view: LiveView,
  options: FrameOptions & {readonly most: number},
  colors: Colors,
): readonly FrameLine[] {
  const groups = groupNodes(view);
  if (groups.length === 0) return [];
  const labels = groups.map(labelOf);
  const width = Math.min(Math.max(4, ...labels.map(({length}) => length)), Math.floor(options.columns / 3));
  const row = ({rate, dead, note, rank}: NodeGroup, index: number) => {
    const label = cutTo(labels[index] ?? '', {...options, columns: width}).padEnd(width);
    const part = rate === null || dead === null || rate === 0 ? '-' : `${Math.round((dead / rate) * 100)}%`;
    const numbers = `${label}${rateText(rate).padStart(8)}${part.padStart(9)}  `;
    const text = escapeText(`${numbers}${note || GOOD}`);
    const paint = rank === RANKS.unread ? colors.yellow : colors.red;
    return {line: {text, ...(rank < RANKS.waiting && {paint})}, indent: numbers.length};
  };
  const room = Math.max(1, options.most - 1);
  const shown = groups.length > room ? groups.slice(0, Math.max(1, room - 1)) : groups;
  const rest = groups.slice(shown.length).reduce((sum, {names}) => sum + names.length, 0);
  const rows = shown.map(row);
  const wrapped = rows.flatMap(({line, indent}) => wrapLine(line, options, {indent, most: 2}));
  const fits = wrapped.length + Number(rest > 0) <= room;
  return [
    {text: `${'NODE'.padEnd(width)}${'CONN/S'.padStart(8)}${'TO DEAD'.padStart(9)}`, paint: colors.dim},
    ...(fits ? wrapped : rows.map(({line}) => line)),
    ...(rest > 0 ? [{text: `and ${plural(rest, 'more node')}`, paint: colors.dim}] : []),
  ];
}

const GOOD = 'no dead backends';

function labelOf({names}: NodeGroup): string {
  return names.length === 1 ? (names[0] ?? '') : plural(names.length, 'node');
}

/** Worst first. */
const RANKS = {absent: 0, dead: 1, late: 2, unread: 3, waiting: 4, good: 5} as const;

function groupNodes(view: LiveView): readonly NodeGroup[] {
  const traffic = new Map(view.nodeTraffic.map((one) => [one.node, one]));
  const groups = new Map<string, NodeGroup>();
  for (const one of view.nodes) {
    const {rank, note} = judge(one, traffic.get(one.node), view);
    const {connectionRate: rate = null, deadRate: dead = null} = traffic.get(one.node) ?? {};
    const key = `${rank} ${note}`;
    const before = groups.get(key);
    groups.set(key, {
      rank,
      note,
      names: [...(before?.names ?? []), one.node],
      rate: add(before?.rate, rate),
      dead: add(before?.dead, dead),
    });
  }
  return [...groups.values()]
    .sort((one, other) => one.rank - other.rank || deadPart(other) - deadPart(one))
    .map((group) => (group.names.length > 1 ? {...group, note: withNames(group)} : group));
}

function add(sum: number | null | undefined, more: number | null): number | null {
  return more === null ? (sum ?? null) : (sum ?? 0) + more;
}

function deadPart({rate, dead}: NodeGroup): number {
  return rate && dead ? dead / rate : 0;
}

/** The names of nodes with trouble; of the others their number says enough. */
function withNames({names, note, rank}: NodeGroup): string {
  if (rank === RANKS.good) return note;
  return `${note} (${nameList(names, 2)})`;
}

function judge(
  {node, state, reason}: LiveView['nodes'][number],
  traffic: NodeTraffic | undefined,
  view: LiveView,
): Pick<NodeGroup, 'rank' | 'note'> {
  if (state === 'gap' || state === 'unread') return {rank: RANKS.unread, note: `no samples: ${reason}`};
  if (!traffic) return {rank: RANKS.waiting, note: 'no sample yet'};
  const late = view.late.filter((one) => one.node === node).map(({change}) => change);
  const notes = [
    traffic.absent.length > 0 &&
      `no virtual server ${nameList(
        traffic.absent.map(({protocol, address, port}) => `${protocol} ${formatEndpoint(address, port)}`),
        2,
      )}`,
    traffic.dead.length > 0 && deadText(traffic),
    late.length > 0 && `does not follow ${late.length === 1 ? 'change' : 'changes'} ${late.join(' ')}`,
  ].filter((note) => note !== false);
  const ranks = [traffic.absent.length > 0, traffic.dead.length > 0, late.length > 0];
  const rank = [RANKS.absent, RANKS.dead, RANKS.late].find((_, index) => ranks[index]);
  return {rank: rank ?? RANKS.good, note: notes.join('; ')};
}

/** `10.66.6.6:8080 stale`: and where there are no new connections now, what it would get. */
function deadText({dead, connectionRate}: NodeTraffic): string {
  return nameList(
    dead.map(({address, port, standing, weightShare}) => {
      const would =
        connectionRate || weightShare === null ? '' : ` (${Math.round(weightShare * 100)}% by weight)`;
      return `${formatEndpoint(address, port)} ${standing}${would}`;
    }),
    2,
  );
}

import type {createColors} from 'picocolors';
import {type DiffReport, groupBy, type NodeState} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {sentence} from '../layout.ts';
import {byReason, nameList, plural} from '../text-lists.ts';

type Colors = ReturnType<typeof createColors>;

/** Lines of drifted nodes, unless all are wanted. */
const MOST_LINES = 8;

/** Names of nodes in a line, unless all are wanted; of more that are in sync only the number. */
const MOST_NAMES = 3;

/** Which nodes agree and which do not, before any detail; with `all` by name, however many they are. */
export function summaryText(report: DiffReport, colors: Colors, all: boolean): string {
  const lines = [headline(report)];
  const states: readonly [NodeState, string, (text: string) => string][] = [
    ['drifted', 'drifted', colors.red],
    ['converging', 'converging', colors.yellow],
    ['unknown', 'unknown', colors.yellow],
    ['other-mode', 'other mode', colors.dim],
    ['in-sync', 'in sync', colors.green],
  ];
  for (const [state, word, paint] of states) lines.push(...stateLines(report, {state, word, paint, all}));
  if (report.source.type === 'snapshot' && !report.against && report.findings.length > 0)
    lines.push(
      sentence('', 'Snapshot, read once: differences are unconfirmed; kube-proxy may have been mid-sync.'),
    );
  return `${lines.join('\n')}\n`;
}

function headline({nodes, summary, scope, against}: DiffReport): string {
  // Nodes in another mode have no table that could agree.
  const compared = nodes.length - summary.nodes['other-mode'];
  if (compared === 0 && nodes.length > 0)
    return 'No node here runs kube-proxy in IPVS mode: nothing to compare.';
  const agree = `${summary.nodes['in-sync']} of ${plural(compared, 'node')}`;
  const verb = compared === 1 ? 'agrees' : 'agree';
  const what = scope.services === 'all' ? '' : ` on ${escapeText(nameList(scope.services))}`;
  if (against) return `${agree} ${compared === 1 ? 'is' : 'are'} the same in both snapshots${what}.`;
  return `${agree} ${verb} with the API${what}.`;
}

interface StateWord {
  readonly state: NodeState;
  readonly word: string;
  readonly paint: (text: string) => string;
  readonly all: boolean;
}

function stateLines(report: DiffReport, {state, word, paint, all}: StateWord): readonly string[] {
  const nodes = report.nodes.filter((node) => node.state === state);
  if (nodes.length === 0) return [];
  const line = (text: string) => sentence(`  ${paint(word.padEnd(10))}  `, escapeText(text));
  const most = all ? Number.POSITIVE_INFINITY : MOST_NAMES;
  if (state === 'unknown' || state === 'other-mode') return byReason(nodes, most).map(line);
  const names = nodes.map(({name}) => name);
  if (state === 'in-sync' && names.length > most) return [line(`${names.length} nodes`)];
  if (state !== 'drifted') return [line(nameList(names, most))];
  const lines = driftedLines(report, names, all);
  const shown = all ? lines : lines.slice(0, MOST_LINES);
  const left = lines.length - shown.length;
  return [...shown, ...(left > 0 ? [`and ${left} more lines: -o wide names all`] : [])].map(line);
}

/** Nodes with most differences first; those with as many as another are told with it, unless all are wanted. */
function driftedLines({findings}: DiffReport, names: readonly string[], all: boolean): readonly string[] {
  const counts = new Map(names.map((name) => [name, 0]));
  for (const {node, severity} of findings)
    if (severity !== 'info') counts.set(node, (counts.get(node) ?? 0) + 1);
  const groups = groupBy(names, (name) => (all ? name : String(counts.get(name))));
  const countOf = ([first = '']: readonly string[]) => counts.get(first) ?? 0;
  return [...groups.values()]
    .sort((one, other) => countOf(other) - countOf(one))
    .map((group) => {
      const differences = plural(countOf(group), 'difference');
      return group.length > MOST_NAMES
        ? `${group.length} nodes  ${differences} each (${nameList(group)})`
        : `${nameList(group)}  ${differences}${group.length > 1 ? ' each' : ''}`;
    });
}

import type {createColors} from 'picocolors';
import type {DiffReport, NodeReport, NodeState} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {byReason, nameList, plural} from '../text-lists.ts';

type Colors = ReturnType<typeof createColors>;

/** Nodes that a line names, and drifted nodes that have a line of their own, unless all are wanted. */
const MOST_NODES = 20;

/** Which nodes agree and which do not, before any detail; with `all` by name, however many they are. */
export function summaryText(report: DiffReport, colors: Colors, all: boolean): string {
  const lines = [headline(report)];
  const states: readonly [NodeState, string, (text: string) => string][] = [
    ['in-sync', 'in sync', colors.green],
    ['drifted', 'drifted', colors.red],
    ['converging', 'converging', colors.yellow],
    ['unknown', 'unknown', colors.yellow],
    ['other-mode', 'other mode', colors.dim],
  ];
  const most = all ? Number.POSITIVE_INFINITY : MOST_NODES;
  for (const [state, word, paint] of states) lines.push(...stateLines(report, {state, word, paint, most}));
  if (report.source.type === 'snapshot' && !report.against && report.findings.length > 0) {
    lines.push(
      'Snapshot, read once: the differences are unconfirmed, as kube-proxy may have been in the middle of a sync.',
    );
  }
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
  readonly most: number;
}

function stateLines(report: DiffReport, {state, word, paint, most}: StateWord): readonly string[] {
  const nodes = report.nodes.filter((node) => node.state === state);
  if (nodes.length === 0) return [];
  const label = `  ${paint(word.padEnd(10))}  `;
  if (state === 'unknown' || state === 'other-mode') {
    return byReason(nodes, most).map((text) => `${label}${escapeText(text)}`);
  }
  if (state !== 'drifted')
    return [
      `${label}${escapeText(
        nameList(
          nodes.map(({name}) => name),
          most,
        ),
      )}`,
    ];
  const lines = nodes
    .slice(0, most)
    .map((node) => `${label}${escapeText(node.name)}${countText(node, report)}`);
  return nodes.length > most
    ? [...lines, `${label}and ${nodes.length - most} more: -o wide names all`]
    : lines;
}

function countText({name}: NodeReport, {findings}: DiffReport): string {
  const own = findings.filter(({node, severity}) => node === name && severity !== 'info');
  return `  ${plural(own.length, 'difference')}`;
}

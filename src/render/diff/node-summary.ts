import type {createColors} from 'picocolors';
import type {DiffReport, NodeReport, NodeState} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {byReason, nameList, plural} from '../text-lists.ts';

type Colors = ReturnType<typeof createColors>;

/** Which nodes agree and which do not, before any detail. */
export function summaryText(report: DiffReport, colors: Colors): string {
  const lines = [headline(report)];
  const states: readonly [NodeState, string, (text: string) => string][] = [
    ['in-sync', 'in sync', colors.green],
    ['drifted', 'drifted', colors.red],
    ['converging', 'converging', colors.yellow],
    ['unknown', 'unknown', colors.yellow],
  ];
  for (const [state, word, paint] of states) lines.push(...stateLines(report, {state, word, paint}));
  if (report.source.type === 'snapshot' && !report.against && report.findings.length > 0) {
    lines.push(
      'A snapshot is one look: kube-proxy may have been about to put a difference right. None is confirmed.',
    );
  }
  return `${lines.join('\n')}\n`;
}

function headline({nodes, summary, scope, against}: DiffReport): string {
  const agree = `${summary.nodes['in-sync']} of ${plural(nodes.length, 'node')}`;
  const verb = nodes.length === 1 ? 'agrees' : 'agree';
  const what = scope.services === 'all' ? '' : ` on ${escapeText(nameList(scope.services))}`;
  if (against) return `${agree} ${nodes.length === 1 ? 'is' : 'are'} the same in both snapshots${what}.`;
  return `${agree} ${verb} with the API${what}.`;
}

interface StateWord {
  readonly state: NodeState;
  readonly word: string;
  readonly paint: (text: string) => string;
}

function stateLines(report: DiffReport, {state, word, paint}: StateWord): readonly string[] {
  const nodes = report.nodes.filter((node) => node.state === state);
  if (nodes.length === 0) return [];
  const label = `  ${paint(word.padEnd(10))}  `;
  if (state === 'unknown') {
    return byReason(nodes).map((text) => `${label}${escapeText(text)}`);
  }
  if (state === 'drifted')
    return nodes.map((node) => `${label}${escapeText(node.name)}${countText(node, report)}`);
  return [`${label}${nodes.map(({name}) => escapeText(name)).join(', ')}`];
}

function countText({name}: NodeReport, {findings}: DiffReport): string {
  const own = findings.filter(({node, severity}) => node === name && severity !== 'info');
  return `  ${plural(own.length, 'difference')}`;
}

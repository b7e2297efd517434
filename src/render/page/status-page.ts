import type {createColors} from 'picocolors';
import {isToldByCause, type NodeStatus, type StatusReport} from '../../model/index.ts';
import {foldStatuses} from '../status/fold-status.ts';
import {statusColumns, statusKey} from '../status/status-columns.ts';
import {nameList, plural} from '../text-lists.ts';
import {
  assessmentSections,
  claimSection,
  noteSections,
  plain,
  TONE_OF,
  verdictOf,
} from './assessment-sections.ts';
import type {Line, Page, PageTable, Tone} from './page.ts';
import {sourceFacts} from './source-facts.ts';

/** A status report as a page: verdict, causes, what needs attention on which nodes, equal nodes as one row. */
export function statusPage(report: StatusReport): Page {
  const {nodes, outliers, assessment, source} = report;
  return {
    title: 'kubectl ipvs status',
    verdict: verdictOf(assessment, soundOf(nodes)),
    facts: sourceFacts(report),
    sections: [
      ...assessmentSections(assessment, source),
      ...claimSection('Needs attention', concernClaims(report)),
      ...claimSection(
        'Not read',
        nodes.filter(({error}) => error !== '').map(({name, error}) => plain('unknown', `${name}: ${error}`)),
      ),
      ...claimSection(
        'Inconsistent',
        outliers.map(({nodes: names, message}) => plain('warn', `${nameList(names)}: ${message}`)),
      ),
      ...noteSections(report.notes, assessment),
      ...(nodes.length === 0 ? [] : [nodeTable(nodes)]),
    ],
  };
}

function soundOf(nodes: readonly NodeStatus[]): Line {
  const unread = nodes.filter(({error}) => error !== '').length;
  const wrong = nodes.filter(({attention}) => attention?.severity === 'error').length;
  if (wrong > 0) return {tone: 'bad', text: `${wrong} of ${plural(nodes.length, 'node')} need attention`};
  if (unread > 0 || nodes.length === 0)
    return {tone: 'unknown', text: `${unread} of ${plural(nodes.length, 'node')} could not be read`};
  const warned = nodes.filter(({attention}) => attention?.severity === 'warning').length;
  if (warned > 0)
    return {tone: 'warn', text: `no error; ${warned} of ${plural(nodes.length, 'node')} have warnings`};
  return {tone: 'ok', text: `${plural(nodes.length, 'node')}, nothing needs attention`};
}

/** What no cause tells; the same concern of many nodes once, with their names. */
function concernClaims({nodes, assessment}: StatusReport) {
  const byText = new Map<string, {tone: Tone; text: string; remedy: string; names: string[]}>();
  for (const {name, concerns} of nodes) {
    for (const concern of concerns) {
      if (isToldByCause({node: name, ...concern}, assessment.causes)) continue;
      const {severity, message, code, remedy} = concern;
      const text = code === null ? message : `${message} (${code})`;
      const known = byText.get(`${severity} ${text}`);
      if (known) known.names.push(name);
      else byText.set(`${severity} ${text}`, {tone: TONE_OF[severity], text, remedy, names: [name]});
    }
  }
  return [...byText.values()].map(({tone, text, remedy, names}) => ({
    ...plain(tone, `${nameList(names)}: ${text}`),
    evidence: remedy === '' ? [] : [remedy],
  }));
}

const PLAIN = new Proxy({}, {get: () => (text: string) => text}) as ReturnType<typeof createColors>;

function nodeTable(nodes: readonly NodeStatus[]): PageTable {
  const [, ...columns] = statusColumns(PLAIN);
  const rows = foldStatuses(nodes, statusKey).map((row) => {
    const names = row.nodes.map(({name}) => name);
    const shown = names.length === 1 ? row.first.name : `${names.length} nodes: ${nameList(names)}`;
    return {tone: toneOf(row.first), cells: [shown, ...columns.map(({value}) => value(row))]};
  });
  return {
    kind: 'table',
    title: 'Nodes',
    caption: 'Nodes with identical values share a row.',
    headers: ['NODE', ...columns.map(({header}) => header)],
    rows,
  };
}

function toneOf({error, attention}: NodeStatus): Tone {
  if (error !== '') return 'unknown';
  return attention ? TONE_OF[attention.severity] : 'ok';
}

import {createColors} from 'picocolors';
import {
  describeVirtualServer,
  type DiffReport,
  type Finding,
  formatEndpoint,
  type Note,
  type Severity,
} from '../model/index.ts';
import {adviceText} from './advice.ts';
import {escapeText} from './escape-text.ts';
import {type FoldedFinding, foldFindings} from './fold-findings.ts';
import {summaryText} from './node-summary.ts';
import {nameList} from './text-lists.ts';
import {type Column, writeTable} from './write-table.ts';

/** How a diff table is written. */
export interface DiffTableOptions {
  readonly wide: boolean;
  readonly headers: boolean;
  /** NAMESPACE as the first column. */
  readonly namespaces: boolean;
  readonly colour: boolean;
}

/** Rows of the default table; wide, json and yaml have no limit. */
const MOST_ROWS = 200;

/** A diff report for a person: which nodes agree, what differs, what to do. */
export function diffTable(report: DiffReport, options: DiffTableOptions): string {
  const colors = createColors(options.colour);
  const rows = [...foldFindings(report.findings)].sort(bySeverity);
  const shown = options.wide || !options.headers ? rows : rows.slice(0, MOST_ROWS);
  const table = writeTable(columnsFor(options, colors), shown, options);
  if (!options.headers) return table;
  const parts = [summaryText(report, colors)];
  if (shown.length > 0) parts.push(table);
  if (shown.length < rows.length) parts.push(`… and ${rows.length - shown.length} more: -o wide shows all of them\n`);
  const notes = notesText(report.notes);
  if (notes !== '') parts.push(notes);
  const advice = adviceText(rows.map(({finding}) => finding), colors);
  if (advice !== '' && !report.against) parts.push(advice);
  return parts.join('\n');
}

const ORDER: Readonly<Record<Severity, number>> = {error: 0, warning: 1, info: 2};

function bySeverity(one: FoldedFinding, other: FoldedFinding): number {
  return ORDER[one.finding.severity] - ORDER[other.finding.severity];
}

type Colors = ReturnType<typeof createColors>;

function columnsFor({wide, namespaces}: DiffTableOptions, colors: Colors): readonly Column<FoldedFinding>[] {
  const paint = (text: string, {finding}: FoldedFinding) => paintSeverity(text, finding.severity, colors);
  const columns: Column<FoldedFinding>[] = [
    {header: 'FINDING', value: ({finding}) => finding.kind, paint},
    {header: 'SERVICE', value: ({finding}) => serviceText(finding, namespaces)},
    {header: 'VIRTUAL-SERVER', value: ({finding}) => subjectText(finding)},
    {header: 'REAL-SERVER', value: ({finding}) => realServerText(finding)},
    {header: 'NODES', value: ({nodes}) => (wide ? nodes.join(',') : nameList(nodes))},
  ];
  if (namespaces) columns.unshift({header: 'NAMESPACE', value: ({finding}) => finding.service?.namespace ?? ''});
  if (!wide) return columns;
  return [
    ...columns,
    {header: 'SEVERITY', value: ({finding}) => finding.severity},
    {header: 'CODE', value: ({finding}) => finding.code ?? ''},
    {header: 'MESSAGE', value: ({finding}) => finding.message},
  ];
}

function paintSeverity(text: string, severity: Severity, colors: Colors): string {
  return {error: colors.red, warning: colors.yellow, info: colors.dim}[severity](text);
}

function serviceText({service}: Finding, namespaces: boolean): string {
  if (!service) return '';
  const name = service.port ? `${service.name}:${service.port}` : service.name;
  return namespaces ? name : `${service.namespace}/${name}`;
}

function subjectText({virtualServer, expected, actual}: Finding): string {
  if (virtualServer) return describeVirtualServer(virtualServer);
  const subject = {...expected, ...actual};
  if (typeof subject.set === 'string') return [subject.set, subject.member].filter(Boolean).join(' ');
  if (typeof subject.chain === 'string') {
    const from = typeof subject.jumpedToFrom === 'string' ? `${subject.jumpedToFrom} > ` : '';
    return `${String(subject.family)} ${String(subject.table)} ${from}${subject.chain}`;
  }
  return String(subject.address ?? subject.name ?? '');
}

function realServerText({realServer, expected, actual}: Finding): string {
  if (!realServer) return '';
  const text = formatEndpoint(realServer.address, realServer.port);
  const weight = actual?.weight;
  return weight === undefined || (weight === 1 && expected === null) ? text : `${text} (weight ${String(weight)})`;
}

function notesText(notes: readonly Note[]): string {
  const folded = new Map<string, {note: Note; nodes: string[]}>();
  for (const note of notes) {
    const key = `${note.message}\u0000${note.remedy}`;
    const present = folded.get(key);
    if (present && note.node !== null) present.nodes.push(note.node);
    else folded.set(key, {note, nodes: note.node === null ? [] : [note.node]});
  }
  if (folded.size === 0) return '';
  const lines = [...folded.values()].map(({note, nodes}) => {
    const where = nodes.length === 0 || nodes.every((node) => note.message.includes(node)) ? '' : `${nameList(nodes)}: `;
    const what = note.virtualServer ? `${describeVirtualServer(note.virtualServer)}: ` : '';
    const remedy = note.remedy === '' ? '' : `\n    ${note.remedy}`;
    return escapeLines(`  ${where}${what}${note.message}${remedy}`);
  });
  return `Notes:\n${lines.join('\n')}\n`;
}

function escapeLines(text: string): string {
  return text.split('\n').map(escapeText).join('\n');
}

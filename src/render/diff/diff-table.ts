import {createColors} from 'picocolors';
import {
  commonMode,
  type DiffReport,
  FINDING_KIND_INFO,
  type Finding,
  type FindingKind,
  inWordsOf,
  isToldByCause,
  kindName,
  type Severity,
} from '../../model/index.ts';
import {causesText} from '../causes-text.ts';
import {headlineText} from '../headline-text.ts';
import type {Layout} from '../layout.ts';
import {notesText} from '../notes-text.ts';
import {nameList} from '../text-lists.ts';
import {type Column, writeTable} from '../write-table.ts';
import {type FoldedFinding, foldFindings} from './fold-findings.ts';
import {type FindingRow, groupedRows, singleRows} from './group-findings.ts';
import {meaningText} from './meaning-text.ts';
import {summaryText} from './node-summary.ts';
import {serviceBlocks} from './service-blocks.ts';
import {serviceRows} from './service-rows.ts';

/** How a diff table is written. */
export interface DiffTableOptions extends Layout {
  readonly wide: boolean;
  readonly headers: boolean;
  /** NAMESPACE as the first column. */
  readonly namespaces: boolean;
  readonly colour: boolean;
}

/** Lines of differences in the default table; where they are not enough it has one row for each Service. */
const MOST_LINES = 30;

/** A diff report for a person: what users feel and why, which nodes agree, what differs, what it means, what to do. */
export function diffTable(report: DiffReport, options: DiffTableOptions): string {
  const colors = createColors(options.colour);
  const table = differencesText(report, options, colors);
  if (!options.headers) return table;
  const notes = report.notes.filter((note) => !isToldByCause(note, report.assessment.causes));
  const warnings = notes.filter(({severity}) => severity !== 'info');
  const parts = [
    headlineText(report.assessment, report.source, colors),
    summaryText(report, colors, options.wide),
    notesText('Warnings:', warnings),
    table,
    notesText(
      'Not checked:',
      notes.filter((note) => !warnings.includes(note)),
    ),
    causesText(report.assessment, report.source, colors),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** All differences for scripts and with `-o wide`; else by Service, or if there are too many a row for each Service. */
function differencesText(report: DiffReport, options: DiffTableOptions, colors: Colors): string {
  const folded = [...foldFindings(report.findings)].sort(bySeverity);
  if (folded.length === 0) return '';
  const flat = (rows: readonly FindingRow[]) =>
    writeTable(columnsFor(options, {colors, ...wordsOf(report)}), rows, options);
  if (options.wide || !options.headers) return flat(singleRows(folded));
  if (report.against) return flat(folded.length > MOST_LINES ? groupedRows(folded) : singleRows(folded));
  const drift = folded.filter(({finding}) => finding.severity !== 'info');
  const blocks = serviceBlocks(byImpact(drift, report), report, {colors, most: MOST_LINES});
  if (blocks !== undefined) {
    const harmless = report.findings.filter(({severity}) => severity === 'info');
    return [blocks, meaningText('No drift; -o wide lists each:', {...report, findings: harmless}, colors)]
      .filter((part) => part !== '')
      .join('\n');
  }
  const rows = serviceRows(report.assessment, {...options, most: MOST_LINES, colors});
  return `${meaningText('What it means:', report, colors)}\n${rows}One row per Service; -o wide lists all ${folded.length} differences.\n`;
}

/** Services in the order of what their users feel; what is about no Service comes last. */
function byImpact(
  folded: readonly FoldedFinding[],
  {assessment: {impact}}: DiffReport,
): readonly FoldedFinding[] {
  const name = (service: {readonly namespace: string; readonly name: string} | null) =>
    service ? `${service.namespace}/${service.name}` : '';
  const ranks = new Map(impact.map(({service}, index) => [name(service), index]));
  const rank = ({finding: {service}}: FoldedFinding) =>
    service ? (ranks.get(name(service)) ?? impact.length) : impact.length + 1;
  return [...folded].sort((one, other) => rank(one) - rank(other));
}

const ORDER: Readonly<Record<Severity, number>> = {error: 0, warning: 1, info: 2};

function bySeverity(one: FoldedFinding, other: FoldedFinding): number {
  return ORDER[one.finding.severity] - ORDER[other.finding.severity];
}

type Colors = ReturnType<typeof createColors>;

interface Words {
  readonly colors: Colors;
  /** Whether two snapshots are compared, of which none is right. */
  readonly against: boolean;
  /** The mode whose words a row of these nodes is told in. */
  readonly modeOf: (nodes: readonly string[]) => string;
  readonly modeOfAll: string;
}

/** Rows about nodes of several modes are told in the words of IPVS mode. */
function wordsOf({nodes, findings, against}: DiffReport): Omit<Words, 'colors'> {
  const modes = new Map(nodes.map(({name, proxyMode}) => [name, proxyMode]));
  const modeOf = (names: readonly string[]) => commonMode(names.map((name) => modes.get(name) ?? ''));
  return {against: against !== null, modeOf, modeOfAll: modeOf(findings.map(({node}) => node))};
}

function columnsFor(
  {wide, namespaces}: DiffTableOptions,
  {colors, against, modeOf, modeOfAll}: Words,
): readonly Column<FindingRow>[] {
  const paint = (text: string, {finding}: FindingRow) => paintSeverity(text, finding.severity, colors);
  const heading = (text: string) => inWordsOf(modeOfAll, text);
  const columns: Column<FindingRow>[] = [
    {
      header: 'FINDING',
      value: ({finding, nodes}) =>
        against ? changeName(finding.kind) : kindName(finding.kind, modeOf(nodes)) + noDrift(finding),
      paint,
    },
    {header: 'SERVICE', value: ({finding}) => serviceText(finding, namespaces)},
    {header: heading('VIRTUAL-SERVER'), value: ({subject, nodes}) => inWordsOf(modeOf(nodes), subject)},
    {header: heading('REAL-SERVER'), value: ({realServer, nodes}) => inWordsOf(modeOf(nodes), realServer)},
    {header: 'NODES', value: ({nodes}) => (wide ? nodes.join(',') : nameList(nodes))},
  ];
  if (namespaces)
    columns.unshift({header: 'NAMESPACE', value: ({finding}) => finding.service?.namespace ?? ''});
  if (!wide) return columns;
  return [
    ...columns,
    {header: 'SEVERITY', value: ({finding}) => finding.severity},
    {header: 'CODE', value: ({finding}) => finding.code ?? ''},
    {header: 'MESSAGE', value: ({finding}) => finding.message},
  ];
}

/** A kind of difference between two snapshots: neither of them is what should be. */
function changeName(kind: FindingKind): string {
  return kind
    .replace(/-(?:missing|unbound)$/, '-removed')
    .replace(/-(?:unexpected|stale)$/, '-added')
    .replace(/-mismatch$/, '-changed');
}

/** Of a kind that is drift elsewhere: it must not look like that. */
function noDrift({kind, severity}: Finding): string {
  return severity === 'info' && FINDING_KIND_INFO[kind].harmless !== undefined ? ' (no drift)' : '';
}

function paintSeverity(text: string, severity: Severity, colors: Colors): string {
  return {error: colors.red, warning: colors.yellow, info: colors.dim}[severity](text);
}

function serviceText({service}: Finding, namespaces: boolean): string {
  if (!service) return '';
  const name = service.port ? `${service.name}:${service.port}` : service.name;
  return namespaces ? name : `${service.namespace}/${name}`;
}

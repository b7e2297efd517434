import {createColors} from 'picocolors';
import {
  commonMode,
  type DiffReport,
  FINDING_KIND_INFO,
  type Finding,
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
import {serviceRows} from './service-rows.ts';

/** How a diff table is written. */
export interface DiffTableOptions extends Layout {
  readonly wide: boolean;
  readonly headers: boolean;
  /** NAMESPACE as the first column. */
  readonly namespaces: boolean;
  readonly colour: boolean;
}

/** With more rows than this the default table has one row for each Service. */
const MOST_SINGLE_ROWS = 40;

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
    notesText('Take note:', warnings),
    table,
    notesText(
      'Not judged, or worth knowing:',
      notes.filter((note) => !warnings.includes(note)),
    ),
    ...(report.against ? [] : [meaningText(report, colors)]),
    causesText(report.assessment, report.source, colors),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function differencesText(report: DiffReport, options: DiffTableOptions, colors: Colors): string {
  const folded = [...foldFindings(report.findings)].sort(bySeverity);
  if (folded.length === 0) return '';
  if (options.wide || folded.length <= MOST_SINGLE_ROWS)
    return writeTable(columnsFor(options, {colors, ...wordsOf(report)}), rowsOf(folded, options), options);
  const hint = options.headers ? `One row for each Service; -o wide lists all ${folded.length}.\n` : '';
  const rows = report.against
    ? writeTable(columnsFor(options, {colors, ...wordsOf(report)}), groupedRows(folded), options)
    : serviceRows(report.assessment, {...options, colors});
  return rows + hint;
}

/** Leftover set members that do no harm come by the dozen after a rollout: they take one row. */
function rowsOf(folded: readonly FoldedFinding[], {wide}: DiffTableOptions): readonly FindingRow[] {
  if (wide) return singleRows(folded);
  const isLeftover = ({finding}: FoldedFinding) =>
    finding.kind === 'ipset-member-unexpected' && finding.severity === 'info';
  return [
    ...singleRows(folded.filter((entry) => !isLeftover(entry))),
    ...groupedRows(folded.filter(isLeftover)),
  ];
}

const ORDER: Readonly<Record<Severity, number>> = {error: 0, warning: 1, info: 2};

function bySeverity(one: FoldedFinding, other: FoldedFinding): number {
  return ORDER[one.finding.severity] - ORDER[other.finding.severity];
}

type Colors = ReturnType<typeof createColors>;

interface Words {
  readonly colors: Colors;
  /** The mode whose words a row of these nodes is told in. */
  readonly modeOf: (nodes: readonly string[]) => string;
  readonly modeOfAll: string;
}

/** Rows about nodes of several modes are told in the words of IPVS mode. */
function wordsOf({nodes, findings}: DiffReport): Omit<Words, 'colors'> {
  const modes = new Map(nodes.map(({name, proxyMode}) => [name, proxyMode]));
  const modeOf = (names: readonly string[]) => commonMode(names.map((name) => modes.get(name) ?? ''));
  return {modeOf, modeOfAll: modeOf(findings.map(({node}) => node))};
}

function columnsFor(
  {wide, namespaces}: DiffTableOptions,
  {colors, modeOf, modeOfAll}: Words,
): readonly Column<FindingRow>[] {
  const paint = (text: string, {finding}: FindingRow) => paintSeverity(text, finding.severity, colors);
  const heading = (text: string) => inWordsOf(modeOfAll, text);
  const columns: Column<FindingRow>[] = [
    {
      header: 'FINDING',
      value: ({finding, nodes}) => kindName(finding.kind, modeOf(nodes)) + noDrift(finding),
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

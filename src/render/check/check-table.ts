import {createColors} from 'picocolors';
import type {CheckReport, CheckResult, Severity} from '../../model/index.ts';
import {causesText} from '../causes-text.ts';
import {escapeText} from '../escape-text.ts';
import {headlineText} from '../headline-text.ts';
import type {Layout} from '../layout.ts';
import {notesText} from '../notes-text.ts';
import {byReason, MOST_NAMES, nameList, plural} from '../text-lists.ts';
import {type Column, writeTable} from '../write-table.ts';
import {checkAdvice} from './check-advice.ts';
import {checkCounts, isOpen} from './check-counts.ts';
import {gapsText} from './check-gaps.ts';
import {commonMessage, type FoldedResult, foldResults} from './fold-results.ts';

/** How a table of checks is written. */
export interface CheckTableOptions extends Layout {
  readonly wide: boolean;
  readonly headers: boolean;
  readonly colour: boolean;
}

type Colors = ReturnType<typeof createColors>;

/** A check report for a person: what fails, worst first, why it is so, what to do, and what could not be told. */
export function checkTable(report: CheckReport, options: CheckTableOptions): string {
  const colors = createColors(options.colour);
  const rows = foldResults(report.results.filter(isOpen), options.wide ? eachThing : eachCode);
  const columns = options.wide ? wideColumns(report, colors) : shortColumns(report, colors);
  const table = rows.length === 0 ? '' : writeTable(columns, rows, options);
  if (!options.headers) return table;
  const [warnings, others] = [true, false].map((loud) =>
    report.notes.filter(({severity}) => (severity !== 'info') === loud),
  );
  const parts = [
    headlineText(report.assessment, report.source, colors),
    summaryText(report, colors),
    notesText('Warnings:', warnings ?? []),
    table,
    causesText(report.assessment, report.source, colors),
    checkAdvice(report, {wide: options.wide, colors}),
    acceptedText(report),
    gapsText(report, options),
    notesText('Notes:', others ?? []),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** One row, of the worst severity: results come worst first. */
function eachCode({code}: CheckResult): string {
  return code;
}

function eachThing(result: CheckResult): string {
  const {code, severity, service, evidence} = result;
  return JSON.stringify([code, severity, service, commonMessage(result), evidence]);
}

function shortColumns(report: CheckReport, colors: Colors): readonly Column<FoldedResult>[] {
  return [
    severityColumn(colors),
    {header: 'CODE', value: ({result}) => result.code},
    {header: 'CHECK', value: ({result}) => result.title},
    {header: 'NODES', value: ({nodes}) => nodesText(nodes, report)},
  ];
}

function wideColumns(report: CheckReport, colors: Colors): readonly Column<FoldedResult>[] {
  return [
    severityColumn(colors),
    {header: 'CODE', value: ({result}) => result.code},
    {header: 'NODES', value: ({nodes}) => (nodes.length > 1 ? nodes.join(',') : nodesText(nodes, report))},
    {header: 'SERVICE', value: ({services}) => services.join(',')},
    {header: 'MESSAGE', value: messageOf},
    {header: 'EVIDENCE', value: ({result}) => result.evidence.join(' | ')},
  ];
}

function messageOf({result, nodes}: FoldedResult): string {
  return nodes.length > 1 ? commonMessage(result) : result.message;
}

function severityColumn(colors: Colors): Column<FoldedResult> {
  const paints: Readonly<Record<Severity, (text: string) => string>> = {
    error: colors.red,
    warning: colors.yellow,
    info: colors.dim,
  };
  return {
    header: 'SEVERITY',
    value: ({result}) => result.severity,
    paint: (text, {result}) => paints[result.severity](text),
  };
}

/** The nodes of a row: `all 12`, names, or `cluster` for what is about none. */
function nodesText(nodes: readonly string[], report: CheckReport): string {
  if (nodes.length === 0) return 'cluster';
  if (nodes.length > 2 && nodes.length === report.nodes.length) return `all ${nodes.length}`;
  return nodes.length > 2 ? plural(nodes.length, 'node') : nameList(nodes);
}

function summaryText(report: CheckReport, colors: Colors): string {
  const {results, failures, accepted} = checkCounts(report);
  const unread = report.nodes.flatMap(({name, error}) => (error === '' ? [] : [{name, reason: error}]));
  const found = [
    failures.error > 0 ? colors.red(plural(failures.error, 'error')) : '',
    failures.warning > 0 ? colors.yellow(plural(failures.warning, 'warning')) : '',
    failures.info > 0 ? `${failures.info} info` : '',
  ].filter((part) => part !== '');
  const others = [
    `${results.pass} passed`,
    `${results['not-applicable']} not applicable`,
    `${results.undecidable} undetermined`,
    ...(accepted > 0 ? [`${accepted} accepted`] : []),
  ];
  const read = report.nodes.length - unread.length;
  return [
    `${read} of ${plural(report.nodes.length, 'node')} checked: ${found.join(', ') || colors.green('nothing fails')}${isOnSeveral(report) ? ', counted on each node' : ''}.`,
    `Checks: ${others.join(', ')}.`,
    ...byReason(unread).map((text) => `  ${colors.yellow('not read')}   ${escapeText(text)}`),
    ...otherModes(report).map((text) => `  ${escapeText(text)}`),
    ...(report.source.type === 'snapshot' && found.length > 0
      ? ['Snapshot, read once: differences from the API are unconfirmed.']
      : []),
    '',
  ].join('\n');
}

/** Whether something fails on several nodes, which the table has as one row. */
function isOnSeveral({results}: CheckReport): boolean {
  const keys = results.filter(isOpen).map((result) => `${result.code} ${commonMessage(result)}`);
  return new Set(keys).size < keys.length;
}

/** Nodes to which most checks do not apply, by reason: their silence is no health. */
function otherModes({nodes}: CheckReport): readonly string[] {
  const others = nodes.filter(({error, notIpvs}) => error === '' && notIpvs !== '');
  return byReason(
    others.map(({name, notIpvs}) => ({name, reason: notIpvs})),
    MOST_NAMES,
  ).map((text) => `not IPVS   ${text}`);
}

function acceptedText({results}: CheckReport): string {
  const rows = foldResults(
    results.filter(({accepted}) => accepted !== null),
    ({code, accepted}) => JSON.stringify([code, accepted]),
  );
  if (rows.length === 0) return '';
  const lines = rows.map(({result, nodes, count}) => {
    const until = result.accepted?.expires ? ` until ${result.accepted.expires}` : '';
    const where = nodes.length > 0 ? ` on ${nameList(nodes)}` : '';
    const times = count > 1 ? `, ${count} failures` : '';
    return `  ${result.code}${where}${times}${until}: ${result.accepted?.reason ?? ''}`;
  });
  return `Accepted:\n${lines.map(escapeText).join('\n')}\n`;
}

import {createColors} from 'picocolors';
import {
  type Concern,
  commonMode,
  isToldByCause,
  type NodeStatus,
  type ServiceStatus,
  type Severity,
  type StatusReport,
} from '../../model/index.ts';
import {causesText} from '../causes-text.ts';
import {escapeText} from '../escape-text.ts';
import {headlineText} from '../headline-text.ts';
import {type Layout, sentence} from '../layout.ts';
import {notesText} from '../notes-text.ts';
import {byReason, MOST_NAMES, nameList} from '../text-lists.ts';
import {writeTable} from '../write-table.ts';
import {foldStatuses} from './fold-status.ts';
import {nodeDetailText} from './node-detail-text.ts';
import {serviceHeadline} from './service-headline.ts';
import {serviceTable} from './service-table.ts';
import {statusColumns, statusKey, wideStatusColumns} from './status-columns.ts';
import {statusHeadline} from './status-headline.ts';

/** How a status table is written. */
export interface StatusTableOptions extends Layout {
  readonly wide: boolean;
  readonly headers: boolean;
  readonly colour: boolean;
}

/** A status report for a person: how many nodes are fine, a row for each, what needs attention, what stands out. */
export function statusTable(report: StatusReport, options: StatusTableOptions): string {
  if (report.services.length > 0) return servicesText(report, options);
  const colors = createColors(options.colour);
  const table = nodesTable(report.nodes, options);
  if (!options.headers) return table;
  const parts = [
    headlineText(report.assessment, report.source, colors),
    statusHeadline(report, colors),
    changesText(report),
    concernsText('Needs attention:', pick(report, isLoud), options),
    table,
    concernsText(
      'Notes:',
      pick(report, (concern) => !isLoud(concern)),
      options,
    ),
    causesText(report.assessment, report.source, colors),
    outliersText(report),
    reasonsText(report.nodes),
    notesText('Warnings:', report.notes),
    ...report.nodes.flatMap((node) => detailTexts(node, report, options)),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** With more nodes than this those that are alike share a row. */
const MOST_SINGLE_ROWS = 12;

/** Rows of a table for a person; the worst nodes come first. */
const MOST_ROWS = 30;

function nodesTable(nodes: readonly NodeStatus[], options: StatusTableOptions): string {
  const colors = createColors(options.colour);
  if (options.wide) return writeTable(wideStatusColumns(colors), nodes, options);
  const folds = options.headers && nodes.length > MOST_SINGLE_ROWS;
  const rows = foldStatuses(nodes, folds ? statusKey : ({name}) => name);
  const shown = folds ? rows.slice(0, MOST_ROWS) : rows;
  const left = rows.slice(shown.length).reduce((sum, row) => sum + row.nodes.length, 0);
  const more = left > 0 ? `${left} more nodes: -o wide lists all ${nodes.length}\n` : '';
  return `${writeTable(statusColumns(colors), shown, options)}${more}`;
}

/** Services that were asked for, each with its real servers; what is wrong with nodes may be why they differ. */
function servicesText(report: StatusReport, options: StatusTableOptions): string {
  const mode = commonMode(report.nodes.map(({proxyMode}) => proxyMode));
  const table = (service: ServiceStatus) => serviceTable(service, {...options, mode});
  if (!options.headers) return report.services.map(table).join('');
  const colors = createColors(options.colour);
  const parts = [
    headlineText(report.assessment, report.source, colors),
    changesText(report),
    ...report.services.flatMap((service) => [
      serviceHeadline(service, report, colors),
      table(service),
      concernsText('About this Service:', perNode(service), options),
    ]),
    causesText(report.assessment, report.source, colors),
    concernsText('Needs attention:', pick(report, isLoud), options),
    concernsText(
      'Notes:',
      pick(report, (concern) => !isLoud(concern)),
      options,
    ),
    reasonsText(report.nodes),
    notesText('Warnings:', report.notes),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function detailTexts(
  node: NodeStatus,
  {nodes}: StatusReport,
  options: StatusTableOptions,
): readonly string[] {
  if (!node.detail) return [];
  const title =
    nodes.length > 1 ? [`${createColors(options.colour).bold(`== ${escapeText(node.name)} ==`)}\n`] : [];
  return [...title, nodeDetailText(node, node.detail, options)];
}

/** Changes that are spelled out. */
const MOST_CHANGES = 10;

function changesText({changes = []}: StatusReport): string {
  if (changes.length === 0) return '';
  const lines = changes.slice(0, MOST_CHANGES).map(({subject, what, before, after}) => {
    const values = before === '' && after === '' ? '' : ` ${before} → ${after}`;
    return `  ${escapeText(`${subject}: ${what}${values}`)}`;
  });
  const left = changes.length - lines.length;
  if (left > 0) lines.push(`  … and ${left} more`);
  return `Since the previous refresh:\n${lines.join('\n')}\n`;
}

/** Concerns that the default table spells out. */
const MOST_CONCERNS = 12;

interface FoldedConcern {
  readonly concern: Concern;
  readonly nodes: string[];
}

function isLoud({severity}: Concern): boolean {
  return severity !== 'info';
}

/** A Service's concerns by node, as far as a node has one. */
function perNode({nodes, concerns}: ServiceStatus): readonly NodeConcerns[] {
  return nodes.map(({node}) => ({name: node, concerns: concerns.filter((one) => one.nodes.includes(node))}));
}

type NodeConcerns = Pick<NodeStatus, 'name' | 'concerns'>;

function pick(
  {nodes, assessment}: StatusReport,
  wanted: (concern: Concern) => boolean,
): readonly NodeConcerns[] {
  return nodes.map(({name, concerns}) => ({
    name,
    concerns: concerns.filter(
      (one) => wanted(one) && !isToldByCause({node: name, ...one}, assessment.causes),
    ),
  }));
}

function concernsText(title: string, nodes: readonly NodeConcerns[], options: StatusTableOptions): string {
  const folded = new Map<string, FoldedConcern>();
  for (const {name, concerns} of nodes) {
    for (const concern of concerns) {
      const key = `${concern.severity} ${concern.code} ${concern.message}`;
      const present = folded.get(key);
      if (present) present.nodes.push(name);
      else folded.set(key, {concern, nodes: [name]});
    }
  }
  if (folded.size === 0) return '';
  const order: readonly Severity[] = ['error', 'warning', 'info'];
  const sorted = [...folded.values()].sort(
    (one, other) => order.indexOf(one.concern.severity) - order.indexOf(other.concern.severity),
  );
  const shown = options.wide ? sorted : sorted.slice(0, MOST_CONCERNS);
  const lines = shown.flatMap((entry) => concernLines(entry, options));
  const left = sorted.length - shown.length;
  if (left > 0) lines.push(`  … and ${left} more: see -o wide`);
  return `${title}\n${lines.join('\n')}\n`;
}

function concernLines({concern, nodes}: FoldedConcern, {colour}: StatusTableOptions): readonly string[] {
  const {red, yellow, dim} = createColors(colour);
  const paint = {error: red, warning: yellow, info: dim}[concern.severity];
  const code = concern.code === null ? '' : ` (${concern.code})`;
  const remedies = concern.remedy.split('; ').filter((remedy) => remedy !== '');
  return [
    sentence(
      `  ${paint(concern.severity.padEnd(7))}  `,
      escapeText(`${nameList(nodes)}: ${concern.message}${code}`),
    ),
    ...remedies.map((remedy) => sentence('           → ', escapeText(remedy))),
  ];
}

/** Each remark once, with all nodes that it is about; that tables differ is said already where a node differs from the API. */
function outliersText({outliers, nodes}: StatusReport): string {
  const drifted = new Set(nodes.filter(({drift}) => (drift ?? 0) > 0).map(({name}) => name));
  const remarks = new Map<string, string[]>();
  for (const {kind, nodes: names, message} of outliers) {
    if (kind === 'table' && names.some((name) => drifted.has(name))) continue;
    remarks.set(message, [...(remarks.get(message) ?? []), ...names]);
  }
  if (remarks.size === 0) return '';
  const lines = [...remarks].map(([message, names]) =>
    sentence('  ', escapeText(`${nameList(names)}: ${message}`)),
  );
  return `Inconsistent:\n${lines.join('\n')}\n`;
}

/** Nodes that were not compared, and need not be. */
function reasonsText(nodes: readonly NodeStatus[]): string {
  const lines = byReason(
    nodes.filter(({reason}) => reason !== ''),
    MOST_NAMES,
  ).map((text) => sentence('  ', escapeText(text)));
  if (lines.length === 0) return '';
  return `Not compared with the API:\n${lines.join('\n')}\n`;
}

import {createColors} from 'picocolors';
import type {LogSummary, LogSummaryRow} from '../../model/index.ts';
import type {RenderOptions} from '../diff/render-diff.ts';
import {API_VERSION, sourceDocument} from '../document-parts.ts';
import type {Document} from '../document-type.ts';
import type {LogSummaryDocument} from '../documents/log-summary.ts';
import {jsonText, yamlText} from '../formats.ts';
import {type Column, writeTable} from '../write-table.ts';

/** The known signs of failure in logs, as text. */
export function renderLogSummary(summary: LogSummary, options: Omit<RenderOptions, 'namespaces'>): string {
  if (options.format === 'json') return jsonText(summaryDocument(summary));
  if (options.format === 'yaml') return yamlText(summaryDocument(summary));
  if (summary.rows.length === 0) return options.headers ? nothingFound(summary) : '';
  return writeTable(columnsFor(options), summary.rows, options);
}

/** A log that was not read or not understood shows nothing, also no health. */
function nothingFound({lines, nodes, unread}: LogSummary): string {
  const named = new Set(unread.map(({node}) => node)).size;
  const where = `${count(lines, 'line')} of ${count(nodes.length, 'node')}`;
  if (named === 0) return `No known sign of a failure in ${where}.\n`;
  if (named >= nodes.length)
    return `Unknown: the logs of ${count(nodes.length, 'node')} could not be read or understood.\n`;
  return `No known sign of a failure in ${where}; not known for ${count(named, 'node')} whose logs could not be read or understood.\n`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function columnsFor({
  colour,
  format,
}: Pick<RenderOptions, 'colour' | 'format'>): readonly Column<LogSummaryRow>[] {
  const colors = createColors(colour);
  const paints = {error: colors.red, warning: colors.yellow, info: colors.cyan};
  const paint = (text: string, {severity}: LogSummaryRow) => paints[severity](text);
  const wide: readonly Column<LogSummaryRow>[] = [
    {header: 'TITLE', value: ({title}) => title},
    {header: 'EXAMPLE', value: ({example}) => example},
  ];
  return [
    {header: 'CODE', value: ({code}) => code, paint},
    {header: 'SEVERITY', value: ({severity}) => severity, paint},
    {header: 'NODE', value: ({node}) => node},
    {header: 'LINES', value: ({lines}) => String(lines)},
    {header: 'FIRST', value: ({first}) => toSeconds(first)},
    {header: 'LAST', value: ({last}) => toSeconds(last)},
    ...(format === 'wide' ? wide : []),
  ];
}

/** To the second, with the zone. */
function toSeconds(time: string | null): string {
  return time === null ? '' : `${time.slice(0, 19)}Z`;
}

function summaryDocument(summary: LogSummary): Document<LogSummaryDocument> {
  return {
    apiVersion: API_VERSION,
    kind: 'LogSummary',
    generatedAt: summary.generatedAt,
    source: sourceDocument(summary.source),
    nodes: summary.nodes,
    unread: summary.unread.map(({node, reason}) => ({node, reason})),
    lines: summary.lines,
    codes: summary.rows.map((row) => ({
      code: row.code,
      title: row.title,
      severity: row.severity,
      node: row.node,
      lines: row.lines,
      first: row.first,
      last: row.last,
      example: row.example,
    })),
  };
}

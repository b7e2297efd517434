import {dump} from 'js-yaml';
import {completeText, escapeJson, type ReportSource} from '../model/index.ts';
import {fitText, type Layout} from './layout.ts';

/** The formats of reports; each report has a table of those that it comes in. */
export const OUTPUT_FORMATS = [
  'table',
  'wide',
  'json',
  'yaml',
  'name',
  'summary',
  'html',
  'markdown',
  'prometheus',
  'junit',
] as const;

/** One of {@link OUTPUT_FORMATS}. */
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** The renderers of one kind of report, by format. */
export type Formats<Report, Options> = Readonly<
  Partial<Record<OutputFormat, (report: Report, options: Options) => string>>
>;

/** A report in a format; for people the commands in its sentences are complete. Throws if the report does not come in it: the flags of its command must not offer it. */
export function inFormat<Report extends {readonly source: ReportSource}, Options>(
  formats: Formats<Report, Options>,
  report: Report,
  options: Options & Layout & {readonly format: OutputFormat},
): string {
  const renderer = formats[options.format];
  if (!renderer) throw new Error(`there is no renderer for -o ${options.format}`);
  const text = renderer(report, options);
  return isForPeople(options.format) ? fitText(completeText(text, report.source), options) : text;
}

/** A document as JSON, safe to print on a terminal; in one line if it is one of many. */
export function jsonText(document: unknown, oneOfMany = false): string {
  return `${escapeJson(JSON.stringify(document, null, oneOfMany ? 0 : 2))}\n`;
}

/** A document as YAML, safe to print on a terminal; with a mark before it if it is one of many. */
export function yamlText(document: unknown, oneOfMany = false): string {
  const options = {lineWidth: -1, noRefs: true} as const;
  const plain = dump(document, options);
  // Escapes mean something between double quotes only.
  const quoted = {...options, forceQuotes: true, quotingType: '"'} as const;
  const text = escapeJson(plain) === plain ? plain : escapeJson(dump(document, quoted));
  return `${oneOfMany ? '---\n' : ''}${text}`;
}

/** Whether people read this format on a terminal: it may be coloured, wrapped and redrawn. */
export function isForPeople(format: string): boolean {
  return format === 'table' || format === 'wide';
}

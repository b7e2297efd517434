import {createColors} from 'picocolors';
import {
  completeText,
  escapeJson,
  type PathState,
  type PathStep,
  type ReportSource,
  type TracePath,
  type TraceRecord,
} from '../../model/index.ts';
import {causesText} from '../causes-text.ts';
import {escapeText} from '../escape-text.ts';
import {type OutputFormat, yamlText} from '../formats.ts';
import {headlineText} from '../headline-text.ts';
import {renderPage} from '../html/render-page.ts';
import {fitText, sentence} from '../layout.ts';
import {renderMarkdown} from '../markdown/render-markdown.ts';
import {tracePage} from '../page/trace-page.ts';
import {byReason, MOST_NAMES, nameList, plural} from '../text-lists.ts';
import {type FoldedPath, foldPaths, pathLine, pathName, pathText, stepName} from './path-text.ts';
import {traceDocument} from './trace-document.ts';
import type {TraceHead} from './trace-head.ts';
import type {TraceStyle} from './trace-style.ts';
import {trafficTexts} from './traffic-text.ts';

/** How a trace is written. */
export interface TraceWriterOptions extends TraceStyle {
  readonly format: OutputFormat;
  readonly source: ReportSource;
}

/** A record as one line of JSON, or as a document of YAML. */
export function traceRecordText(record: TraceRecord, format: 'json' | 'yaml'): string {
  const line = JSON.stringify(traceDocument(record));
  return format === 'json' ? `${escapeJson(line)}\n` : yamlText(JSON.parse(line), true);
}

/** A trace as one page, made when it is over. */
export function tracePageText(
  records: readonly TraceRecord[],
  head: TraceHead,
  {source, format}: {readonly source: ReportSource; readonly format: 'html' | 'markdown'},
): string {
  const page = tracePage({head, records, source});
  return format === 'html' ? renderPage(page) : renderMarkdown(page);
}

/** The first look as text: headline, paths, traffic; for machines one record after the other. */
export function traceText(
  records: readonly TraceRecord[],
  head: TraceHead,
  options: TraceWriterOptions,
): string {
  const {format} = options;
  if (format === 'json' || format === 'yaml')
    return records.map((record) => traceRecordText(record, format)).join('');
  if (format === 'html' || format === 'markdown') return tracePageText(records, head, {...options, format});
  const paths = records.flatMap((record) => (record.type === 'path' ? [record.path] : []));
  const samples = records.flatMap((record) => (record.type === 'sample' ? [record.sample] : []));
  const parts = [
    headlineText(head.assessment, head.source, createColors(options.colour)),
    headline(paths, head, options),
    notesText(records),
    pathsText(paths, options),
    ...trafficTexts(samples, {...options, wide: format === 'wide'}),
    unsampledText(head),
    causesText(head.assessment, head.source, createColors(options.colour)),
  ];
  const text = parts.filter((part) => part !== '').join('\n');
  return fitText(completeText(text, options.source), options);
}

function headline(paths: readonly TracePath[], head: TraceHead, {colour}: TraceWriterOptions): string {
  const colors = createColors(colour);
  const lines = [verdict(paths, head, colors)];
  const {worstBroken} = head;
  if (worstBroken) {
    const {step, path} = worstBroken;
    const code = step.code === null ? '' : ` [${step.code}]`;
    const what = `${stepName(step.name, path.mode)}, ${pathName(path)}: ${step.message}${code}`;
    lines.push(colors.red(sentence('  ', escapeText(what))));
    if (step.remedy !== '') lines.push(sentence('  ', escapeText(`what to do: ${step.remedy}`)));
  }
  if (worstBroken && head.oneLook) lines.push('  Read once: kube-proxy may have been mid-sync.');
  for (const {node, error} of head.errors)
    lines.push(`  ${colors.yellow('unknown')} ${escapeText(`${node}: ${error}`)}`);
  return `${lines.join('\n')}\n`;
}

/** Nodes that were read, but whose traffic nothing tells. */
function unsampledText({unsampled, errors}: TraceHead): string {
  const unread = new Set(errors.map(({node}) => node));
  const others = unsampled.filter(({node}) => !unread.has(node));
  return byReason(
    others.map(({node, reason}) => ({name: node, reason})),
    MOST_NAMES,
  )
    .map((text) => `No traffic is shown of ${escapeText(text)}\n`)
    .join('');
}

function notesText(records: readonly TraceRecord[]): string {
  const nodesOf = new Map<string, Set<string>>();
  for (const record of records) {
    if (record.type !== 'event' || record.event.kind !== 'note') continue;
    const {message, node} = record.event;
    const nodes = nodesOf.get(message) ?? new Set();
    nodesOf.set(message, node === null ? nodes : nodes.add(node));
  }
  const lines = [...nodesOf].map(([note, nodes]) => {
    const where = nodes.size === 0 ? '' : `${nameList([...nodes])}: `;
    return sentence('  ', escapeText(`${where}${note}`));
  });
  return lines.length === 0 ? '' : `Warnings:\n${lines.join('\n')}\n`;
}

function verdict(
  paths: readonly TracePath[],
  {service, nodes, worstBroken, errors}: TraceHead,
  colors: ReturnType<typeof createColors>,
): string {
  const name = escapeText(service);
  if (worstBroken) {
    const broken = new Set(paths.filter(({state}) => state === 'broken').map(({node}) => node));
    return colors.bold(
      `The path to ${name} is broken on ${broken.size} of ${plural(nodes.length, 'node')}. The worst broken step, on ${escapeText(worstBroken.path.node)}:`,
    );
  }
  const read = nodes.length - errors.length;
  if (read === 0) return colors.bold(`The path to ${name} is unknown: no node could be read.`);
  if (paths.length === 0) return colors.bold(`kube-proxy serves no address of ${name} here.`);
  const unsure = paths.some(({state}) => state === 'unknown');
  const rest = unsure ? 'no step is known to be broken, but not all could be checked' : 'every step holds';
  return colors.bold(`The path to ${name} on ${read} of ${plural(nodes.length, 'node')}: ${rest}.`);
}

const ORDER: Readonly<Record<PathState, number>> = {broken: 0, unknown: 1, ok: 2};

/** Broken paths first, of them those first that break at a virtual server; then those of most nodes. */
function byState(one: FoldedPath, other: FoldedPath): number {
  const served = ({path}: FoldedPath) => Number(!path.steps.some(lacksVirtualServer));
  return (
    ORDER[one.path.state] - ORDER[other.path.state] ||
    served(one) - served(other) ||
    other.nodes.length - one.nodes.length
  );
}

function lacksVirtualServer({name, state}: PathStep): boolean {
  return name === 'virtual-server' && state === 'broken';
}

/** In full: what is not in order, and cluster IPs; the rest in a line each. */
function pathsText(paths: readonly TracePath[], options: TraceWriterOptions): string {
  const wide = options.format === 'wide';
  const folded = [...foldPaths(paths, wide)].sort(byState);
  const isDetailed = ({path}: (typeof folded)[number]) =>
    wide || path.state !== 'ok' || path.role === 'cluster-ip';
  const detailed = folded.filter(isDetailed).map((one) => pathText(one, {...options, wide}));
  const short = folded.filter((one) => !isDetailed(one)).map((one) => pathLine(one, options));
  return [...detailed, short.length === 0 ? '' : `${short.join('\n')}\n`]
    .filter((text) => text !== '')
    .join('\n');
}

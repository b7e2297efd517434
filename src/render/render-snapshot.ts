import type {CaptureSource, SnapshotReport} from '../model/index.ts';
import {API_VERSION, sourceDocument} from './document-parts.ts';
import type {Document} from './document-type.ts';
import type {SnapshotReportDocument} from './documents/snapshot-report.ts';
import {escapeText} from './escape-text.ts';
import {jsonText, type OutputFormat, yamlText} from './formats.ts';
import {byReason, nameList, plural} from './text-lists.ts';

/** What `snapshot` has written, as text. */
export function renderSnapshot(report: SnapshotReport, format: OutputFormat): string {
  if (format === 'json') return jsonText(snapshotDocument(report));
  if (format === 'yaml') return yamlText(snapshotDocument(report));
  return snapshotText(report);
}

/** The stable document of a snapshot report, mapped field by field. */
function snapshotDocument(report: SnapshotReport): Document<SnapshotReportDocument> {
  return {
    apiVersion: API_VERSION,
    kind: 'SnapshotReport',
    generatedAt: report.generatedAt,
    source: sourceDocument(report.source),
    path: report.path,
    sizeBytes: report.size,
    redacted: report.redacted,
    nodes: report.nodes.map(({name, error, missing, problems}) => ({name, error, missing, problems})),
    problems: report.problems,
  };
}

function snapshotText(report: SnapshotReport): string {
  const unread = report.nodes.flatMap(({name, error}) => (error === null ? [] : [{name, reason: error}]));
  const read = report.nodes.length - unread.length;
  const redacted = report.redacted ? ', names and addresses replaced' : '';
  const lines = [
    `wrote ${report.path} (${sizeText(report.size)}${redacted}): ${read} of ${plural(report.nodes.length, 'node')} read`,
    ...byReason(unread).map((text) => `not read: ${text}`),
    ...report.problems,
    ...missingLines(report),
    ...report.nodes.flatMap(({name, problems}) => problems.map((problem) => `${name}: ${problem}`)),
  ];
  return `${lines.map(escapeText).join('\n')}\n`;
}

/** What some nodes could not tell, each with its nodes. */
function missingLines({nodes}: SnapshotReport): readonly string[] {
  const lacking = new Map<string, CaptureSource[]>();
  const bySource = new Map<CaptureSource, string[]>();
  for (const {name, missing} of nodes)
    for (const source of missing) bySource.set(source, [...(bySource.get(source) ?? []), name]);
  for (const [source, names] of bySource) {
    const where = names.length === nodes.length ? 'any node' : nameList(names);
    lacking.set(where, [...(lacking.get(where) ?? []), source]);
  }
  return [...lacking].map(([where, sources]) => `not available from ${where}: ${sources.join(', ')}`);
}

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KiB', 'MiB', 'GiB'];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

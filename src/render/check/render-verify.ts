import {createColors} from 'picocolors';
import type {MovedNode, MoveVerdict, VerifyReport} from '../../model/index.ts';
import {API_VERSION, noteDocument, sourceDocument} from '../document-parts.ts';
import type {Document} from '../document-type.ts';
import type {MigrationVerificationDocument} from '../documents/migration-verification.ts';
import {escapeText} from '../escape-text.ts';
import {type Formats, inFormat, jsonText, type OutputFormat, yamlText} from '../formats.ts';
import type {Layout} from '../layout.ts';
import {notesText} from '../notes-text.ts';
import {plural} from '../text-lists.ts';
import {type Column, writeTable} from '../write-table.ts';

/** How a verification is written. */
export interface VerifyRenderOptions extends Layout {
  readonly format: OutputFormat;
  readonly headers: boolean;
  readonly colour: boolean;
}

const FORMATS: Formats<VerifyReport, VerifyRenderOptions> = {
  table: (report, options) => verifyTable(report, options),
  wide: (report, options) => verifyTable(report, options),
  json: (report) => jsonText(verifyDocument(report)),
  yaml: (report) => yamlText(verifyDocument(report)),
};

/** A verification of the move out of IPVS mode as text. */
export function renderVerify(report: VerifyReport, options: VerifyRenderOptions): string {
  return inFormat(FORMATS, report, options);
}

const WORDS: Readonly<Record<MoveVerdict, string>> = {
  proved: 'proved',
  'not-yet': 'not yet',
  'not-proved': 'not proved',
  unknown: 'unknown',
};

function verifyTable(report: VerifyReport, {headers, colour, ...layout}: VerifyRenderOptions): string {
  const colors = createColors(colour);
  const paint = (text: string, {verdict}: MovedNode) =>
    ({proved: colors.green, 'not-yet': colors.dim, 'not-proved': colors.red, unknown: colors.yellow})[
      verdict
    ](text);
  const columns: Column<MovedNode>[] = [
    {header: 'NODE', value: ({name}) => name},
    {header: 'MODE', value: ({mode}) => mode},
    {header: 'VERDICT', value: ({verdict}) => WORDS[verdict], paint},
    {header: 'FRONTENDS', value: ({frontends}) => fromTo(frontends)},
    {header: 'ENDPOINTS', value: ({endpoints}) => fromTo(endpoints)},
    {header: 'ON-PURPOSE', value: ({differences}) => total(differences.filter(({onPurpose}) => onPurpose))},
    {header: 'LOST', value: ({differences}) => total(differences.filter(({onPurpose}) => !onPurpose))},
  ];
  const table = report.nodes.length === 0 ? '' : writeTable(columns, report.nodes, {headers, ...layout});
  if (!headers) return table;
  const parts = [
    `${progress(report)}\n`,
    table,
    reasonsText(report),
    differencesText(report),
    notesText('Warnings:', report.notes),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function fromTo(count: {readonly before: number; readonly now: number} | null): string {
  if (!count) return '';
  return count.before === count.now ? String(count.now) : `${count.before} > ${count.now}`;
}

function total(differences: MovedNode['differences']): string {
  return String(differences.reduce((sum, {count}) => sum + count, 0));
}

function progress({summary, before}: VerifyReport): string {
  const than = before ? 'an earlier snapshot' : 'what IPVS mode would serve';
  return (
    `${summary.moved} of ${plural(summary.nodes, 'node', 'nodes')} moved out of IPVS mode, ${summary.proved} proved ` +
    `(compared with ${than}).`
  );
}

/** Nodes that are spelled out; the table has all. */
const MOST_NODES = 20;

function reasonsText({nodes}: VerifyReport): string {
  const open = nodes.filter(({reasons}) => reasons.length > 0);
  const lines = open
    .slice(0, MOST_NODES)
    .map(
      ({name, verdict, reasons}) =>
        `  ${escapeText(name)}: ${WORDS[verdict]}, because ${escapeText(reasons.join('; '))}`,
    );
  if (open.length > MOST_NODES) lines.push(`  … and ${open.length - MOST_NODES} more nodes`);
  return lines.length === 0 ? '' : `Not proved:\n${lines.join('\n')}\n`;
}

/** Each kind of difference once, with the nodes that have it. */
function differencesText({nodes}: VerifyReport): string {
  const seen = new Map<string, {readonly line: string; nodes: number}>();
  for (const {differences} of nodes) {
    for (const {kind, message, onPurpose, examples} of differences) {
      const head = onPurpose ? 'on purpose' : 'LOST';
      const line = `  ${head}: ${escapeText(message)}${examples[0] ? ` (such as ${escapeText(examples[0])})` : ''}`;
      const known = seen.get(`${kind} ${message}`) ?? {line, nodes: 0};
      known.nodes++;
      seen.set(`${kind} ${message}`, known);
    }
  }
  if (seen.size === 0) return '';
  const lines = [...seen.values()].map(
    ({line, nodes: count}) => `${line}, on ${plural(count, 'node', 'nodes')}`,
  );
  return `What changed:\n${lines.join('\n')}\n`;
}

/** The stable document of a verification. */
function verifyDocument(report: VerifyReport): Document<MigrationVerificationDocument> {
  const {generatedAt, source, before, summary, nodes, notes} = report;
  return {
    apiVersion: API_VERSION,
    kind: 'MigrationVerification',
    generatedAt,
    source: sourceDocument(source),
    before: before && sourceDocument(before),
    summary: {
      nodes: summary.nodes,
      moved: summary.moved,
      proved: summary.proved,
      notYet: summary.verdicts['not-yet'],
      notProved: summary.verdicts['not-proved'],
      unknown: summary.verdicts.unknown,
    },
    nodes: nodes.map(({name, mode, verdict, reasons, frontends, endpoints, differences, leftovers}) => ({
      name,
      mode,
      verdict,
      reasons,
      frontends,
      endpoints,
      differences: differences.map(({kind, onPurpose, count, message, examples}) => ({
        kind,
        onPurpose,
        count,
        message,
        examples,
      })),
      leftovers,
    })),
    notes: notes.map(noteDocument),
  };
}

import type {createColors} from 'picocolors';
import {
  MIGRATION_SECTIONS,
  type MigrationReport,
  type MigrationResult,
  type MigrationSection,
  type Severity,
} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {sentence} from '../layout.ts';
import {nameList} from '../text-lists.ts';
import {type FoldedResult, foldResults} from './fold-results.ts';

const INDENT = ' '.repeat(11);

/** Things of one question that are spelled out in the default table; the others are counted. */
const MOST_THINGS = 3;

const TITLES: Readonly<Record<MigrationSection, string>> = {
  'end-of-ipvs': 'Removal of IPVS mode',
  requirements: 'Requirements of nftables mode',
  'foreign-ipvs': 'Other users of IPVS',
  'node-ports': 'Node ports',
  policies: 'Traffic policies',
  addresses: 'Service addresses',
  balancing: 'Balancing',
  connections: 'Connections',
  filtering: 'Filtering',
  settings: 'Settings',
};

interface Options {
  readonly wide: boolean;
  readonly colors: ReturnType<typeof createColors>;
}

/** What stands against the move and what would change, section by section; then what stays, and what is not known. */
export function migrationFindings(report: MigrationReport, options: Options): string {
  const sections = MIGRATION_SECTIONS.map((section) => sectionText(section, report, options));
  return [...sections, fineText(report), unknownText(report)].filter((text) => text !== '').join('\n');
}

function sectionText(section: MigrationSection, {results}: MigrationReport, options: Options): string {
  const failing = results.filter((result) => result.section === section && result.result === 'fail');
  // That IPVS mode ends is what the report begins with.
  if (
    failing.length === 0 ||
    (section === 'end-of-ipvs' && !failing.some(({severity}) => severity === 'error'))
  )
    return '';
  const questions = foldResults(failing, ({title}) => title);
  const texts = questions.map(({result: {title}}) =>
    questionText(
      failing.filter((result) => result.title === title),
      options,
    ),
  );
  return `${options.colors.bold(TITLES[section])}\n${texts.join('')}`;
}

function questionText(results: readonly MigrationResult[], options: Options): string {
  const {wide} = options;
  const things = foldResults(results, ({message, severity}) => JSON.stringify([message, severity]));
  const shown = wide ? things : things.slice(0, MOST_THINGS);
  const left = things.length - shown.length;
  const [loud, quiet] = [shown.filter(isLoud), shown.filter((thing) => !isLoud(thing))];
  return [
    ...loud.map((thing) => thingText(thing, options)),
    ...remediesOf(loud),
    ...quiet.map((thing) => thingText(thing, options)),
    ...(wide ? remediesOf(quiet) : []),
    ...(left > 0 ? [`${INDENT}… and ${left} more: see -o wide\n`] : []),
  ].join('');
}

function remediesOf(things: readonly FoldedResult[]): readonly string[] {
  const remedies = [...new Set(things.map(({result}) => result.remedy))].filter((remedy) => remedy !== '');
  return remedies.map((remedy) => `${sentence(`${INDENT}→ `, escapeText(remedy))}\n`);
}

function isLoud({result: {severity}}: FoldedResult): boolean {
  return severity !== 'info';
}

const MOST_LINES = 3;

function thingText(thing: FoldedResult, {wide, colors}: Options): string {
  const {result} = thing;
  const paints: Readonly<Record<Severity, (text: string) => string>> = {
    error: colors.red,
    warning: colors.yellow,
    info: colors.dim,
  };
  const code = wide || isLoud(thing) ? ` (${result.code})` : '';
  const text = escapeText(`${subject(thing)}${result.message}${code}`);
  const evidence = wide || isLoud(thing) ? result.evidence : [];
  const lines = (wide ? evidence : evidence.slice(0, MOST_LINES)).map(
    (line) => `${INDENT}| ${escapeText(line)}\n`,
  );
  const left = evidence.length - lines.length;
  if (left > 0) lines.push(`${INDENT}| … ${left} more\n`);
  return `${sentence(`  ${paints[result.severity](result.severity.padEnd(7))}  `, text)}\n${lines.join('')}`;
}

/** The Services and nodes that a result is about, as the begin of a sentence. */
function subject({nodes, services}: FoldedResult): string {
  if (services.length === 0) return nodes.length === 0 ? '' : `${nameList(nodes)}: `;
  return `${nameList(services)}${nodes.length === 0 ? '' : ` on ${nameList(nodes)}`}: `;
}

/** Questions that every node answered, and of which nothing changes. */
function fineText({results}: MigrationReport): string {
  const open = new Set(
    results.filter(({result}) => result === 'fail' || result === 'undecidable').map(({title}) => title),
  );
  const fine = new Set(
    results.filter(({result, title}) => result === 'pass' && !open.has(title)).map(({title}) => title),
  );
  if (fine.size === 0) return '';
  return `${sentence('', `Unchanged or fine: ${[...fine].join('; ')}.`)}\n`;
}

function unknownText({results, migration: {notKnown}}: MigrationReport): string {
  const gaps = foldResults(
    results.filter(({result, gap}) => result === 'undecidable' && gap !== 'person'),
    ({message}) => message,
  );
  const lines = [
    ...gaps.map(
      ({result, nodes}) =>
        `${result.title}${nodes.length > 0 ? ` (${nameList(nodes)})` : ''}: ${result.message}`,
    ),
    ...notKnown,
  ];
  if (lines.length === 0) return '';
  return `Unknown:\n${lines.map((line) => `${bullet(line)}\n`).join('')}`;
}

function bullet(text: string): string {
  return sentence('  - ', escapeText(text));
}

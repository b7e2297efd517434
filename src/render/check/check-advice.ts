import type {createColors} from 'picocolors';
import type {CheckReport, CheckResult} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {sentence} from '../layout.ts';
import {nameList, plural} from '../text-lists.ts';
import {isOpen} from './check-counts.ts';
import {commonMessage, type FoldedResult, foldResults} from './fold-results.ts';

/** Things of one code that are spelled out; the others are counted. */
const MOST_THINGS = 3;

/** Lines of evidence that are shown of one thing. */
const MOST_LINES = 3;

/** Longest line of evidence. */
const LONGEST_LINE = 240;

interface AdviceOptions {
  /** All that was found, with all its evidence. */
  readonly wide: boolean;
  readonly colors: ReturnType<typeof createColors>;
}

/**
 * What is wrong, with its evidence and what to do, code by code, each remedy once; what is info only, or explained by a cause
 * above, is left to the wide table.
 */
export function checkAdvice({results}: CheckReport, {wide, colors}: AdviceOptions): string {
  const open = results.filter(isOpen);
  const loud = open.filter(({severity, explainedBy}) => severity !== 'info' && explainedBy === null);
  const explained = open.filter(({explainedBy}) => explainedBy !== null).length;
  const told = new Map<string, string>();
  const spelledOut = wide ? open : loud;
  const blocks = foldResults(spelledOut, ({code}) => code).map(({result: {code}}) =>
    codeText(
      code,
      spelledOut.filter((result) => result.code === code),
      {wide, told, bold: colors.bold},
    ),
  );
  const [first] = open;
  if (!first) return '';
  const details = blocks.length === 0 ? '' : `Findings and remedies:\n${blocks.join('')}\n`;
  const quiet = open.length - loud.length - explained;
  const more =
    quiet > 0 && !wide
      ? `For the evidence behind ${quiet === 1 ? 'the info result' : 'info results'}, add -o wide\n`
      : '';
  const above = explained > 0 && !wide ? `${plural(explained, 'failure')} explained above: -o wide\n` : '';
  return `${details}${above}${more}Symptom, cause, remedy and sources: kubectl ipvs explain ${first.code}\n`;
}

interface CodeOptions {
  readonly wide: boolean;
  /** Remedies that were told, with the code that each was told for. */
  readonly told: Map<string, string>;
  readonly bold: (text: string) => string;
}

function codeText(code: string, results: readonly CheckResult[], {wide, told, bold}: CodeOptions): string {
  const things = foldResults(results, (result) =>
    JSON.stringify([result.service, commonMessage(result), result.severity]),
  );
  const shown = wide ? things : things.slice(0, MOST_THINGS);
  const left = things.length - shown.length;
  const [last, ...others] = sameRemedies(shown).toReversed();
  const textOf = (thing: FoldedResult) => thingText(thing, {wide, results, code: bold(code)});
  return [
    ...others.toReversed().map((group) => group.map(textOf).join('') + remedyText(group, told)),
    ...(last ?? []).map(textOf),
    left > 0 ? `${INDENT}… and ${left} more: see -o wide\n` : '',
    last ? remedyText(last, told) : '',
  ].join('');
}

/** Things in a row whose remedies differ in names, addresses and numbers at most. */
function sameRemedies(things: readonly FoldedResult[]): readonly FoldedResult[][] {
  const groups: FoldedResult[][] = [];
  for (const thing of things) {
    const group = groups.at(-1);
    if (group?.[0] && remedyShape(group[0]) === remedyShape(thing)) group.push(thing);
    else groups.push([thing]);
  }
  return groups;
}

function remedyShape({result: {remedy, node}}: FoldedResult): string {
  return (node ? remedy.replaceAll(node, '') : remedy).replace(/\S*[\d/]\S*/g, '');
}

function remedyText(things: readonly FoldedResult[], told: Map<string, string>): string {
  const [first] = things;
  if (!first || first.result.remedy === '') return '';
  const {code} = first.result;
  const before = told.get(remedyShape(first));
  if (before !== undefined) return before === code ? '' : `${INDENT}→ as for ${before}\n`;
  told.set(remedyShape(first), code);
  const remedies = [...new Set(things.map(({result}) => result.remedy))];
  const [remedy = ''] = remedies;
  const likewise = remedies.length > 1 ? ' (and likewise for the others)' : '';
  return `${sentence(`${INDENT}→ `, escapeText(`${remedy}${likewise}`))}\n`;
}

function thingText(
  thing: FoldedResult,
  {
    wide,
    results,
    code,
  }: {readonly wide: boolean; readonly results: readonly CheckResult[]; readonly code: string},
): string {
  const {result, nodes} = thing;
  const evidence = evidenceIn(thing, results);
  const [only] = nodes;
  const named = only === undefined || (nodes.length === 1 && result.message.includes(only));
  const message = nodes.length > 1 ? commonMessage(result) : result.message;
  const text = escapeText(named ? message : `${nameList(nodes)}: ${message}`);
  const shown = wide ? evidence : evidence.slice(0, MOST_LINES);
  const lines = shown.map((line) => `${INDENT}| ${shorten(escapeText(line))}\n`);
  const left = evidence.length - lines.length;
  if (left > 0) lines.push(`${INDENT}| … ${left} more lines\n`);
  return `${sentence(`  ${code}  `, text)}\n${lines.join('')}`;
}

/** The evidence of all nodes; where it differs, each line with its node. */
function evidenceIn({result, nodes}: FoldedResult, results: readonly CheckResult[]): readonly string[] {
  const same = results.filter(
    (other) =>
      commonMessage(other) === commonMessage(result) &&
      other.severity === result.severity &&
      JSON.stringify(other.service) === JSON.stringify(result.service),
  );
  const distinct = new Set(same.map(({evidence}) => evidence.join('\n')));
  if (distinct.size === 1 || nodes.length < 2) return result.evidence;
  return same.flatMap(({node, evidence}) => evidence.slice(-1).map((line) => `${node}: ${line}`));
}

const INDENT = ' '.repeat(11);

/** Of a log line the end says why, the beginning when and what. */
function shorten(line: string): string {
  if (line.length <= LONGEST_LINE) return line;
  const half = Math.floor(LONGEST_LINE / 2);
  return `${line.slice(0, half)} … ${line.slice(-half)}`;
}

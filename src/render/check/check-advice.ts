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

/** What is wrong, with its evidence and what to do, code by code; what is info only is left to the table. */
export function checkAdvice({results}: CheckReport, {bold}: ReturnType<typeof createColors>): string {
  const open = results.filter(isOpen);
  const loud = open.filter(({severity, explainedBy}) => severity !== 'info' && explainedBy === null);
  const explained = open.filter(({explainedBy}) => explainedBy !== null).length;
  const blocks = foldResults(loud, ({code}) => code).map(({result: {code}}) =>
    codeText(
      code,
      loud.filter((result) => result.code === code),
      bold,
    ),
  );
  const [first] = open;
  if (!first) return '';
  const details = blocks.length === 0 ? '' : `Findings and remedies:\n${blocks.join('')}\n`;
  const quiet = open.length - loud.length - explained;
  const more =
    quiet > 0
      ? `For the evidence behind ${quiet === 1 ? 'the info result' : 'info results'}, add -o wide\n`
      : '';
  const above = explained > 0 ? `${plural(explained, 'failure')} explained above: -o wide\n` : '';
  return `${details}${above}${more}Symptom, cause, remedy and sources: kubectl ipvs explain ${first.code}\n`;
}

function codeText(code: string, results: readonly CheckResult[], bold: (text: string) => string): string {
  const things = foldResults(results, (result) =>
    JSON.stringify([result.service, commonMessage(result), result.severity]),
  );
  const shown = things.slice(0, MOST_THINGS);
  const left = things.length - shown.length;
  const [last, ...others] = sameRemedies(shown).toReversed();
  const textOf = (thing: FoldedResult) => thingText(thing, evidenceIn(thing, results), bold(code));
  return [
    ...others.toReversed().map((group) => group.map(textOf).join('') + remedyText(group)),
    ...(last ?? []).map(textOf),
    left > 0 ? `${INDENT}… and ${left} more: see -o wide\n` : '',
    last ? remedyText(last) : '',
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

function remedyText(things: readonly FoldedResult[]): string {
  const remedies = [...new Set(things.map(({result}) => result.remedy))];
  const [remedy = ''] = remedies;
  const likewise = remedies.length > 1 ? ' (and likewise for the others)' : '';
  return remedy === '' ? '' : `${sentence(`${INDENT}→ `, escapeText(`${remedy}${likewise}`))}\n`;
}

function thingText({result, nodes}: FoldedResult, evidence: readonly string[], code: string): string {
  const [only] = nodes;
  const named = only === undefined || (nodes.length === 1 && result.message.includes(only));
  const message = nodes.length > 1 ? commonMessage(result) : result.message;
  const text = escapeText(named ? message : `${nameList(nodes)}: ${message}`);
  const lines = evidence.slice(0, MOST_LINES).map((line) => `${INDENT}| ${shorten(escapeText(line))}\n`);
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

import type {createColors} from 'picocolors';
import type {CheckReport} from '../model/index.ts';
import {isOpen} from './check-counts.ts';
import {escapeText} from './escape-text.ts';
import {type FoldedResult, foldResults} from './fold-results.ts';
import {nameList} from './text-lists.ts';
import {wrapText} from './wrap-text.ts';

const WIDTH = 80;

/** Things of one code that are spelled out; the others are counted. */
const MOST_THINGS = 3;

/** Lines of evidence that are shown of one thing. */
const MOST_LINES = 3;

/** Longest line of evidence. */
const LONGEST_LINE = 240;

/** What was found, with its evidence and what to do, code by code. */
export function checkAdvice({results}: CheckReport, {bold}: ReturnType<typeof createColors>): string {
  const codes = foldResults(results.filter(isOpen), ({code}) => code);
  if (codes.length === 0) return '';
  const blocks = codes.map(({result: {code}}) => {
    const things = foldResults(
      results.filter((result) => isOpen(result) && result.code === code),
      ({service, message, evidence, severity}) => JSON.stringify([service, message, evidence, severity]),
    );
    return codeText(code, things, bold);
  });
  const codesNamed = codes.slice(0, 1).map(({result}) => result.code);
  return (
    `What was found, and what to do:\n${blocks.join('')}` +
    `Symptom, cause and sources of each: kubectl ipvs explain ${codesNamed.join(' ')}${codes.length > 1 ? ' …' : ''}\n`
  );
}

function codeText(code: string, things: readonly FoldedResult[], bold: (text: string) => string): string {
  const shown = things.slice(0, MOST_THINGS);
  const remedies = [...new Set(shown.map(({result}) => result.remedy))].filter((text) => text !== '');
  const left = things.length - shown.length;
  return [
    ...shown.map((thing) => thingText(code, thing, bold)),
    left > 0 ? `           … and ${left} more: -o wide has them\n` : '',
    ...remedies.map((remedy) => paragraph(`→ ${remedy}`)),
  ].join('');
}

function thingText(code: string, {result, nodes}: FoldedResult, bold: (text: string) => string): string {
  const named = nodes.length === 0 || nodes.every((node) => result.message.includes(node));
  const where = named ? '' : `${nameList(nodes)}: `;
  const text = wrapText(escapeText(`${where}${result.message}`), {indent: INDENT, width: WIDTH});
  const lines = result.evidence
    .slice(0, MOST_LINES)
    .map((line) => `${INDENT}| ${shorten(escapeText(line))}\n`);
  const left = result.evidence.length - lines.length;
  if (left > 0) lines.push(`${INDENT}| … ${left} more\n`);
  return `  ${bold(code)}  ${text.trimStart()}\n${lines.join('')}`;
}

const INDENT = ' '.repeat(11);

function paragraph(text: string): string {
  return `${wrapText(escapeText(text), {indent: INDENT, width: WIDTH})}\n`;
}

function shorten(line: string): string {
  return line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE - 1)}…`;
}

import type {createColors} from 'picocolors';
import type {Assessment, Cause, ReportSource} from '../model/index.ts';
import {commandLines} from './command-lines.ts';
import {escapeText} from './escape-text.ts';
import {sentence} from './layout.ts';
import {plural} from './text-lists.ts';

type Colors = ReturnType<typeof createColors>;

/** Each cause with what proves it, what to do, and what to run. */
export function causesText({causes}: Assessment, source: ReportSource, colors: Colors): string {
  if (causes.length === 0) return '';
  return `Causes and next steps:\n${causes.map((cause) => causeBlock(cause, source, colors)).join('\n')}`;
}

function causeBlock(cause: Cause, source: ReportSource, {bold, dim}: Colors): string {
  const {kind, text, code, findings, evidence, remedy, commands, relief} = cause;
  const about = [
    ...(findings > 0 && kind !== 'not-proved' ? [plural(findings, 'difference')] : []),
    ...(code ? [code] : []),
  ];
  const lines = [
    `  ${bold(escapeText(text))}${about.length > 0 ? ` (${about.join(', ')})` : ''}`,
    ...evidence.map((line) => dim(`    | ${escapeText(line)}`)),
    ...(remedy === '' ? [] : [sentence('    ', escapeText(remedy))]),
    ...commandLines(commands, {source, indent: '      '}),
    ...(relief.length === 0
      ? []
      : ['    for relief until then (-o json has such a command for each difference):']),
    ...commandLines(relief, {source, indent: '      '}),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

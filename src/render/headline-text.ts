import type {createColors} from 'picocolors';
import type {Assessment, ReportSource} from '../model/index.ts';
import {commandLines} from './command-lines.ts';
import {escapeText} from './escape-text.ts';

/**
 * The lines that lead a report: what users feel, why, and what to run next, each on one line. Empty where nothing is
 * wrong.
 */
export function headlineText(
  {headline}: Assessment,
  source: ReportSource,
  {bold}: Pick<ReturnType<typeof createColors>, 'bold'>,
): string {
  if (!headline) return '';
  const {impact, cause, next} = headline;
  const sentence = (label: string, text: string) =>
    text === '' ? [] : [`${bold(label.padEnd(LABEL))}${escapeText(text)}`];
  return [
    ...sentence('Impact', impact),
    ...sentence('Cause', cause),
    ...(next ? commandLines([next], {source, indent: bold('Next'.padEnd(LABEL))}) : []),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

const LABEL = 8;

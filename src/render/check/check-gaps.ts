import type {CheckReport, CheckResult} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {sentence} from '../layout.ts';
import {nameList} from '../text-lists.ts';
import {foldResults} from './fold-results.ts';

/** Reasons that are told in the default table. */
const MOST_REASONS = 8;

/** What could not be decided, by reason; the entries that only a person can judge are named together. */
export function gapsText({results}: CheckReport, {wide}: {readonly wide: boolean}): string {
  const gaps = results.filter(({result}) => result === 'undecidable');
  const open = gaps.filter(({gap}) => gap !== 'person').sort(unreadFirst);
  const reasons = foldResults(open, ({message}) => message);
  const shown = wide ? reasons : reasons.slice(0, MOST_REASONS);
  const lines = shown.map(({result, nodes}) => {
    const codes = codesOf(open.filter(({message}) => message === result.message));
    const where = nodes.length > 0 ? ` (${nameList(nodes)})` : '';
    return wrapped(`${nameList(codes)}${where}: ${result.message}`);
  });
  const left = reasons.length - shown.length;
  if (left > 0) lines.push(`  … for ${left} more reasons: see -o wide\n`);
  const persons = codesOf(gaps.filter(({gap}) => gap === 'person'));
  if (persons.length > 0) lines.push(wrapped(`not checkable automatically: ${persons.join(' ')}`));
  return lines.length === 0 ? '' : `Undetermined:\n${lines.join('')}`;
}

function unreadFirst(one: CheckResult, other: CheckResult): number {
  return Number(other.gap === 'unread') - Number(one.gap === 'unread');
}

function codesOf(results: readonly CheckResult[]): readonly string[] {
  return [...new Set(results.map(({code}) => code))].sort();
}

function wrapped(text: string): string {
  return `${sentence('  ', escapeText(text))}\n`;
}

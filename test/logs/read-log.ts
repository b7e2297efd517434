import {entryDetails} from '../../src/logs/index.ts';
import {createLogParser} from '../../src/logs/log-parser.ts';
import type {LogEntry} from '../../src/model/index.ts';

/** A moment after all times in the tests. */
const REFERENCE = Date.parse('2026-11-20T19:00:00Z');

/** The entries of a text, given to the parser in pieces of this length. */
export function readLog(
  text: string,
  {reference = REFERENCE, piece = text.length || 1} = {},
): readonly LogEntry[] {
  const parser = createLogParser(reference);
  const entries: LogEntry[] = [];
  for (let at = 0; at < text.length; at += piece) entries.push(...parser.push(text.slice(at, at + piece)));
  return [...entries, ...parser.end()];
}

/** An entry's time in words; empty if it has none. */
export function timeOf({time}: LogEntry): string {
  return Number.isNaN(time)
    ? ''
    : `${new Date(time / 1000).toISOString().slice(0, -1)}${String(time % 1000).padStart(3, '0')}`;
}

/** The only entry of a text, with all that it says. */
export function readOne(text: string) {
  const [entry, ...more] = readLog(text);
  if (!entry || more.length > 0) throw new Error(`${1 + more.length} entries`);
  return {level: entry.level, time: timeOf(entry), ...entryDetails(entry)};
}

import type {LogEntry} from '../model/index.ts';
import {type LinePrefix, prefixReader, type ReadPrefix} from './line-prefix.ts';
import {createLineReader} from './read-line.ts';
import {createYearClock} from './year-clock.ts';

/** Turns the text of one log into entries. Joined by line ends, their raw texts are the text, without prefixes. */
export interface LogParser {
  /** Takes the next piece of text, cut anywhere; gives the entries that are now complete. */
  readonly push: (text: string) => readonly LogEntry[];
  /** The entry that would be complete if nothing more belonged to it; for a log that has come to rest. */
  readonly flush: () => readonly LogEntry[];
  /** The rest, for a log that has come to its end. */
  readonly end: () => readonly LogEntry[];
}

interface Draft {
  readonly entry: LogEntry;
  /** Further lines that belong to it. */
  readonly more: string[];
}

/** More lines than this begin a new entry: a text without any head must not fill the memory. */
const MOST_LINES = 1000;

/**
 * A parser for the log of one container. Dates without a year are taken as those before `reference` (milliseconds since
 * 1970): the time of the snapshot, or now.
 */
export function createLogParser(reference: number): LogParser {
  const years = createYearClock(reference);
  const readLine = createLineReader(years);
  let rest = '';
  let prefixes: ReadPrefix | undefined | 'unknown' = 'unknown';
  let draft: Draft | undefined;
  /** The beginning of a line that a container runtime cut. */
  let begun = '';
  let lastTime = Number.NaN;
  let ready: LogEntry[] = [];

  const finish = () => {
    if (!draft) return;
    const {entry, more} = draft;
    ready.push(more.length === 0 ? entry : {...entry, raw: `${entry.raw}\n${more.join('\n')}`});
    draft = undefined;
  };

  const takeLine = (line: string, prefix: LinePrefix | undefined) => {
    const text = prefix ? begun + line.slice(prefix.end) : begun + line;
    if (prefix?.partial) {
      begun = text;
      return;
    }
    begun = '';
    const entry = readLine(text, prefix?.time);
    if (entry || !draft || draft.more.length >= MOST_LINES) {
      finish();
      draft = {entry: entry ?? headless(text, prefix?.time ?? lastTime), more: []};
      if (!Number.isNaN(draft.entry.time)) lastTime = draft.entry.time;
    } else draft.more.push(text);
  };

  const take = (line: string) => {
    if (prefixes === 'unknown') prefixes = prefixReader(line, years);
    takeLine(line, prefixes?.(line));
  };

  const given = () => {
    const entries = ready;
    ready = [];
    return entries;
  };

  return {
    push(piece) {
      const text = rest === '' ? piece : rest + piece;
      let from = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
        take(text.slice(from, end));
        from = end + 1;
      }
      rest = text.slice(from);
      return given();
    },
    flush() {
      finish();
      return given();
    },
    end() {
      if (rest !== '') take(rest);
      rest = '';
      if (begun !== '') takeLine('', undefined);
      finish();
      return given();
    },
  };
}

function headless(raw: string, time: number): LogEntry {
  return {time, level: '', raw, format: 'text', body: 0};
}

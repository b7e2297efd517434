import type {LogEntry} from '../model/index.ts';
import {createLineReader, readCutLine} from './read-line.ts';
import {createUnwrapper} from './unwrap-line.ts';
import type {WrappedLine} from './wrapped-line.ts';
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
  /** Who wrote it, as its wrapping says. */
  readonly writer: string;
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
  const unwrap = createUnwrapper(years);
  let rest = '';
  let draft: Draft | undefined;
  /** The beginning of a line that a container runtime cut. */
  let begun = '';
  let lastTime = Number.NaN;
  let ready: LogEntry[] = [];
  let first = true;

  const finish = () => {
    if (!draft) return;
    const {entry, more} = draft;
    ready.push(more.length === 0 ? entry : {...entry, raw: `${entry.raw}\n${more.join('\n')}`});
    draft = undefined;
  };

  const begin = (entry: LogEntry, writer: string) => {
    finish();
    draft = {entry, writer, more: []};
    if (!Number.isNaN(entry.time)) lastTime = entry.time;
  };

  const takeLine = ({text: end, time, partial, writer}: WrappedLine) => {
    const text = begun + end;
    if (partial) {
      begun = text;
      return;
    }
    begun = '';
    const arrival = Number.isNaN(time) ? undefined : time;
    const entry = readLine(text, arrival) ?? (first ? readCutLine(text, arrival) : undefined);
    first = false;
    if (!entry && draft && goesOn(draft, writer)) draft.more.push(text);
    else begin(entry ?? headless(text, arrival ?? lastTime), writer);
  };

  const take = (line: string) => takeLine(unwrap(line));

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
      if (begun !== '') takeLine({text: '', time: Number.NaN, partial: false, writer: ''});
      finish();
      return given();
    },
  };
}

/** Whether a line without a head may belong to an entry. */
function goesOn(draft: Draft, writer: string): boolean {
  return draft.writer === writer && draft.more.length < MOST_LINES;
}

function headless(raw: string, time: number): LogEntry {
  return {time, level: '', raw, format: 'text', body: 0};
}

import type {LogEntry} from '../model/index.ts';

/** Looks how much of a log is in a form that is known. */
export interface Understanding {
  readonly add: (entry: LogEntry) => void;
  /** Why it means nothing if the log shows no failure, as a clause; undefined if it was understood. */
  readonly doubt: () => string | undefined;
}

/** In a log that was understood at least so many lines have a head, for each that is strange. */
const HEADS_FOR_STRANGE = 3;

/** Characters of a strange line that are quoted. */
const QUOTED = 80;

/** Lines that go on with the one before: indented, of a trace, or the end of a value of several lines. */
const GOES_ON = /^(?:\s|$|Trace\[|\)$)/;

/**
 * Before the first line there is doubt, as an empty log shows no failure. A log counts as understood if most of its lines begin with a head that is known, or clearly go on
 * with such a line; the first line may be cut, and errors may have whole rules behind them.
 */
export function createUnderstanding(): Understanding {
  const seen = {lines: 0, heads: 0, strange: 0};
  let cut = false;
  let example: string | undefined;
  return {
    add(entry) {
      const [head = '', ...more] = entry.raw.includes('\n') ? entry.raw.split('\n') : [entry.raw];
      const odd = oddLines(entry, head, more);
      cut ||= seen.lines === 0 && odd[0] === head;
      example ??= odd[0];
      seen.lines += 1 + more.length;
      seen.strange += odd.length;
      if (entry.format !== 'text') seen.heads++;
    },
    doubt() {
      const {lines, heads, strange} = seen;
      if (heads === 0 && example === undefined) return "kube-proxy's log has no lines";
      const others = strange - (cut && heads > 0 ? 1 : 0);
      if (example === undefined || others * HEADS_FOR_STRANGE <= heads) return undefined;
      const shown = example.length > QUOTED ? `${example.slice(0, QUOTED)}…` : example;
      return `only ${heads} of ${lines} lines of kube-proxy's log are in a form that is known; another one is "${shown}"`;
    },
  };
}

/** Lines of an entry that are in no known form. Behind errors anything may follow. */
function oddLines({format, level}: LogEntry, head: string, more: readonly string[]): readonly string[] {
  const headless = format === 'text' && level === '' && head.trim() !== '' ? [head] : [];
  const following = level === 'I' || level === '' ? more.filter((line) => !GOES_ON.test(line)) : [];
  return [...headless, ...following];
}

import type {LogEntry} from '../model/index.ts';

/** Looks how much of a log is in a form that is known. */
export interface Understanding {
  readonly add: (entry: LogEntry) => void;
  /** Why it means nothing that the log shows no failure, as a clause; undefined if it was understood. */
  readonly doubt: () => string | undefined;
}

/** In a log that was understood at least so many lines have a head, for each that is strange. */
const HEADS_FOR_STRANGE = 3;

/** Characters of a strange line that are quoted. */
const QUOTED = 80;

/** Lines that go on with the one before: indented, of a trace, or the end of a value of several lines. */
const GOES_ON = /^(?:\s|$|Trace\[|\)$)/;

/**
 * Nothing has been read yet. A log counts as understood if most of its lines begin with a head that is known, or clearly go on
 * with such a line; the first line may be cut, and errors may have whole rules behind them.
 */
export function createUnderstanding(): Understanding {
  let heads = 0;
  let strange = 0;
  let lines = 0;
  let cut = false;
  let example: string | undefined;
  const count = (line: string) => {
    strange++;
    example ??= line;
  };
  return {
    add({raw, format, level}) {
      const first = lines === 0;
      const [head = '', ...more] = raw.includes('\n') ? raw.split('\n') : [raw];
      lines += 1 + more.length;
      if (format !== 'text') heads++;
      else if (level === '' && head.trim() !== '') {
        if (first) cut = true;
        count(head);
      }
      if (level === 'I' || level === '')
        for (const line of more) if (!GOES_ON.test(line)) count(line);
    },
    doubt() {
      const others = strange - (cut && heads > 0 ? 1 : 0);
      if (example === undefined || others * HEADS_FOR_STRANGE <= heads) return undefined;
      const shown = example.length > QUOTED ? `${example.slice(0, QUOTED)}…` : example;
      return `only ${heads} of ${lines} lines of kube-proxy's log are in a form that is known; another one begins “${shown}”`;
    },
  };
}

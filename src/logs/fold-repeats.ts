import type {LogEntry} from '../model/index.ts';

/** A line and how often it came again. */
export interface FoldedLine<Line> {
  readonly first: Line;
  readonly last: Line;
  /** How often it came, the first time included. */
  readonly count: number;
  /** Indexes of the logs that it came from. */
  readonly feeds: ReadonlySet<number>;
}

/** A line that may be folded. */
export interface FoldableLine {
  readonly entry: LogEntry;
  readonly feed: number;
}

/** Folds lines that repeat, within bounds of time and memory. */
export interface Folder<Line extends FoldableLine> {
  /** Takes a line; gives those that are complete now. */
  readonly add: (line: Line) => readonly FoldedLine<Line>[];
  /** All lines that are not complete. */
  readonly rest: () => readonly FoldedLine<Line>[];
}

/** How far lines may be apart and still be folded. */
export interface FoldLimits {
  /** Microseconds between the first time and the last. */
  readonly span: number;
  /** Different lines between them. */
  readonly lines: number;
}

interface Group<Line> {
  readonly key: string;
  readonly first: Line;
  last: Line;
  count: number;
  readonly feeds: Set<number>;
}

/** A folder that gives lines in the order in which each came first. */
export function createFolder<Line extends FoldableLine>({span, lines}: FoldLimits): Folder<Line> {
  const open = new Map<string, Group<Line>>();
  const take = (group: Group<Line>): FoldedLine<Line> => {
    open.delete(group.key);
    return group;
  };
  const isDone = (group: Group<Line>, time: number) =>
    open.size > lines || time - group.first.entry.time > span;

  return {
    add(line) {
      const {entry, feed} = line;
      const done: FoldedLine<Line>[] = [];
      for (const group of open.values()) {
        if (!isDone(group, entry.time)) break;
        done.push(take(group));
      }
      const key = foldKey(entry);
      const group = open.get(key);
      if (group) {
        group.count++;
        group.last = line;
        group.feeds.add(feed);
      } else open.set(key, {key, first: line, last: line, count: 1, feeds: new Set([feed])});
      return done;
    },
    rest: () => [...open.values()].map(take),
  };
}

/** Durations, and the numbers by which one call of the API differs from the next. */
const PASSING =
  /(?<![\w.-])(?:\d+(?:\.\d+)?(?:ns|µs|us|ms|s|m|h))+(?![\w.-])|(?<=timeoutSeconds=|resourceVersion=|[( ]pid=)\d+|\b0x[0-9a-f]+\b/g;

/** What two lines have in common if one repeats the other: all but when they were written, by which thread, and how long. */
export function foldKey({raw, format, body}: LogEntry): string {
  if (format === 'json') return raw.slice(raw.indexOf(',') + 1).replace(PASSING, '#');
  const begin = format === 'klog' ? raw.lastIndexOf(' ', body - 2) + 1 : body;
  return raw.slice(begin).replace(PASSING, '#');
}

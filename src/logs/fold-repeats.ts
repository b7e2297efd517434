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
  /** By which it is placed, in microseconds: the time of its first line, or of one before where that has none. */
  readonly place: number;
  readonly first: Line;
  last: Line;
  count: number;
  readonly feeds: Set<number>;
}

/** How far threads of one program write out of order, in microseconds: each takes its time before it has the file. */
const DISORDER = 1e6;

/** A folder that gives lines in the order of the times at which each came first. */
export function createFolder<Line extends FoldableLine>({span, lines}: FoldLimits): Folder<Line> {
  const open = new Map<string, Group<Line>>();
  let latest = 0;
  const take = (groups: readonly Group<Line>[]): readonly FoldedLine<Line>[] => {
    for (const {key} of groups) open.delete(key);
    return [...groups].sort((one, other) => one.place - other.place);
  };
  /** What is complete: all that came first before some time, of which only the next few can be out of order. */
  const complete = (now: number): readonly Group<Line>[] => {
    const [head] = open.values();
    if (!head) return [];
    const limit = Math.max(now - span - 1, open.size > lines ? head.place : Number.NEGATIVE_INFINITY);
    const done: Group<Line>[] = [];
    for (const group of open.values()) {
      if (group.place > limit + DISORDER) break;
      if (group.place <= limit) done.push(group);
    }
    return done;
  };

  return {
    add(line) {
      const {entry, feed} = line;
      const place = Number.isNaN(entry.time) ? latest : entry.time;
      latest = place;
      const done = take(complete(place));
      const key = foldKey(entry);
      const group = open.get(key);
      if (group) {
        group.count++;
        group.last = line;
        group.feeds.add(feed);
      } else open.set(key, {key, place, first: line, last: line, count: 1, feeds: new Set([feed])});
      return done;
    },
    rest: () => take([...open.values()]),
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

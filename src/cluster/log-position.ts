/** The last line of a log that was given to the reader. Each line begins with the time at which the runtime got it. */
export interface LogPosition {
  /** Its time, as it was written. */
  readonly time: string;
  /** How many lines have this time, up to this one. */
  readonly count: number;
  /** The latest time so far: a clock that was put back makes it later than that of the last line. */
  readonly latest: string;
}

/** The position after a text of whole lines; the one before it if no line has a time. */
export function positionAfter(text: string, before: LogPosition | undefined): LogPosition | undefined {
  let time: string | undefined;
  let count = 0;
  let end = text.endsWith('\n') ? text.length - 1 : text.length;
  while (end >= 0) {
    const begin = text.lastIndexOf('\n', end - 1) + 1;
    const lineTime = timeOfLine(text, begin);
    if (time !== undefined && lineTime !== time) return {time, count, latest: latestOf(text, time, before)};
    if (lineTime !== undefined) {
      time = lineTime;
      count++;
    }
    if (begin === 0) break;
    end = begin - 1;
  }
  if (time === undefined) return before;
  const same = before?.time === time ? before.count : 0;
  return {time, count: count + same, latest: latestOf(text, time, before)};
}

/** Larger texts are old ones, read fast: there only the last line is looked at. */
const SMALL = 8192;

function latestOf(text: string, time: string, before: LogPosition | undefined): string {
  let latest = before && compareTimes(before.latest, time) > 0 ? before.latest : time;
  for (let at = 0; at < text.length && text.length < SMALL; at = text.indexOf('\n', at) + 1 || text.length) {
    const lineTime = timeOfLine(text, at);
    if (lineTime !== undefined && compareTimes(lineTime, latest) > 0) latest = lineTime;
  }
  return latest;
}

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)(?= )/y;

/** The time at a place of a text; undefined if there is none. */
export function timeOfLine(text: string, at: number): string | undefined {
  TIME.lastIndex = at;
  return TIME.exec(text)?.[0];
}

/** Takes away what was given before, from a log that is read again. */
export interface ResumeFilter {
  /** What of these whole lines is new. */
  readonly take: (text: string) => string;
  /** Whether the last line that was given has been seen again: then nothing is missing between. */
  readonly bridged: () => boolean;
}

/** A filter for a log that is read again from the second of a position on. */
export function resumeFrom(position: LogPosition): ResumeFilter {
  let seen = 0;
  let passed = false;
  return {
    take(text) {
      let at = 0;
      while (!passed && at < text.length) {
        const time = timeOfLine(text, at);
        if (compareTimes(time, position.latest) > 0) passed = true;
        else {
          if (time === position.time) seen++;
          passed = seen >= position.count;
          at = text.indexOf('\n', at) + 1 || text.length;
        }
      }
      return text.slice(at);
    },
    bridged: () => seen >= position.count,
  };
}

/** Lines without a time belong to what comes before them. */
function compareTimes(one: string | undefined, other: string): number {
  if (one === undefined) return -1;
  if (one === other) return 0;
  if (one.at(-1) === 'Z' && other.at(-1) === 'Z' && one.length === other.length) return one < other ? -1 : 1;
  return Date.parse(one) - Date.parse(other) || (one < other ? -1 : 1);
}

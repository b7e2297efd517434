import {clockTime, digits, twoDigits} from './digits.ts';
import type {YearClock} from './year-clock.ts';

/** What the kubelet, a container runtime or the journal wrote before a line. */
export interface LinePrefix {
  /** Where the line itself begins. */
  readonly end: number;
  /** When the line came, in microseconds since 1970. */
  readonly time: number;
  /** Whether the line goes on in the next one, as container runtimes mark it. */
  readonly partial: boolean;
}

/** Reads the prefix of a line; undefined if it has none. */
export type ReadPrefix = (line: string) => LinePrefix | undefined;

/** How to read the prefixes of a log that begins with this line; undefined if it has no prefixes. */
export function prefixReader(firstLine: string, years: YearClock): ReadPrefix | undefined {
  const dated = createDatedReader();
  if (dated(firstLine)) return dated;
  const journal: ReadPrefix = (line) => readJournalPrefix(line, years);
  return journal(firstLine) ? journal : undefined;
}

const CRI = /^ (?:stdout|stderr) ([FP])(?::\S*)? /;

/**
 * `2026-11-24T12:34:56.123456789Z `, as the kubelet writes it with `timestamps=true`; then ` stderr F `, as container
 * runtimes write files: https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md.
 */
function createDatedReader(): ReadPrefix {
  const midnights = createMidnights();
  return (line) => {
    if (line.charCodeAt(4) !== 45 || line.charCodeAt(10) !== 84) return undefined;
    const clock = clockTime(line, 11);
    const space = line.indexOf(' ', 19);
    if (clock < 0 || space < 0) return undefined;
    const time = midnights(line) + clock + fraction(line, space) - readZone(line, space);
    if (Number.isNaN(time)) return undefined;
    const mark = line.startsWith(' std', space) ? CRI.exec(line.slice(space, space + 40)) : null;
    return {time, end: space + (mark?.[0].length ?? 1), partial: mark?.[1] === 'P'};
  };
}

/** Microseconds since 1970 at the beginning of the day of a line that begins with a date; NaN if it is none. */
function createMidnights(): (line: string) => number {
  let date = '';
  let midnight = Number.NaN;
  return (line) => {
    if (date === '' || !line.startsWith(date)) {
      date = line.slice(0, 10);
      midnight = Date.parse(`${date}T00:00:00Z`) * 1000;
    }
    return midnight;
  };
}

/** Microseconds to take away for the zone that ends at a place: `Z` or `+02:00`. */
function readZone(line: string, end: number): number {
  if (line.charCodeAt(end - 1) === 90) return 0;
  const hours = twoDigits(line, end - 5);
  const minutes = twoDigits(line, end - 2);
  const sign = {'+': 1, '-': -1}[line[end - 6] ?? ''];
  return sign === undefined || hours < 0 || minutes < 0 || line[end - 3] !== ':'
    ? Number.NaN
    : sign * (hours * 60 + minutes) * 60e6;
}

/** Microseconds in the digits after the point at 19; further ones are left out. */
function fraction(line: string, end: number): number {
  if (line.charCodeAt(19) !== 46) return 0;
  let value = 0;
  for (let at = 20; at < 26; at++) {
    const digit = at < end ? line.charCodeAt(at) - 48 : 0;
    value = value * 10 + (digit >= 0 && digit <= 9 ? digit : 0);
  }
  return value;
}

const JOURNAL = /^([A-Z][a-z]{2}) ([ \d]\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))? \S+ [^\s:[]+(?:\[\d+\])?: /;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Nov 24 12:34:56.123456 node1 kube-proxy[812]: `, as the kubelet's node log query has it, in UTC. */
function readJournalPrefix(line: string, years: YearClock): LinePrefix | undefined {
  const match = JOURNAL.exec(line);
  if (!match) return undefined;
  const [all, month = '', day = '', clock = '', micros = ''] = match;
  const start = years.startOfDay(MONTHS.indexOf(month) + 1, Number(day));
  const time = start + clockTime(clock, 0) + digits(micros.padEnd(6, '0'), 0, 6);
  return {end: all.length, time, partial: false};
}

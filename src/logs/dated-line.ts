import {clockTime, twoDigits} from './digits.ts';
import type {WrappedLine} from './wrapped-line.ts';

const CRI = /^ (?:stdout|stderr) ([FP])(?::\S*)? /;

/** Reads a line that begins with a date and a time of RFC 3339; undefined if it does not. */
export type ReadDatedLine = (line: string) => WrappedLine | undefined;

/**
 * `2026-11-24T12:34:56.123456789Z `, as the kubelet writes it with `timestamps=true`; then ` stderr F `, as container
 * runtimes write files: https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md. The
 * journal's short-iso has the zone without a colon up to systemd 250.
 */
export function createDatedReader(): ReadDatedLine {
  const midnights = createMidnights();
  return (line) => {
    if (line.charCodeAt(4) !== 45 || line.charCodeAt(10) !== 84) return undefined;
    const clock = clockTime(line, 11);
    const space = line.indexOf(' ', 19);
    if (clock < 0 || space < 0) return undefined;
    const time = midnights(line) + clock + fraction(line, space) - readZone(line, space);
    if (Number.isNaN(time)) return undefined;
    const mark = line.startsWith(' std', space) ? CRI.exec(line.slice(space, space + 40)) : null;
    const text = line.slice(space + (mark?.[0].length ?? 1));
    return {time, text, partial: mark?.[1] === 'P', writer: ''};
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

/** Microseconds to take away for the zone that ends at a place: `Z`, `+02:00` or `+0200`. */
function readZone(line: string, end: number): number {
  if (line.charCodeAt(end - 1) === 90) return 0;
  const colon = line[end - 3] === ':' ? 1 : 0;
  const hours = twoDigits(line, end - 4 - colon);
  const minutes = twoDigits(line, end - 2);
  const sign = {'+': 1, '-': -1}[line[end - 5 - colon] ?? ''];
  return sign === undefined || hours < 0 || minutes < 0 ? Number.NaN : sign * (hours * 60 + minutes) * 60e6;
}

/** Microseconds in the digits after the point (a comma in the journal) at 19; further ones are left out. */
function fraction(line: string, end: number): number {
  const point = line.charCodeAt(19);
  if (point !== 46 && point !== 44) return 0;
  let value = 0;
  let going = true;
  for (let at = 20; at < 26; at++) {
    const digit = at < end ? line.charCodeAt(at) - 48 : -1;
    going &&= digit >= 0 && digit <= 9;
    value = value * 10 + (going ? digit : 0);
  }
  return value;
}

import type {LogEntry, LogLevel} from '../model/index.ts';
import {klogBody, klogLevel} from './klog-header.ts';
import {createKlogTime} from './klog-time.ts';
import type {YearClock} from './year-clock.ts';

/** The entry that a line begins; undefined if it goes on with the one before. */
export type ReadLine = (line: string, arrival: number | undefined) => LogEntry | undefined;

/** Reads lines of one log. */
export function createLineReader(years: YearClock): ReadLine {
  const klogTime = createKlogTime(years);
  return (line, arrival) => {
    const level = klogLevel(line);
    if (level !== undefined) {
      const body = klogBody(line);
      const time = body < 0 ? Number.NaN : klogTime(line, arrival);
      if (!Number.isNaN(time)) return {time, level, raw: line, format: 'klog', body};
    }
    return readOtherLine(line, arrival);
  };
}

const BRACE = 123;

function readOtherLine(line: string, arrival: number | undefined): LogEntry | undefined {
  if (line.charCodeAt(0) === BRACE) return readJsonLine(line, arrival);
  if (line.startsWith('time="')) return readLogfmtLine(line, arrival);
  // What the Go runtime writes when a program ends in disorder; the stack follows.
  if (!line.startsWith('panic: ') && !line.startsWith('fatal error: ')) return undefined;
  return {time: arrival ?? Number.NaN, level: 'F', raw: line, format: 'panic', body: line.indexOf(':') + 2};
}

const JSON_TIME = /^\{"ts":(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?),/;

/**
 * A line of klog's JSON format. It has no level: errors have no `v`. From
 * https://github.com/kubernetes/component-base/blob/master/logs/json/json.go.
 */
function readJsonLine(line: string, arrival: number | undefined): LogEntry | undefined {
  const match = JSON_TIME.exec(line);
  if (!match?.[1]) return undefined;
  const time = Math.round(Number(match[1]) * 1000);
  const level = line.includes(',"v":') ? 'I' : 'E';
  return {
    time: Number.isFinite(time) ? time : (arrival ?? Number.NaN),
    level,
    raw: line,
    format: 'json',
    body: 0,
  };
}

const LOGFMT = /^time="([^"]+)" level=([a-z]+) /;
const LOGFMT_LEVELS: Readonly<Record<string, LogLevel>> = {
  panic: 'F',
  fatal: 'F',
  error: 'E',
  warning: 'W',
  info: 'I',
  debug: 'I',
  trace: 'I',
};

/** A line of the library that speaks to IPVS over netlink: `time="…" level=error msg="…"`, to the second. */
function readLogfmtLine(line: string, arrival: number | undefined): LogEntry | undefined {
  const match = LOGFMT.exec(line);
  if (!match) return undefined;
  const own = Date.parse(match[1] ?? '') * 1000;
  const level = LOGFMT_LEVELS[match[2] ?? ''] ?? '';
  return {time: arrival ?? own, level, raw: line, format: 'logfmt', body: match[0].length};
}

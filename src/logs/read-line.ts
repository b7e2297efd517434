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
  if (GO_LINE.test(line) || JOURNAL_NOTE.test(line))
    return {time: arrival ?? Number.NaN, level: 'I', raw: line, format: 'text', body: 0};
  // What the Go runtime writes when a program ends in disorder; the stack follows.
  if (!line.startsWith('panic: ') && !line.startsWith('fatal error: ')) return undefined;
  return {time: arrival ?? Number.NaN, level: 'F', raw: line, format: 'panic', body: line.indexOf(':') + 2};
}

/** Go's package log, in which net/http complains. */
const GO_LINE = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d+)? /;

/** `-- Logs begin at …`, `-- Boot … --`, `-- No entries --`: what journalctl writes between lines. */
const JOURNAL_NOTE = /^-- .+ --$/;

const CUT_HEAD = /^[^"]*?[\w-]+\.go:\d+\] ?/;

/** The first line of a log whose beginning was cut off in the middle of klog's head: its level and time are lost. */
export function readCutLine(line: string, arrival: number | undefined): LogEntry | undefined {
  const head = CUT_HEAD.exec(line.slice(0, 200))?.[0];
  if (head === undefined) return undefined;
  return {time: arrival ?? Number.NaN, level: '', raw: line, format: 'klog', body: head.length};
}

const JSON_TIME = /^\{"ts":(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?),/;

/** Of programs in one process with kube-proxy, such as etcd in k3s: `{"level":"warn","ts":"2026-11-20T17:30:14.2Z",…`. */
const ZAP = /^\{"level":"([a-z]+)","ts":"([^"]+)",/;

/**
 * A line of klog's JSON format. It has no level: errors have no `v`. From
 * https://github.com/kubernetes/component-base/blob/master/logs/json/json.go.
 */
function readJsonLine(line: string, arrival: number | undefined): LogEntry | undefined {
  const match = JSON_TIME.exec(line);
  if (!match?.[1]) return readZapLine(line, arrival);
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

function readZapLine(line: string, arrival: number | undefined): LogEntry | undefined {
  const match = ZAP.exec(line);
  if (!match) return undefined;
  const own = Date.parse(match[2] ?? '') * 1000;
  const level = LOGFMT_LEVELS[match[1] ?? ''] ?? '';
  return {time: Number.isNaN(own) ? (arrival ?? Number.NaN) : own, level, raw: line, format: 'json', body: 0};
}

const LOGFMT = /^time="([^"]+)" level=([a-z]+) /;
const LOGFMT_LEVELS: Readonly<Record<string, LogLevel>> = {
  panic: 'F',
  fatal: 'F',
  error: 'E',
  warning: 'W',
  warn: 'W',
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

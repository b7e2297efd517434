import type {LogLevel} from '../model/index.ts';
import {clockTime, digits, twoDigits} from './digits.ts';

const LEVELS: Readonly<Record<number, LogLevel>> = {69: 'E', 70: 'F', 73: 'I', 87: 'W'};

/** The level of a line in klog's text format, by its first character; undefined if it is none. */
export function klogLevel(line: string): LogLevel | undefined {
  return LEVELS[line.charCodeAt(0)];
}

/**
 * Where the message of a line in klog's text format begins, `Lmmdd hh:mm:ss.uuuuuu threadid file:line] message`; -1 if the
 * line is none. From https://github.com/kubernetes/klog/blob/v2.130.1/internal/buffer/buffer.go (FormatHeader).
 */
export function klogBody(line: string): number {
  if (line.charCodeAt(5) !== 32 || line.charCodeAt(14) !== 46 || line.charCodeAt(21) !== 32) return -1;
  const close = line.indexOf(']', 24);
  if (close < 0) return -1;
  const last = line.charCodeAt(close - 1);
  if (last < 48 || last > 57) return -1;
  return line.charCodeAt(close + 1) === 32 ? close + 2 : close + 1;
}

/** Whether a line begins with klog's head. */
export function isKlogLine(line: string): boolean {
  return klogLevel(line) !== undefined && klogBody(line) >= 0;
}

/** Month times 32 plus day of a klog line; -1 if they are no digits. */
export function klogDay(line: string): number {
  const month = twoDigits(line, 1);
  const day = twoDigits(line, 3);
  return month < 0 || day < 0 ? -1 : month * 32 + day;
}

/** Microseconds since midnight of a klog line, in the zone of the process that wrote it; -1 if it has none. */
export function klogClock(line: string): number {
  const clock = clockTime(line, 6);
  const micros = digits(line, 15, 21);
  return clock < 0 || micros < 0 ? -1 : clock + micros;
}

import {MAX_PORT} from './limits.ts';

const ZERO = 48;
const NINE = 57;
const BLANK = 32;
const DOT = 46;
const UPPER_A = 65;
const LOWER_A = 97;
const LOWER_Z = 122;
const OPEN = 91;
const CLOSE = 93;

/** A position in a text, moved on by the scan functions. They are for the hot path: no copies, no regular expressions. */
export interface Scanner {
  readonly text: string;
  at: number;
  /** Where the address of the last endpoint stands. */
  addressStart: number;
  addressEnd: number;
}

/** A scanner at the begin of a text. */
export function newScanner(text: string): Scanner {
  return {text, at: 0, addressStart: 0, addressEnd: 0};
}

/**
 * Moves past a decimal number of at most `max` and returns it. -1 if there is none, if it is greater, or if it is not
 * written canonically: what is scanned is also used as text in keys.
 */
export function scanNumber(scanner: Scanner, max: number): number {
  const {text} = scanner;
  const start = scanner.at;
  let at = start;
  let value = 0;
  for (let code = text.charCodeAt(at); code >= ZERO && code <= NINE; code = text.charCodeAt(++at)) {
    value = value * 10 + code - ZERO;
    if (value > max) return -1;
  }
  if (at === start || (at > start + 1 && text.charCodeAt(start) === ZERO)) return -1;
  scanner.at = at;
  return value;
}

/**
 * Moves past `10.0.0.1:80` or `[fd00::1]:80`, if it is canonical, and returns the port; -1 if not. Where the address
 * stands is in `addressStart` and `addressEnd`.
 */
export function scanEndpoint(scanner: Scanner): number {
  const isIpv6 = scanner.text.charCodeAt(scanner.at) === OPEN;
  if (isIpv6) scanner.at++;
  scanner.addressStart = scanner.at;
  if (!(isIpv6 ? scanIpv6(scanner) : scanIpv4(scanner))) return -1;
  scanner.addressEnd = scanner.at;
  if (!scanText(scanner, isIpv6 ? ']:' : ':')) return -1;
  return scanNumber(scanner, MAX_PORT);
}

function scanIpv4(scanner: Scanner): boolean {
  for (let part = 0; part < 4; part++) {
    if (part > 0 && scanner.text.charCodeAt(scanner.at++) !== DOT) return false;
    if (scanNumber(scanner, 255) < 0) return false;
  }
  return true;
}

/** Canonical is: lower case, no leading zeros, no two zero groups side by side outside the `::` (RFC 5952). */
function scanIpv6(scanner: Scanner): boolean {
  let gap = scanText(scanner, '::');
  let besideZero = gap;
  let groups = 0;
  while (scanner.text.charCodeAt(scanner.at) !== CLOSE) {
    const group = scanGroup(scanner);
    if (group < 0 || (group === 0 && besideZero)) return false;
    besideZero = group === 0;
    groups++;
    if (scanText(scanner, '::')) {
      if (gap || besideZero) return false;
      gap = true;
      besideZero = true;
    } else if (scanner.text.charCodeAt(scanner.at) !== CLOSE && !scanGroupColon(scanner)) return false;
  }
  return gap ? groups <= 6 : groups === 8;
}

function scanGroupColon(scanner: Scanner): boolean {
  return scanText(scanner, ':') && scanner.text.charCodeAt(scanner.at) !== CLOSE;
}

/** Moves past one group of an IPv6 address and returns it; -1 if it is none or not canonical. */
function scanGroup(scanner: Scanner): number {
  const {text, at: start} = scanner;
  let at = start;
  let value = 0;
  for (
    let digit = hexDigit(text.charCodeAt(at), LOWER_A);
    digit >= 0;
    digit = hexDigit(text.charCodeAt(++at), LOWER_A)
  ) {
    value = value * 16 + digit;
    if (value > 0xffff) return -1;
  }
  if (at === start || (at > start + 1 && text.charCodeAt(start) === ZERO)) return -1;
  scanner.at = at;
  return value;
}

/** Moves past a number and the blanks around it, as columns are padded; -1 if there is no number. */
export function scanColumn(scanner: Scanner, max: number): number {
  skipBlanks(scanner);
  const value = scanNumber(scanner, max);
  skipBlanks(scanner);
  return value;
}

/** Moves past blanks. */
export function skipBlanks(scanner: Scanner): void {
  while (scanner.text.charCodeAt(scanner.at) === BLANK) scanner.at++;
}

/** Moves past lower-case letters, such as the name of a scheduler, and returns them; empty if there are none. */
export function scanWord(scanner: Scanner): string {
  const {text, at: start} = scanner;
  let at = start;
  for (let code = text.charCodeAt(at); code >= LOWER_A && code <= LOWER_Z; ) code = text.charCodeAt(++at);
  scanner.at = at;
  return text.slice(start, at);
}

/** Moves past an exact text; false, without moving, if something else is there. */
export function scanText(scanner: Scanner, expected: string): boolean {
  const {text, at} = scanner;
  for (let index = 0; index < expected.length; index++) {
    if (text.charCodeAt(at + index) !== expected.charCodeAt(index)) return false;
  }
  scanner.at = at + expected.length;
  return true;
}

/** Moves past a hexadecimal number of exactly so many digits (as `%08X` prints) and returns it; -1 if there is none. */
export function scanHex(scanner: Scanner, digits: number): number {
  const {text, at} = scanner;
  let value = 0;
  for (let index = 0; index < digits; index++) {
    const digit = hexDigit(text.charCodeAt(at + index), UPPER_A);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  scanner.at = at + digits;
  return value;
}

function hexDigit(code: number, letterA: number): number {
  if (code >= ZERO && code <= NINE) return code - ZERO;
  return code >= letterA && code < letterA + 6 ? code - letterA + 10 : -1;
}

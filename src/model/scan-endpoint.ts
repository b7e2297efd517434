const ZERO = 48;
const NINE = 57;
const DOT = 46;
const LOWER_A = 97;
const OPEN = 91;
const CLOSE = 93;
/** Groups in an IPv6 address. */
export const IPV6_GROUPS = 8;

/** The highest port. */
export const MAX_PORT = 65535;

/** A position in a text, moved on by the scan functions. They are for the hot path: no copies, no regular expressions. */
export interface Scanner {
  readonly text: string;
  at: number;
  /** Where the address of the last endpoint stands. */
  addressStart: number;
  addressEnd: number;
  /** The last address as a number, if it is of IPv4. */
  bits: number;
  /** The groups of the last address, if it is of IPv6; those that `::` stands for come at `gap` and are not there. */
  readonly groups: number[];
  gap: number;
}

/** A scanner at the begin of a text, or at another place. */
export function newScanner(text: string, at = 0): Scanner {
  return {text, at, addressStart: 0, addressEnd: 0, bits: 0, groups: [], gap: 0};
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
  let bits = 0;
  for (let part = 0; part < 4; part++) {
    if (part > 0 && scanner.text.charCodeAt(scanner.at++) !== DOT) return false;
    const byte = scanNumber(scanner, 255);
    if (byte < 0) return false;
    bits = bits * 256 + byte;
  }
  scanner.bits = bits;
  return true;
}

/** Canonical is: lower case, no leading zeros, no two zero groups side by side outside the `::` (RFC 5952). */
function scanIpv6(scanner: Scanner): boolean {
  const {groups} = scanner;
  let gap = scanText(scanner, '::');
  let besideZero = gap;
  groups.length = 0;
  scanner.gap = 0;
  while (scanner.text.charCodeAt(scanner.at) !== CLOSE) {
    const group = scanGroup(scanner);
    if (group < 0 || (group === 0 && besideZero)) return false;
    besideZero = group === 0;
    groups.push(group);
    if (scanText(scanner, '::')) {
      if (gap || besideZero) return false;
      gap = true;
      scanner.gap = groups.length;
      besideZero = true;
    } else if (scanner.text.charCodeAt(scanner.at) !== CLOSE && !scanGroupColon(scanner)) return false;
  }
  return gap ? groups.length <= IPV6_GROUPS - 2 : groups.length === IPV6_GROUPS;
}

function scanGroupColon(scanner: Scanner): boolean {
  return scanText(scanner, ':') && scanner.text.charCodeAt(scanner.at) !== CLOSE;
}

/** Moves past one group of an IPv6 address and returns it; -1 if it is none or not canonical. */
function scanGroup(scanner: Scanner): number {
  const {text, at: start} = scanner;
  let at = start;
  let value = 0;
  for (let digit = hexDigit(text.charCodeAt(at)); digit >= 0; digit = hexDigit(text.charCodeAt(++at))) {
    value = value * 16 + digit;
    if (value > 0xffff) return -1;
  }
  if (at === start || (at > start + 1 && text.charCodeAt(start) === ZERO)) return -1;
  scanner.at = at;
  return value;
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

function hexDigit(code: number): number {
  if (code >= ZERO && code <= NINE) return code - ZERO;
  return code >= LOWER_A && code < LOWER_A + 6 ? code - LOWER_A + 10 : -1;
}

import {
  addressBits,
  canonicalAddress,
  type ForwardingMethod,
  familyOf,
  formatEndpoint,
  type IpFamily,
} from '../../model/index.ts';
import {canonicalIpv6} from './ipv6.ts';
import {MAX_COUNT, MAX_PORT} from './limits.ts';
import {quoteText, UnreadableLine} from './unreadable-line.ts';

/** An address with a port, and its text as keys have it. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
  readonly key: string;
}

/** `10.0.0.1:80` or `[fd00::1]:80`. */
export function readEndpoint(text: string): Endpoint {
  const colon = text.lastIndexOf(':');
  const host = text.slice(0, colon);
  const port = text.slice(colon + 1);
  const address =
    host.startsWith('[') && host.endsWith(']') ? canonicalIpv6(host.slice(1, -1)) : readIpv4(host);
  if (colon < 0 || address === undefined || !/^\d+$/.test(port))
    throw new UnreadableLine(endpointReason(text));
  const number = readNumber('port', port, MAX_PORT);
  return {address, port: number, key: formatEndpoint(address, number)};
}

function readIpv4(host: string): string | undefined {
  return host.includes(':') ? undefined : canonicalAddress(host);
}

/** ipvsadm without `-n` writes the names of hosts and services, and cuts them where the column ends. */
function endpointReason(text: string): string {
  const colon = text.lastIndexOf(':');
  const isName = /^[a-z][\w.+-]*$/i.test(text.slice(colon + 1)) || /^\[?[\d_-]*[a-z][\w.-]*\]?:/i.test(text);
  return isName
    ? `${quoteText(text)} is a name where numbers belong, as ipvsadm prints without -n`
    : `${quoteText(text)} is not an address with a port`;
}

/** A decimal number from 0 to `max`. Throws fatally if it is out of range. */
export function readNumber(what: string, text: string, max: number): number {
  if (!/^\d+$/.test(text)) throw new UnreadableLine(`the ${what} ${quoteText(text)} is not a number`);
  const value = Number(text);
  if (value > max) throw new UnreadableLine(`the ${what} ${quoteText(text)} is greater than ${max}`, true);
  return value;
}

/** An unsigned number that the programs print as a signed one: firewall marks, and timeouts in `/proc/net/ip_vs`. */
export function readWrapped(what: string, text: string): number {
  if (!text.startsWith('-')) return readNumber(what, text, MAX_COUNT);
  return MAX_COUNT + 1 - readNumber(what, text.slice(1), 2 ** 31);
}

/** Bits of a persistence netmask: `255.255.255.0`, or for IPv6 the prefix length itself. */
export function readNetmask(text: string, family: IpFamily): number {
  if (family === 'IPv6') return readNumber('netmask', text, addressBits(family));
  const mask = canonicalAddress(text);
  if (mask === undefined || familyOf(mask) !== 'IPv4')
    throw new UnreadableLine(`the netmask ${quoteText(text)} is not valid`);
  return mask.split('.').reduce((bits, part) => bits + countBits(Number(part)), 0);
}

/** The bits that are set in an unsigned 32-bit number. */
export function countBits(value: number): number {
  let bits = 0;
  for (let rest = value >>> 0; rest !== 0; rest >>>= 1) bits += rest & 1;
  return bits;
}

/** Scheduler flags, as ipvsadm joins them, sorted. It may print none: flags that the scheduler has no name for. */
export function readSchedulerFlags(text: string): readonly string[] {
  return text
    .split(',')
    .filter((flag) => flag !== '')
    .sort();
}

const METHODS: readonly ForwardingMethod[] = ['Masq', 'Route', 'Tunnel', 'Local', 'Bypass'];

/** A forwarding method as lists name it. */
export function readForwarding(text: string): ForwardingMethod {
  const method = METHODS.find((known) => known === text);
  if (method === undefined) throw new UnreadableLine(`${quoteText(text)} is not a forwarding method`);
  return method;
}

import ipaddr from 'ipaddr.js';
import {compareNaturally} from './natural-order.ts';

/** The address families, as the Kubernetes API spells them. */
export type IpFamily = 'IPv4' | 'IPv6';

/** Both families, IPv4 first. */
export const IP_FAMILIES: readonly IpFamily[] = ['IPv4', 'IPv6'];

const FOUR_DECIMALS = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
const CANONICAL_IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/**
 * The canonical text of an IP address: IPv4 in dotted decimals without leading zeros, IPv6 as RFC 5952 writes it.
 * An IPv4 address mapped into IPv6 becomes the IPv4 address, as in Go's `net.IP`. Undefined if the text is not an address.
 */
export function canonicalAddress(text: string): string | undefined {
  if (CANONICAL_IPV4.test(text)) return text;
  const decimals = FOUR_DECIMALS.exec(text);
  if (decimals) return canonicalDecimals(decimals.slice(1));
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toRFC5952String();
}

function canonicalDecimals(parts: readonly string[]): string | undefined {
  const numbers = parts.map(Number);
  return numbers.every((part) => part <= 255) ? numbers.join('.') : undefined;
}

/** The family of a canonical address. */
export function familyOf(address: string): IpFamily {
  return address.includes(':') ? 'IPv6' : 'IPv4';
}

/** `10.0.0.1:80` or `[fd00::1]:80`: a canonical address with a port, as ipvsadm writes it. */
export function formatEndpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Whether a canonical address is a loopback address: 127.0.0.0/8 or ::1. */
export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

/** Whether a canonical address is an IPv6 link-local one: fe80::/10. */
export function isIPv6LinkLocal(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/.test(address);
}

/** The parts of an `address:port` that {@link formatEndpoint} made. */
export function splitEndpoint(text: string): {readonly address: string; readonly port: number} {
  const colon = text.lastIndexOf(':');
  return {address: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1))};
}

/** Places by their `address:port`, in the order of people, as all documents have real servers and endpoints. */
export function listEndpoints(
  keys: Iterable<string>,
): readonly {readonly address: string; readonly port: number}[] {
  return [...keys].sort(compareNaturally).map(splitEndpoint);
}

/** A network: canonical address with host bits cleared, and prefix length in bits. */
export interface Cidr {
  readonly family: IpFamily;
  readonly address: string;
  readonly prefix: number;
}

/** A CIDR from its text (`10.0.0.0/8`); undefined if it is none. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.lastIndexOf('/');
  if (slash < 0) return undefined;
  const address = canonicalAddress(text.slice(0, slash));
  const prefixText = text.slice(slash + 1);
  if (address === undefined || !/^\d{1,3}$/.test(prefixText)) return undefined;
  const family = familyOf(address);
  const prefix = Number(prefixText);
  if (prefix > addressBits(family)) return undefined;
  return {family, address: networkAddress(address, prefix), prefix};
}

/** Bits in an address of the family: 32 or 128. */
export function addressBits(family: IpFamily): number {
  return family === 'IPv4' ? 32 : 128;
}

/** The CIDR's text, canonical: `10.0.0.0/8`. */
export function formatCidr(cidr: Cidr): string {
  return `${cidr.address}/${cidr.prefix}`;
}

/** Whether the network holds the canonical address. */
export function cidrContains(cidr: Cidr, address: string): boolean {
  return familyOf(address) === cidr.family && networkAddress(address, cidr.prefix) === cidr.address;
}

function networkAddress(address: string, prefix: number): string {
  const bits = CANONICAL_IPV4.test(address) ? ipv4Bits(address) : undefined;
  if (bits !== undefined) {
    const network = prefix === 0 ? 0 : (bits & (-1 << (32 - prefix))) >>> 0;
    return [24, 16, 8, 0].map((shift) => (network >>> shift) & 0xff).join('.');
  }
  const bytes = ipaddr.parse(address).toByteArray();
  const masked = bytes.map((byte, index) => byte & byteMask(prefix - index * 8));
  const network = ipaddr.fromByteArray(masked);
  return network.kind() === 'ipv6' ? (network as ipaddr.IPv6).toRFC5952String() : network.toString();
}

function ipv4Bits(address: string): number {
  return address.split('.').reduce((bits, byte) => ((bits << 8) | Number(byte)) >>> 0, 0);
}

function byteMask(bits: number): number {
  if (bits >= 8) return 0xff;
  return bits <= 0 ? 0 : (0xff << (8 - bits)) & 0xff;
}

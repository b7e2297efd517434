import {canonicalAddress, formatCidr, parseCidr} from '../../model/index.ts';
import type {AddressMapping} from './address-mapping.ts';

/** A pattern: an IPv6 or IPv4 address, with the length of its network if one follows. What fits may still be none. */
export const ADDRESS = String.raw`(?<![\w:.])(?:::ffff:)?(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?:\/\d{1,3})?(?![\w:]|\.\d)|(?<![\w.])(?:::ffff:)?(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2})?(?!\w|\.\d)`;

/** IPv6 as the kernel writes it under /proc: all digits, nothing left out. */
const FULL_LENGTH = /^(?:[0-9a-f]{4}:){7}[0-9a-f]{4}$/;

/** An address or network that takes the place of this one; undefined if it is none. */
export function redactAddress(text: string, map: AddressMapping): string | undefined {
  const slash = text.indexOf('/');
  if (slash >= 0) return redactNetwork(text, slash, map);
  const canonical = canonicalAddress(text);
  if (canonical === undefined) return undefined;
  const mapped = map(canonical);
  if (FULL_LENGTH.test(text)) return fullLength(mapped);
  return text.startsWith('::ffff:') && !canonical.includes(':') ? `::ffff:${mapped}` : mapped;
}

/** A network has no host bits, so what takes its place has none; `ip addr` writes an address with its network's length. */
function redactNetwork(text: string, slash: number, map: AddressMapping): string | undefined {
  const cidr = parseCidr(text);
  const canonical = canonicalAddress(text.slice(0, slash));
  if (!cidr || canonical === undefined) return undefined;
  const mapped = `${map(canonical)}/${cidr.prefix}`;
  const network = parseCidr(mapped);
  return network && cidr.address === canonical ? formatCidr(network) : mapped;
}

function fullLength(address: string): string {
  const [head = '', tail] = address.split('::');
  const groups = (part: string | undefined) => (part ? part.split(':') : []);
  const before = groups(head);
  const after = groups(tail);
  const zeros = Array.from({length: 8 - before.length - after.length}, () => '0');
  return [...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join(':');
}

/** Eight hexadecimal digits, as /proc/net/ip_vs writes an IPv4 address. */
export function redactHexAddress(digits: string, map: AddressMapping): string {
  const address = digits.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? [];
  const mapped = map(address.join('.')).split('.');
  return mapped.map((part) => Number(part).toString(16).toUpperCase().padStart(2, '0')).join('');
}

import {addressBits, canonicalAddress, formatCidr, parseCidr} from './address.ts';

/** What `ipset` prints instead of a name on a machine without `/etc/protocols` (ipset `lib/print.c`, `ipset_print_proto`). */
const PROTOCOL_NAMES: ReadonlyMap<string, string> = new Map([
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['58', 'ipv6-icmp'],
  ['132', 'sctp'],
  ['136', 'udplite'],
  ['icmpv6', 'ipv6-icmp'],
]);

const MAC_ADDRESS = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;
const MARK = /^0x([0-9a-f]{1,8})$/;
const ICMP_TYPE = /^(?:[a-z][a-z0-9-]*|\d{1,3}\/\d{1,3})$/;

const BYTE = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = `(?:${BYTE}\\.){3}${BYTE}`;
const PROTOCOL_PORT = '(?:tcp|udp|sctp):(?:[1-5]\\d{4}|[1-9]\\d{0,3})';

/** Nearly all members of kube-proxy's sets, which are canonical as printed: for speed only. */
const CANONICAL: Readonly<Record<string, RegExp>> = {
  'hash:ip': new RegExp(`^${IPV4}$`),
  'hash:ip,port': new RegExp(`^${IPV4},${PROTOCOL_PORT}$`),
  'hash:ip,port,ip': new RegExp(`^${IPV4},${PROTOCOL_PORT},${IPV4}$`),
};

const ELEMENTS: ReadonlyMap<string, (text: string) => string | undefined> = new Map([
  ['ip', canonicalNetwork],
  ['net', canonicalNetwork],
  ['port', canonicalProtocolPort],
  ['mac', canonicalMac],
  ['mark', canonicalMark],
  ['iface', (text) => text],
]);

/**
 * The canonical text of a member of an IP set of this type: addresses canonical, networks of one address without
 * their length, protocols by name in lower case, ports in decimal. `ipset save` prints nearly this; the rest is
 * what depends on its version and its machine. Members of types not known here stay as they are. Undefined if the
 * text is no member of such a set.
 */
export function canonicalIpSetMember(type: string, text: string): string | undefined {
  if (CANONICAL[type]?.test(text)) return text;
  if (type === 'bitmap:port') return canonicalPort(text.slice(text.indexOf(':') + 1));
  const kinds = type.slice(type.indexOf(':') + 1).split(',');
  if (!kinds.every((kind) => ELEMENTS.has(kind))) return text;
  const parts = text.split(',');
  const least = type === 'bitmap:ip,mac' ? 1 : kinds.length;
  if (parts.length > kinds.length || parts.length < least) return undefined;
  const canonical = parts.map((part, index) => ELEMENTS.get(kinds[index] ?? '')?.(part));
  return canonical.includes(undefined) ? undefined : canonical.join(',');
}

function canonicalNetwork(text: string): string | undefined {
  if (!text.includes('/')) return canonicalAddress(text);
  const cidr = parseCidr(text);
  if (!cidr) return undefined;
  return cidr.prefix === addressBits(cidr.family) ? cidr.address : formatCidr(cidr);
}

function canonicalProtocolPort(text: string): string | undefined {
  const colon = text.indexOf(':');
  const written = colon < 0 ? 'tcp' : text.slice(0, colon).toLowerCase();
  const protocol = PROTOCOL_NAMES.get(written) ?? written;
  const rest = text.slice(colon + 1);
  if (!/^[a-z0-9.+-]+$/.test(protocol)) return undefined;
  const port =
    protocol.endsWith('icmp') && ICMP_TYPE.test(rest.toLowerCase())
      ? rest.toLowerCase()
      : canonicalPort(rest);
  return port === undefined ? undefined : `${protocol}:${port}`;
}

function canonicalPort(text: string): string | undefined {
  if (!/^\d{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port > 65535 ? undefined : String(port);
}

function canonicalMac(text: string): string | undefined {
  const mac = text.toLowerCase();
  return MAC_ADDRESS.test(mac) ? mac : undefined;
}

function canonicalMark(text: string): string | undefined {
  const match = MARK.exec(text.toLowerCase());
  return match ? `0x${(match[1] ?? '').padStart(8, '0')}` : undefined;
}

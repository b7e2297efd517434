import type {InterfaceAddress, Parsed} from '../../model/index.ts';
import {addressBits, canonicalAddress, familyOf, type IpFamily} from '../../model/index.ts';
import {conclude, openSource, reportFatal, reportLine} from './source-text.ts';

/** Iproute2 `ip/ipaddress.c`, `print_addrinfo`: `INDEX: NAME    FAMILY LOCAL[ peer PEER]/PREFIX … scope SCOPE …`. */
const ADDRESS =
  /^\d+: ([^\s@]+)(?:@\S+)? +inet(6?) ([0-9A-Fa-f.:]+)(?: peer [0-9A-Fa-f.:]+)?(?:\/(\d{1,3}))? .*?scope \S/;

/** The interface itself, which some versions of ip print too. */
const LINK = /^\d+: \S+: <[A-Z0-9_,-]*> mtu \d/;

/**
 * The addresses of all interfaces, from `ip -o addr`, in its order. Of an address with a peer the local one counts
 * (`IFA_LOCAL`): the peer's is the other end's.
 */
export function parseAddresses(text: string): Parsed<readonly InterfaceAddress[]> {
  const opened = openSource('addresses.txt', text);
  const addresses: InterfaceAddress[] = [];
  for (const [index, line] of opened.lines.entries()) {
    const address = readAddress(line);
    if (address) addresses.push(address);
    else if (!LINK.test(line)) reportLine(opened, index, 'an address of an interface');
  }
  if (addresses.length === 0)
    reportFatal(opened, 0, 'the text has no address: every node has at least 127.0.0.1 on lo');
  return conclude(opened, addresses);
}

function readAddress(line: string): InterfaceAddress | undefined {
  const match = ADDRESS.exec(line);
  if (!match) return undefined;
  const [, name = '', six, text = '', prefixText] = match;
  const written: IpFamily = six === '6' ? 'IPv6' : 'IPv4';
  const address = canonicalAddress(text);
  const prefix = prefixText === undefined ? addressBits(written) : Number(prefixText);
  if (address === undefined || familyOf(text) !== written || prefix > addressBits(written)) return undefined;
  const family = familyOf(address);
  return {interface: name, family, address, prefix: family === written ? prefix : mappedPrefix(prefix)};
}

/** The prefix of an IPv4 address that was written as IPv6 address (`::ffff:10.0.0.1/128`). */
function mappedPrefix(prefix: number): number {
  return Math.max(0, prefix - (addressBits('IPv6') - addressBits('IPv4')));
}

import {IP_FAMILIES, type IpFamily, virtualServerKey} from '../../model/index.ts';
import type {Scanner} from './scanner.ts';
import type {TableDraft} from './table-draft.ts';
import {UnreadableLine} from './unreadable-line.ts';

/** The netmask of one IPv6 client, 128 bits, as {@link ipv6Prefix} reads it. */
const ONE_IPV6_CLIENT = 0x80000000;

/**
 * The prefix length in an IPv6 netmask of `/proc/net/ip_vs`. The kernel swaps the number's bytes before it prints it, as
 * if it were an IPv4 mask: 64 is printed as `40000000`, on a big-endian machine as `00000040`.
 * @see ip_vs_info_seq_show in https://github.com/torvalds/linux/blob/v6.1/net/netfilter/ipvs/ip_vs_ctl.c
 */
export function ipv6Prefix(mask: number): number | undefined {
  const prefix = (mask & 0xffffff) === 0 ? mask >>> 24 : mask;
  return prefix >= 1 && prefix <= 128 ? prefix : undefined;
}

/**
 * The family of a firewall mark, which `/proc/net/ip_vs` does not print. A netmask tells it, but for `80000000`: one
 * client in IPv6, half of the Internet in IPv4. Else the real servers that follow tell, and else nothing does.
 */
export function markFamily(mask: number | undefined, rest: Readonly<Scanner>): IpFamily | undefined {
  if (mask === undefined) return realServersFamily(rest);
  if (mask === ONE_IPV6_CLIENT) return realServersFamily(rest) ?? 'IPv6';
  return ipv6Prefix(mask) === undefined ? 'IPv4' : 'IPv6';
}

/** The family of the real servers at the scanner. A tunnel counts only if there is nothing else: it may lead to the other family. */
function realServersFamily({text, at: start}: Readonly<Scanner>): IpFamily | undefined {
  let family: IpFamily | undefined;
  for (let at = start; text.startsWith('  -> ', at); at = text.indexOf('\n', at) + 1) {
    const found = text.charAt(at + '  -> '.length) === '[' ? 'IPv6' : 'IPv4';
    if (!text.slice(at, text.indexOf('\n', at)).includes(' Tunnel ')) return found;
    family ??= found;
  }
  return family;
}

/**
 * Takes in the marks of which nothing told the family. Two marks of one number are one of each family: such a mark has
 * the family that is free. If both are, it stands under IPv4 and is noted as unknown.
 */
export function placeMarksWithoutFamily(draft: TableDraft): void {
  for (const virtualServer of draft.withoutFamily) {
    if (virtualServer.id.kind !== 'firewall-mark') continue;
    const {firewallMark} = virtualServer.id;
    const ids = IP_FAMILIES.map((family) => ({kind: 'firewall-mark', family, firewallMark}) as const);
    const id = ids.find((candidate) => !draft.virtualServers.has(virtualServerKey(candidate)));
    if (id === undefined) {
      throw new UnreadableLine(`the firewall mark ${firewallMark} is listed more than twice`);
    }
    const isKnown = ids.some((other) => hasKnown(draft, virtualServerKey(other)));
    draft.virtualServers.set(virtualServerKey(id), {...virtualServer, id});
    if (!isKnown) draft.familyUnknown.add(virtualServerKey(id));
  }
}

function hasKnown(draft: TableDraft, key: string): boolean {
  return draft.virtualServers.has(key) && !draft.familyUnknown.has(key);
}

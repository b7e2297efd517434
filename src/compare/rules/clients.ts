import ipaddr from 'ipaddr.js';
import {
  addressBits,
  type Cidr,
  type Client,
  cidrContains,
  DUMMY_INTERFACE,
  formatCidr,
  type InterfaceAddress,
  type IpFamily,
  isLoopback,
  type PodSource,
} from '../../model/index.ts';

/** Whom a client stands for: the network of its address, or one of the three that rules always tell apart. */
export interface ClientGroup {
  readonly kind: 'outside' | 'pods' | 'node' | 'network';
  /** The network that a client of kind `network` is in. */
  readonly network: Cidr | undefined;
  readonly client: Client;
}

/** What a node tells of the clients of one family. */
export interface ClientFacts {
  readonly family: IpFamily;
  readonly pods: PodSource | undefined;
  readonly interfaces: readonly InterfaceAddress[] | undefined;
}

/** Gives the clients that rules with these networks can tell apart: one of each kind stands for all. */
export type ClientGroups = (networks: readonly Cidr[]) => readonly ClientGroup[];

/** Clients for the rules of a family, found once for each list of networks. */
export function createClientGroups(facts: ClientFacts): ClientGroups {
  const known = new Map<string, readonly ClientGroup[]>();
  return (networks) => {
    const all = [...(facts.pods?.networks ?? []), ...networks];
    const key = all.map(formatCidr).join(' ');
    const groups = known.get(key) ?? groupsFor(facts, all);
    known.set(key, groups);
    return groups;
  };
}

function groupsFor(facts: ClientFacts, given: readonly Cidr[]): readonly ClientGroup[] {
  const networks = [...new Map(given.map((network) => [formatCidr(network), network])).values()];
  const outside = outsideAddress(facts.family, networks);
  const at = (source: string, local: boolean, name?: string): Client => ({source, local, interface: name});
  const groups: ClientGroup[] = [
    {kind: 'outside', network: undefined, client: at(outside, false)},
    {kind: 'node', network: undefined, client: at(nodeAddress(facts) ?? outside, true)},
  ];
  const {pods} = facts;
  if (pods?.interface !== undefined) {
    const name = pods.interface.replace(/\*$/, '0');
    groups.push({kind: 'pods', network: undefined, client: at(outside, false, name)});
  }
  for (const network of networks) {
    const source = network.prefix === 0 ? undefined : ownAddress(network, networks);
    if (source === undefined) continue;
    const isPods = pods?.networks.some((one) => cidrContains(one, source)) === true;
    groups.push({kind: isPods ? 'pods' : 'network', network, client: at(source, false)});
  }
  return groups;
}

/** Addresses that no cluster should use, so one of them is in none of the networks. */
const STRANGERS: Readonly<Record<IpFamily, readonly string[]>> = {
  IPv4: ['198.18.113.77', '192.0.2.177', '203.0.113.177', '198.51.100.177', '100.127.213.77', '9.9.9.9'],
  IPv6: ['2001:db8:fffe:ffff::77', 'fdfe:dcba:9876::77', '2001:2:0:ffff::77', '2620:fe::9'],
};

function outsideAddress(family: IpFamily, networks: readonly Cidr[]): string {
  const narrow = networks.filter(({prefix}) => prefix > 0);
  const found = STRANGERS[family].find(
    (address) => !narrow.some((network) => cidrContains(network, address)),
  );
  return found ?? STRANGERS[family][0] ?? '';
}

function nodeAddress({family, interfaces}: ClientFacts): string | undefined {
  return interfaces?.find(
    (entry) =>
      entry.family === family &&
      entry.interface !== DUMMY_INTERFACE &&
      !isLoopback(entry.address) &&
      !entry.address.startsWith('fe80:'),
  )?.address;
}

/** An address of a network that is in no narrower one; undefined if there is none. */
function ownAddress(network: Cidr, networks: readonly Cidr[]): string | undefined {
  const inside = networks.filter(
    (other) => other.prefix > network.prefix && cidrContains(network, other.address),
  );
  const first = toNumber(network.address);
  const size = 1n << BigInt(addressBits(network.family) - network.prefix);
  const starts = [first, ...inside.map((other) => toNumber(other.address) + sizeOf(other))];
  for (const start of starts) {
    // The network's own address is nobody's, so the one after it is better where there is one.
    for (const candidate of [start + 1n, start]) {
      if (candidate < first || candidate >= first + size) continue;
      const address = toAddress(candidate, network.family);
      if (!inside.some((other) => cidrContains(other, address))) return address;
    }
  }
  return undefined;
}

function sizeOf({family, prefix}: Cidr): bigint {
  return 1n << BigInt(addressBits(family) - prefix);
}

function toNumber(address: string): bigint {
  return ipaddr
    .parse(address)
    .toByteArray()
    .reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function toAddress(number: bigint, family: IpFamily): string {
  const bytes: number[] = [];
  for (let shift = BigInt(addressBits(family) - 8); shift >= 0n; shift -= 8n) {
    bytes.push(Number((number >> shift) & 0xffn));
  }
  const address = ipaddr.fromByteArray(bytes);
  return address.kind() === 'ipv6' ? (address as ipaddr.IPv6).toRFC5952String() : address.toString();
}

import {
  addressBits,
  type Cidr,
  canonicalAddress,
  cidrContains,
  DUMMY_INTERFACE,
  type InterfaceAddress,
  type IpFamily,
  isIPv6LinkLocal,
  isLoopback,
  type Presence,
  parseCidr,
} from '../model/index.ts';
import {type NodeFacts, nodeAddress} from './node-facts.ts';
import type {Rules} from './rules.ts';

/** Addresses that serve node ports. Undefined: cannot be told without the node's interfaces. */
export type NodePortAddresses = ReadonlyMap<string, Presence> | undefined;

/**
 * The addresses of a family that serve node ports (`pkg/proxy/util/nodeport_addresses.go`,
 * `pkg/proxy/ipvs/netlink_linux.go`). With explicit CIDRs the addresses on kube-ipvs0 count as well, as they were when
 * the sync began: one that is not both wanted and there is optional.
 */
export function nodePortAddresses(
  facts: NodeFacts,
  family: IpFamily,
  given: {rules: Rules; bound: ReadonlyMap<string, unknown>},
): NodePortAddresses {
  const interfaces = facts.interfaces?.filter((entry) => entry.family === family);
  if (!interfaces) return undefined;
  const cidrs = configuredCidrs(facts, given.rules).filter((cidr) => cidr.family === family);
  if (cidrs.length === 0 || cidrs.some((cidr) => cidr.prefix === 0)) return matchAll(interfaces, given.rules);
  return matching(interfaces, cidrs, given.bound);
}

function configuredCidrs(facts: NodeFacts, rules: Rules): readonly Cidr[] {
  const {nodePortAddresses: texts, bindAddress} = facts.configuration;
  if (rules.primaryNodePortAddresses && texts.length === 1 && texts[0] === 'primary') {
    return primaryCidrs(facts, bindAddress);
  }
  return texts.map(parseCidr).filter((cidr) => cidr !== undefined);
}

function primaryCidrs(facts: NodeFacts, bindAddress: string): readonly Cidr[] {
  const cidrs: Cidr[] = [];
  for (const family of ['IPv4', 'IPv6'] as const) {
    const bound = canonicalAddress(bindAddress);
    const isBound = bound !== undefined && bound !== '0.0.0.0' && bound !== '::';
    const address =
      isBound && bound.includes(':') === (family === 'IPv6') ? bound : nodeAddress(facts.node, family);
    if (address !== undefined && !isLoopback(address))
      cidrs.push({family, address, prefix: addressBits(family)});
  }
  return cidrs;
}

function matchAll(interfaces: readonly InterfaceAddress[], rules: Rules): NodePortAddresses {
  const onDummy = new Set(
    interfaces.filter((entry) => entry.interface === DUMMY_INTERFACE).map((e) => e.address),
  );
  const addresses = new Map<string, Presence>();
  for (const entry of interfaces) {
    if (entry.interface === DUMMY_INTERFACE || isLoopback(entry.address) || isIPv6LinkLocal(entry.address))
      continue;
    if (!rules.addressesPerInterface && onDummy.has(entry.address)) continue;
    addresses.set(entry.address, 'required');
  }
  return addresses;
}

function matching(
  interfaces: readonly InterfaceAddress[],
  cidrs: readonly Cidr[],
  bound: ReadonlyMap<string, unknown>,
): NodePortAddresses {
  const inside = (address: string) =>
    !isLoopback(address) && cidrs.some((cidr) => cidrContains(cidr, address));
  const addresses = new Map<string, Presence>();
  for (const address of bound.keys()) if (inside(address)) addresses.set(address, 'optional');
  for (const entry of interfaces) {
    if (!inside(entry.address)) continue;
    const lasting = entry.interface !== DUMMY_INTERFACE || bound.has(entry.address);
    addresses.set(entry.address, lasting ? 'required' : 'optional');
  }
  return addresses;
}

import {
  addressBits,
  type Cidr,
  cidrContains,
  DUMMY_INTERFACE,
  type InterfaceAddress,
  type IpFamily,
  isIPv6LinkLocal,
  isLoopback,
  type Presence,
  parseCidr,
} from '../model/index.ts';
import {type AddressInput, boundAddress, nodeAddress} from './node-facts.ts';
import type {Rules} from './rules.ts';

/** Addresses that serve node ports. Undefined: cannot be told without the node's interfaces. */
export type NodePortAddresses = ServingAddresses | undefined;

type ServingAddresses = ReadonlyMap<string, Presence>;

/** What decides which addresses serve node ports; `bound`: the addresses that kube-proxy keeps on kube-ipvs0. */
export interface NodePortInput extends AddressInput {
  readonly bound: ReadonlyMap<string, unknown>;
}

/**
 * The addresses of a family that serve node ports (`pkg/proxy/util/nodeport_addresses.go`,
 * `pkg/proxy/ipvs/netlink_linux.go`). With explicit CIDRs the addresses on kube-ipvs0 count as well, as they were when
 * the sync began: one that is not both wanted and there is optional.
 */
export function nodePortAddresses(input: NodePortInput, family: IpFamily): NodePortAddresses {
  const {facts, rules, bound} = input;
  const interfaces = facts.interfaces?.filter((entry) => entry.family === family);
  if (!interfaces) return undefined;
  const cidrs = configuredCidrs(input).filter((cidr) => cidr.family === family);
  if (isPrimaryUnknown(input, family))
    return withOptional(matchAll(interfaces, rules), matching(interfaces, cidrs, bound));
  return isOpen(cidrs) ? matchAll(interfaces, rules) : matching(interfaces, cidrs, bound);
}

/** Whether all addresses of a family serve node ports, those of later interfaces too. */
export function servesAllAddresses(input: AddressInput, family: IpFamily): boolean {
  return (
    !isPrimaryUnknown(input, family) &&
    isOpen(configuredCidrs(input).filter((cidr) => cidr.family === family))
  );
}

/** Without a CIDR of its own a family is not restricted. */
function isOpen(cidrs: readonly Cidr[]): boolean {
  return cidrs.length === 0 || cidrs.some((cidr) => cidr.prefix === 0);
}

/** What one list has, and what only the other has as optional. */
function withOptional(optional: ServingAddresses, certain: ServingAddresses): ServingAddresses {
  return new Map([...[...optional.keys()].map((address) => [address, 'optional'] as const), ...certain]);
}

/** Words that stand for addresses in `nodePortAddresses` (kube-proxy's `NodePortAddressesPrimary` and so on). */
const KEYWORDS: readonly string[] = ['primary', 'localhost', 'all'];

const EVERYTHING: readonly Cidr[] = [
  {family: 'IPv4', address: '0.0.0.0', prefix: 0},
  {family: 'IPv6', address: '::', prefix: 0},
];

const LOOPBACK: readonly Cidr[] = [
  {family: 'IPv4', address: '127.0.0.0', prefix: 8},
  {family: 'IPv6', address: '::1', prefix: 128},
];

/**
 * Whether a kube-proxy of these rules starts with these `nodePortAddresses`: up to 1.30 they are CIDRs, up to 1.36 CIDRs
 * or `primary` alone (`pkg/proxy/apis/config/validation`).
 */
export function acceptsNodePortAddresses(texts: readonly string[], rules: Rules): boolean {
  const words = texts.filter((text) => KEYWORDS.includes(text));
  return words.length === 0 || rules.nodePortAddressKeywords || isPrimaryAlone(texts, rules);
}

function isPrimaryAlone(texts: readonly string[], rules: Rules): boolean {
  return rules.primaryNodePortAddresses && texts.length === 1 && texts[0] === 'primary';
}

/** The CIDRs that are configured, keywords expanded as kube-proxy does at its start. */
export function configuredCidrs(input: AddressInput): readonly Cidr[] {
  const texts = input.facts.configuration.nodePortAddresses;
  const expands = acceptsNodePortAddresses(texts, input.rules);
  return texts.flatMap((text) => {
    if (expands && text === 'primary') return primaryCidrs(input);
    if (expands && text === 'localhost') return LOOPBACK;
    if (expands && text === 'all') return EVERYTHING;
    return parseCidr(text) ?? [];
  });
}

function primaryCidrs({facts, own}: AddressInput): readonly Cidr[] {
  const cidrs: Cidr[] = [];
  for (const family of ['IPv4', 'IPv6'] as const) {
    const address = boundAddress(facts.configuration, family) ?? nodeAddress(own.node, family);
    if (address !== undefined && !isLoopback(address))
      cidrs.push({family, address, prefix: addressBits(family)});
  }
  return cidrs;
}

/** Whether `primary` counts and kube-proxy may know an address for it that is not known here. */
export function isPrimaryUnknown({facts, own, rules}: AddressInput, family: IpFamily): boolean {
  const {configuration} = facts;
  if (own.known || boundAddress(configuration, family) !== undefined) return false;
  const texts = configuration.nodePortAddresses;
  return texts.includes('primary') && !texts.includes('all') && acceptsNodePortAddresses(texts, rules);
}

function matchAll(interfaces: readonly InterfaceAddress[], rules: Rules): ServingAddresses {
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
): ServingAddresses {
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

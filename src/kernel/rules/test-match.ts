import {addressBits, type Cidr, cidrContains} from '../../model/index.ts';
import type {Field, Match, Packet} from './program.ts';

/** Whether a condition holds; undefined: it cannot be told. */
export type Answer = boolean | undefined;

/** What a condition is tested on. */
export interface Tested {
  readonly packet: Packet;
  readonly mark: number;
  /** Gets the networks that the packet's source is asked for. */
  readonly asked: (networks: readonly Cidr[]) => void;
}

/** The key of a packet for a lookup. */
export function keyOf(fields: readonly Field[], packet: Packet): string {
  const [first = 'port', second, third] = fields;
  let key = `${packet[first]}`;
  if (second !== undefined) key += ` ${packet[second]}`;
  if (third !== undefined) key += ` ${packet[third]}`;
  for (let index = 3; index < fields.length; index++) key += ` ${packet[fields[index] ?? 'port']}`;
  return key;
}

/** Whether a rule's condition holds for a packet. Chance and affinity are not asked here: {@link distributionOf}. */
export function testMatch(match: Match, tested: Tested): Answer {
  const {packet} = tested;
  switch (match.kind) {
    case 'constant':
      return match.holds;
    case 'source':
      tested.asked(match.networks);
      return contains(match.networks, packet.source) !== match.negated;
    case 'destination':
      return contains(match.networks, packet.destination) !== match.negated;
    case 'key':
      return match.keys.has(keyOf(match.fields, packet)) !== match.negated;
    case 'protocol':
      return match.protocols.has(packet.protocol) !== match.negated;
    case 'port':
      return match.ranges.some(([low, high]) => packet.port >= low && packet.port <= high) !== match.negated;
    case 'local-source':
      return packet.localSource !== match.negated;
    case 'local-destination':
      return packet.localDestination !== match.negated;
    case 'interface':
      return interfaceMatches(match.name, packet.interface) !== match.negated;
    case 'mark':
      return ((tested.mark & match.mask) >>> 0 === match.value) !== match.negated;
    default:
      return undefined;
  }
}

function contains(networks: readonly Cidr[], address: string): boolean {
  for (const network of networks) {
    if (isSingle(network) ? network.address === address : cachedContains(network, address)) return true;
  }
  return false;
}

/** Whether a network is one address. */
export function isSingle({family, prefix}: Cidr): boolean {
  return prefix === addressBits(family);
}

/** The few networks of a program are asked for the same few clients again and again. */
const ANSWERS = new WeakMap<Cidr, Map<string, boolean>>();

function cachedContains(network: Cidr, address: string): boolean {
  const answers = ANSWERS.get(network) ?? new Map<string, boolean>();
  ANSWERS.set(network, answers);
  const answer = answers.get(address) ?? cidrContains(network, address);
  answers.set(address, answer);
  return answer;
}

/** A name that ends with `+` (iptables) or `*` (nft) means all that begin so. */
function interfaceMatches(pattern: string, name: string | undefined): boolean {
  if (name === undefined) return false;
  const last = pattern.at(-1);
  return last === '+' || last === '*' ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

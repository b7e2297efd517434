import type {RealServer, VirtualServer} from './actual-state.ts';
import type {ExpectedRealServers} from './expected-state.ts';
import {IPV6_GROUPS, newScanner, type Scanner, scanEndpoint} from './scan-endpoint.ts';

/**
 * Real servers as numbers, which tell two virtual servers with the same real servers without a look at each of them. Each
 * real server is one number of 48 bits (IPv4) or three (IPv6): its address and its port, nothing left out. They are in
 * order, each is there once, and before those of IPv6 stands -1. So two sets are equal exactly where their real servers
 * are: this is no hash, there are no odds that others look the same, and no Service can be made up that does.
 */
export type ServerSet = readonly number[];

const IPV6_MARK = -1;
const PORTS = 0x10000;

/** Collects the endpoints that scanners read, in any order. */
export class ServerSetDraft {
  private readonly numbers: number[] = [];
  private stride = 1;
  private isSorted = true;

  /** Takes no real server of the set before. */
  clear(): void {
    this.numbers.length = 0;
    this.stride = 1;
    this.isSorted = true;
  }

  /** Takes the endpoint that was just scanned; false where it is of another family than those before. */
  add(scanner: Scanner, port: number): boolean {
    const isIpv6 = scanner.text.charCodeAt(scanner.addressEnd) === 0x5d;
    return isIpv6 ? this.addIpv6(scanner, port) : this.addIpv4(scanner.bits, port);
  }

  /** Takes an endpoint of IPv4, its address as a number. */
  addIpv4(bits: number, port: number): boolean {
    const {numbers} = this;
    const number = bits * PORTS + port;
    if (this.stride !== 1) return false;
    if (numbers.length > 0 && (numbers.at(-1) ?? 0) >= number) this.isSorted = false;
    numbers.push(number);
    return true;
  }

  private addIpv6({groups, gap}: Scanner, port: number): boolean {
    const {numbers} = this;
    if (numbers.length > 0 && this.stride === 1) return false;
    this.stride = 3;
    this.isSorted = false;
    const zeros = IPV6_GROUPS - groups.length;
    const at = (index: number): number => {
      if (index < gap) return groups[index] ?? 0;
      return index < gap + zeros ? 0 : (groups[index - zeros] ?? 0);
    };
    for (const first of [0, 3]) numbers.push((at(first) * PORTS + at(first + 1)) * PORTS + at(first + 2));
    numbers.push((at(6) * PORTS + at(7)) * PORTS + port);
    return true;
  }

  /** The set; undefined if a real server was added twice. */
  finish(): ServerSet | undefined {
    if (this.stride === 3) return ipv6Set(this.numbers);
    const numbers = this.numbers.slice();
    if (this.isSorted) return numbers;
    numbers.sort((one, other) => one - other);
    return numbers.some((number, index) => number === numbers[index + 1]) ? undefined : numbers;
  }
}

function ipv6Set(numbers: readonly number[]): ServerSet | undefined {
  const servers: (readonly number[])[] = [];
  for (let at = 0; at < numbers.length; at += 3) servers.push(numbers.slice(at, at + 3));
  servers.sort(compareNumbers);
  const isTwice = servers.some((server, index) => compareNumbers(server, servers[index + 1] ?? []) === 0);
  return isTwice ? undefined : [IPV6_MARK, ...servers.flat()];
}

function compareNumbers(one: readonly number[], other: readonly number[]): number {
  for (const [index, number] of one.entries()) {
    const difference = number - (other[index] ?? IPV6_MARK);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** How many real servers a set has. */
export function setSize(set: ServerSet): number {
  return set[0] === IPV6_MARK ? (set.length - 1) / 3 : set.length;
}

/** Whether two sets have the same real servers. */
export function sameSet(one: ServerSet, other: ServerSet): boolean {
  const {length} = one;
  if (length !== other.length) return false;
  for (let at = 0; at < length; at++) if (one[at] !== other[at]) return false;
  return true;
}

const present = new WeakMap<VirtualServer, ServerSet>();

/**
 * A virtual server whose real servers are this set, all as kube-proxy makes them (Masq, weight 1). Each of them is made
 * only when somebody looks at one.
 */
export function virtualServerOf(
  attributes: Omit<VirtualServer, 'realServers'>,
  set: ServerSet,
  expand: () => ReadonlyMap<string, RealServer>,
): VirtualServer {
  let expanded: ReadonlyMap<string, RealServer> | undefined;
  const {id, scheduler, persistence, schedulerFlags, onePacket} = attributes;
  const server: VirtualServer = {
    id,
    scheduler,
    persistence,
    schedulerFlags,
    onePacket,
    get realServers() {
      expanded ??= expand();
      return expanded;
    },
  };
  present.set(server, set);
  return server;
}

/** The real servers of a virtual server, if all of them are as kube-proxy makes them; undefined: look at each. */
export function presentSet(server: VirtualServer): ServerSet | undefined {
  return present.get(server);
}

/** How many real servers a virtual server has. */
export function realServerCount(server: VirtualServer): number {
  const set = present.get(server);
  return set ? setSize(set) : server.realServers.size;
}

const wanted = new WeakMap<ExpectedRealServers, ServerSet | null>();

/**
 * The real servers that are wanted, if all of them are required; undefined: look at each. It is made once for all virtual
 * servers and nodes that share the endpoints.
 */
export function wantedSet(realServers: ExpectedRealServers): ServerSet | undefined {
  const known = wanted.get(realServers);
  if (known !== undefined) return known ?? undefined;
  const set = makeWanted(realServers);
  wanted.set(realServers, set ?? null);
  return set;
}

function makeWanted(realServers: ExpectedRealServers): ServerSet | undefined {
  const draft = new ServerSetDraft();
  for (const [key, presence] of realServers) {
    const scanner = newScanner(key);
    const port = scanEndpoint(scanner);
    if (presence !== 'required' || port < 0 || scanner.at !== key.length || !draft.add(scanner, port))
      return undefined;
  }
  return draft.finish();
}

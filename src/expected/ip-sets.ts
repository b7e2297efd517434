import {
  addressBits,
  type Cidr,
  cidrContains,
  type Endpoint,
  type ExpectedEntry,
  type ExpectedIpSet,
  formatCidr,
  type IpFamily,
  type Presence,
  parseCidr,
} from '../model/index.ts';
import {isExternalLocal} from './endpoint-selection.ts';
import {addEntry} from './entries.ts';
import type {NodePortAddresses} from './node-port-addresses.ts';
import type {Rules} from './rules.ts';
import type {IndexedPort} from './service-index.ts';

const HASH_IP_PORT = 'hash:ip,port';
const BITMAP_PORT = 'bitmap:port';

/** The sets of IPVS mode with their types (`pkg/proxy/ipvs/proxier.go`, `ipsetInfo`), IPv4 names. */
const SETS: Readonly<Record<string, string>> = {
  'KUBE-LOOP-BACK': 'hash:ip,port,ip',
  'KUBE-CLUSTER-IP': HASH_IP_PORT,
  'KUBE-EXTERNAL-IP': HASH_IP_PORT,
  'KUBE-EXTERNAL-IP-LOCAL': HASH_IP_PORT,
  'KUBE-LOAD-BALANCER': HASH_IP_PORT,
  'KUBE-LOAD-BALANCER-LOCAL': HASH_IP_PORT,
  'KUBE-LOAD-BALANCER-FW': HASH_IP_PORT,
  'KUBE-LOAD-BALANCER-SOURCE-CIDR': 'hash:ip,port,net',
  'KUBE-LOAD-BALANCER-SOURCE-IP': 'hash:ip,port,ip',
  'KUBE-NODE-PORT-TCP': BITMAP_PORT,
  'KUBE-NODE-PORT-LOCAL-TCP': BITMAP_PORT,
  'KUBE-NODE-PORT-UDP': BITMAP_PORT,
  'KUBE-NODE-PORT-LOCAL-UDP': BITMAP_PORT,
  'KUBE-NODE-PORT-SCTP-HASH': HASH_IP_PORT,
  'KUBE-NODE-PORT-LOCAL-SCTP-HASH': HASH_IP_PORT,
  'KUBE-HEALTH-CHECK-NODE-PORT': BITMAP_PORT,
  'KUBE-IPVS-IPS': 'hash:ip',
};

/** Longest name of a set in the kernel (`IPSET_MAXNAMELEN` less the end mark). */
const LONGEST_NAME = 31;

/** The name that a set has for a family: `KUBE-6-…` for IPv6, cut to 31 characters. */
export function ipSetName(name: string, family: IpFamily): string {
  return family === 'IPv4' ? name : name.replace('KUBE-', 'KUBE-6-').slice(0, LONGEST_NAME);
}

/** What the sets of one family on one node are made from. */
export interface IpSetInput {
  readonly family: IpFamily;
  readonly ports: readonly IndexedPort[];
  readonly rules: Rules;
  readonly proxyNodeName: string;
  /** The node's own address for source ranges, as far as it can be told; none: not known. */
  readonly nodeIPs: readonly string[];
  readonly nodePortAddresses: NodePortAddresses;
  readonly bound: ReadonlyMap<string, ExpectedEntry>;
}

/** The IP sets of one family with their members (`pkg/proxy/ipvs/proxier.go`, `syncProxyRules`). */
export function expectedIpSets(input: IpSetInput): readonly ExpectedIpSet[] {
  const members = new Map(Object.keys(SETS).map((name) => [name, new Map<string, ExpectedEntry>()]));
  for (const indexed of input.ports) {
    const add: AddMember = (set, member, presence = 'required') => {
      const entries = members.get(set);
      if (entries) addEntry(entries, member, {presence, owner: indexed.ref});
    };
    addServiceMembers(indexed, input, add);
    addLoadBalancerMembers(indexed, input, add);
    addNodePortMembers(indexed, input, add);
    addLoopBackMembers(indexed, input, add);
  }
  if (input.rules.ipvsIpsSet) members.set('KUBE-IPVS-IPS', new Map(input.bound));
  else members.delete('KUBE-IPVS-IPS');
  return [...members].map(([name, entries]) => ({
    name: ipSetName(name, input.family),
    family: input.family,
    type: SETS[name] ?? '',
    members: entries,
  }));
}

type AddMember = (set: string, member: string, presence?: Presence) => void;

function portText({port}: IndexedPort, number = port.port): string {
  return `${port.protocol.toLowerCase()}:${number}`;
}

function addServiceMembers(indexed: IndexedPort, {rules}: IpSetInput, add: AddMember): void {
  add('KUBE-CLUSTER-IP', `${indexed.clusterIP},${portText(indexed)}`);
  if (!rules.externalIpsServed) return;
  const set = isExternalLocal(indexed, rules) ? 'KUBE-EXTERNAL-IP-LOCAL' : 'KUBE-EXTERNAL-IP';
  for (const address of indexed.externalIPs) add(set, `${address},${portText(indexed)}`);
}

function addLoadBalancerMembers(indexed: IndexedPort, input: IpSetInput, add: AddMember): void {
  if (indexed.loadBalancerIPs.length === 0) return;
  const ranges = sourceRanges(indexed, input);
  for (const address of indexed.loadBalancerIPs) {
    const member = `${address},${portText(indexed)}`;
    add('KUBE-LOAD-BALANCER', member);
    if (isExternalLocal(indexed, input.rules)) add('KUBE-LOAD-BALANCER-LOCAL', member);
    if (ranges.length === 0) continue;
    add('KUBE-LOAD-BALANCER-FW', member);
    for (const range of ranges) {
      // The kernel cannot store /0 in this type of set; adding it fails.
      if (range.prefix > 0) add('KUBE-LOAD-BALANCER-SOURCE-CIDR', `${member},${networkText(range)}`);
    }
    const presence = nodeInRanges(ranges, input);
    if (presence) add('KUBE-LOAD-BALANCER-SOURCE-IP', `${member},${address}`, presence);
  }
}

/** Whether source ranges let the node itself pass. */
function nodeInRanges(ranges: readonly Cidr[], {nodeIPs}: IpSetInput): Presence | undefined {
  const inside = nodeIPs.filter((address) => ranges.some((range) => cidrContains(range, address)));
  if (inside.length < nodeIPs.length) return inside.length > 0 ? 'optional' : undefined;
  return nodeIPs.length > 0 ? 'required' : 'optional';
}

/** The networks whose clients may connect to the load balancer's addresses of a Service; none: all may. */
export function sourceRanges(
  {service}: IndexedPort,
  {family, rules}: {readonly family: IpFamily; readonly rules: Rules},
): readonly Cidr[] {
  const ranges = service.loadBalancerSourceRanges
    .map((text) => parseCidr(text.trim()))
    .filter((cidr) => cidr !== undefined && cidr.family === family);
  const unrestricted = rules.zeroRangeIsUnrestricted && ranges.some((range) => range?.prefix === 0);
  return unrestricted ? [] : (ranges as readonly Cidr[]);
}

/** ipset prints a network of one address without its length. */
function networkText(range: Cidr): string {
  return range.prefix === addressBits(range.family) ? range.address : formatCidr(range);
}

function addNodePortMembers(indexed: IndexedPort, input: IpSetInput, add: AddMember): void {
  const {port, service} = indexed;
  const addresses = input.nodePortAddresses;
  const served = port.nodePort !== 0 && (addresses === undefined || addresses.size > 0);
  const local = isExternalLocal(indexed, input.rules);
  if (served) {
    for (const [suffix, member, presence] of nodePortMembers(indexed, addresses)) {
      add(`KUBE-NODE-PORT-${suffix}`, member, presence);
      if (local) add(`KUBE-NODE-PORT-LOCAL-${suffix}`, member, presence);
    }
  }
  const health = service.type === 'LoadBalancer' && local ? service.healthCheckNodePort : 0;
  if (health === 0 || (port.nodePort !== 0 && !served)) return;
  // A port whose node port no address serves is left before its health check.
  add(
    'KUBE-HEALTH-CHECK-NODE-PORT',
    String(health),
    port.nodePort === 0 || addresses ? 'required' : 'optional',
  );
}

function nodePortMembers(
  indexed: IndexedPort,
  addresses: NodePortAddresses,
): readonly (readonly [string, string, Presence])[] {
  const {nodePort, protocol} = indexed.port;
  if (protocol !== 'SCTP') return [[protocol, String(nodePort), addresses ? 'required' : 'optional']];
  return [...(addresses ?? [])].map(([address, presence]) => [
    'SCTP-HASH',
    `${address},${portText(indexed, nodePort)}`,
    presence,
  ]);
}

/** Local endpoints, ready or not: for Pods that reach themselves through their Service. */
function addLoopBackMembers(indexed: IndexedPort, {proxyNodeName}: IpSetInput, add: AddMember): void {
  const {endpoints, repeated} = indexed.pool;
  const isLocal = ({nodeName}: Endpoint) => nodeName === proxyNodeName;
  for (const [key, endpoint] of endpoints) {
    const copies = repeated.get(key);
    const first = copies?.find(isLocal) ?? (isLocal(endpoint) ? endpoint : undefined);
    if (!first) continue;
    const certain = (copies ?? []).every(isLocal) && !first.ambiguous;
    add(
      'KUBE-LOOP-BACK',
      `${first.address},${portText(indexed, first.port)},${first.address}`,
      certain ? 'required' : 'optional',
    );
  }
}

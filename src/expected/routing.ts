import {
  type AddressRole,
  addressBits,
  type Cidr,
  cidrContains,
  type ExpectedRouting,
  type IpFamily,
  type PodSource,
  parseCidr,
} from '../model/index.ts';
import {isExternalLocal, type NodeView, type RuleSelection} from './endpoint-selection.ts';
import {sourceRanges} from './ip-sets.ts';
import {type AddressInput, type NodeSituation, nodeIPsOf, type OwnNode} from './node-facts.ts';
import type {IndexedPort} from './service-index.ts';

/** What a node adds to the rules of all its frontends. */
export interface RoutingContext extends AddressInput {
  readonly family: IpFamily;
  readonly mode: 'iptables' | 'nftables';
  readonly view: NodeView;
  readonly pods: PodSource | undefined;
}

/**
 * How the rules of a family know the node's own pods (`cmd/kube-proxy/app/server_linux.go`, `getLocalDetectors`);
 * undefined: they do not.
 */
export function podSource(
  {facts: {configuration}, own: {node}}: {readonly facts: NodeSituation; readonly own: OwnNode},
  family: IpFamily,
): PodSource | undefined {
  const {detectLocalMode, detectLocalInterface, clusterCidr} = configuration;
  if (detectLocalMode === 'BridgeInterface' || detectLocalMode === 'InterfaceNamePrefix')
    return detectLocalInterface === '' ? undefined : {networks: [], interface: detectLocalInterface};
  const texts = detectLocalMode === 'NodeCIDR' ? (node?.podCidrs ?? []) : clusterCidr.split(',');
  const networks = texts
    .map((text) => parseCidr(text.trim()))
    .filter((cidr) => cidr !== undefined && cidr.family === family) as readonly Cidr[];
  return networks.length === 0 ? undefined : {networks, interface: undefined};
}

/**
 * What the rules of a frontend do besides leading to endpoints (`pkg/proxy/nftables/proxier.go`,
 * `pkg/proxy/iptables/proxier.go`, `syncProxyRules`): the same in both modes and from 1.24 to 1.38, but that nftables mode
 * drops clients outside of the source ranges first.
 */
export function routingOf(
  indexed: IndexedPort,
  role: AddressRole,
  {selection, context}: {readonly selection: RuleSelection; readonly context: RoutingContext},
): ExpectedRouting {
  const internal = role === 'cluster-ip';
  return {
    insiders: internal ? selection.internal.realServers : selection.insiders,
    empty: emptyVerdict(internal ? selection.internalEmpty : selection.externalEmpty, context),
    masquerade: internal
      ? internalMasquerade(context)
      : externalMasquerade(isExternalLocal(indexed, context.rules)),
    allowed: role === 'load-balancer' ? allowedNetworks(indexed, selection, context) : undefined,
    allowedCertain: nodeIPsOf(context, context.family).length === 1,
    dropsFirst: context.mode === 'nftables',
    nodeMayBeDropped: context.mode === 'nftables' && !context.rules.outputCheckedAfterNat,
    hairpins: localEndpoints(indexed, context.view),
  };
}

/** Up to 1.25 patch releases differ in how connections end that a Local policy leaves without an endpoint. */
function emptyVerdict(verdict: ExpectedRouting['empty'], {rules}: RoutingContext): ExpectedRouting['empty'] {
  return verdict === 'drop' && !rules.firewallChains ? undefined : verdict;
}

function internalMasquerade({facts, pods}: RoutingContext): ExpectedRouting['masquerade'] {
  if (facts.configuration.masqueradeAll) return {outside: true, pods: true, node: true};
  const detects = pods !== undefined;
  return {outside: detects, pods: false, node: detects};
}

function externalMasquerade(isLocal: boolean): ExpectedRouting['masquerade'] {
  return {outside: !isLocal, pods: !isLocal, node: true};
}

function allowedNetworks(
  indexed: IndexedPort,
  selection: RuleSelection,
  context: RoutingContext,
): readonly Cidr[] | undefined {
  const {family, rules, mode} = context;
  const ranges = sourceRanges(indexed, {family, rules});
  if (ranges.length === 0) return undefined;
  if (mode === 'iptables' && selection.externalEmpty === 'reject') return undefined;
  const nodeIPs = nodeIPsOf(context, family);
  const withNode = ranges.some((range) => nodeIPs.some((address) => cidrContains(range, address)));
  const own = withNode ? indexed.loadBalancerIPs : [];
  return [...ranges, ...own.map((address) => ({family, address, prefix: addressBits(family)}))];
}

function localEndpoints({pool}: IndexedPort, {name}: NodeView): ReadonlySet<string> {
  const local = new Set<string>();
  for (const [key, endpoint] of pool.endpoints) if (endpoint.nodeName === name) local.add(key);
  return local;
}

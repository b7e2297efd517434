import {
  type Endpoint,
  type EndpointSelection,
  type ExpectedRealServers,
  formatEndpoint,
  type Presence,
} from '../model/index.ts';
import {readingsOf} from './endpoint-pool.ts';
import type {Rules} from './rules.ts';
import type {IndexedPort} from './service-index.ts';

/** A node as kube-proxy on it sees itself. */
export interface NodeView {
  /** kube-proxy's own node name. */
  readonly name: string;
  /** Undefined if it has none. */
  readonly zone: string | undefined;
  /** Whether the zone is known; if it is not, the node may be in any. */
  readonly zoneKnown: boolean;
}

/** The real servers of a virtual server, and why these. */
export interface SelectedEndpoints {
  readonly realServers: ExpectedRealServers;
  readonly selection: EndpointSelection;
}

/** The real servers of a service port's virtual servers: on the cluster IP, and on all other addresses. */
export interface PortSelection {
  readonly internal: SelectedEndpoints;
  readonly external: SelectedEndpoints;
}

interface Policies {
  readonly accessible: boolean;
  readonly internalLocal: boolean;
  readonly externalLocal: boolean;
}

/**
 * Whether external traffic of the Service goes to local endpoints only (`externalPolicyLocal` in
 * `pkg/proxy/serviceport.go`): policy Local on a type that is reachable from outside.
 */
export function isExternalLocal({service}: IndexedPort, rules: Rules): boolean {
  if (service.externalTrafficPolicy !== 'Local') return false;
  if (service.type === 'NodePort' || service.type === 'LoadBalancer') return true;
  return rules.externalPolicyOfClusterIP && service.type === 'ClusterIP' && service.externalIPs.length > 0;
}

function policiesOf(indexed: IndexedPort, rules: Rules): Policies {
  return {
    accessible:
      indexed.port.nodePort !== 0 || indexed.loadBalancerIPs.length > 0 || indexed.externalIPs.length > 0,
    internalLocal: rules.internalPolicyCounts && indexed.service.internalTrafficPolicy === 'Local',
    externalLocal: isExternalLocal(indexed, rules),
  };
}

/**
 * Which endpoints the virtual servers of a service port get on a node (`pkg/proxy/topology.go`, and
 * `pkg/proxy/ipvs/proxier.go` for the choice between the sets). Where slices contradict one another, or the node's zone
 * is not known, real servers that only some readings give are optional.
 */
export function selectEndpoints(indexed: IndexedPort, node: NodeView, rules: Rules): PortSelection {
  const policies = policiesOf(indexed, rules);
  if (isPlain(indexed, policies)) {
    const all: SelectedEndpoints = {realServers: indexed.pool.ready, selection: 'all-ready'};
    return {internal: all, external: all};
  }
  const readings = readingsOf(indexed.pool, rules, node.name);
  if (!readings) return everythingOptional(indexed);
  const selections = readings.flatMap((endpoints) =>
    possibleViews(node, endpoints).map((view) =>
      selectOne(endpoints, {indexed, policies, node: view, rules}),
    ),
  );
  return {
    internal: agree(selections.map(({internal}) => internal)),
    external: agree(selections.map(({external}) => external)),
  };
}

/** What rules of nftables and iptables mode do with the connections of a service port. */
export interface RuleSelection extends PortSelection {
  /** Where the node's own pods and the node itself get to from addresses other than the cluster IP. */
  readonly insiders: ExpectedRealServers;
  /** What becomes of connections where there is no endpoint; undefined: not certain. */
  readonly internalEmpty: EmptyVerdict | undefined;
  readonly externalEmpty: EmptyVerdict | undefined;
}

/** Without any endpoint connections are refused; where a Local policy keeps them from those there are, dropped. */
export type EmptyVerdict = 'reject' | 'drop';

/**
 * Which endpoints the rules of nftables and iptables mode lead to (`pkg/proxy/topology.go`, `CategorizeEndpoints`, and
 * `pkg/proxy/{nftables,iptables}/proxier.go`). Unlike in IPVS mode a Local policy without local endpoints leads nowhere;
 * pods of the node and the node itself are not held to the external policy.
 */
export function selectForRules(indexed: IndexedPort, node: NodeView, rules: Rules): RuleSelection {
  const policies = policiesOf(indexed, rules);
  if (isPlain(indexed, policies)) return plainSelection(indexed);
  const readings = readingsOf(indexed.pool, rules, node.name);
  if (!readings)
    return {...plainSelection(indexed), ...everythingOptional(indexed), internalEmpty: undefined};
  const sets = readings.flatMap((endpoints) =>
    possibleViews(node, endpoints).map((view) => setsOf(endpoints, {indexed, policies, node: view, rules})),
  );
  const choose = (isLocal: boolean) =>
    agree(sets.map(({cluster, local}) => (isLocal ? local : cluster) ?? NOTHING_LOCAL));
  const empty = (isLocal: boolean) =>
    agreed(
      sets.map(({local, any}): EmptyVerdict | undefined => {
        if (!any) return 'reject';
        return isLocal && local?.endpoints.length === 0 ? 'drop' : undefined;
      }),
    );
  return {
    internal: choose(policies.internalLocal),
    external: choose(policies.externalLocal),
    insiders: choose(false).realServers,
    internalEmpty: empty(policies.internalLocal),
    externalEmpty: empty(policies.externalLocal),
  };
}

const NOTHING_LOCAL: Chosen = {endpoints: [], selection: 'local-none-so-empty'};

function plainSelection({pool}: IndexedPort): RuleSelection {
  const all: SelectedEndpoints = {realServers: pool.ready, selection: 'all-ready'};
  const empty = pool.ready.size === 0 ? 'reject' : undefined;
  return {internal: all, external: all, insiders: pool.ready, internalEmpty: empty, externalEmpty: empty};
}

function agreed<Value>(values: readonly Value[]): Value | undefined {
  return values.every((value) => value === values[0]) ? values[0] : undefined;
}

interface Sets {
  /** Undefined if nothing uses it. */
  readonly cluster: Chosen | undefined;
  readonly local: Chosen | undefined;
  /** Whether there is any endpoint that could be used, on any node. */
  readonly any: boolean;
}

function setsOf(endpoints: readonly Endpoint[], context: Context): Sets {
  const {policies, rules} = context;
  const cluster = !policies.internalLocal || policies.accessible ? clusterSet(endpoints, context) : undefined;
  const local =
    policies.internalLocal || (policies.externalLocal && policies.accessible)
      ? localSet(endpoints, context)
      : undefined;
  const usable = (endpoint: Endpoint) =>
    endpoint.ready || (rules.terminatingFallback && isServingTerminating(endpoint));
  const any = (cluster?.endpoints.length ?? 0) > 0 || (local !== undefined && endpoints.some(usable));
  return {cluster, local, any};
}

/** A node whose zone is not known may be in any zone of the hints, or in none. */
function possibleViews(node: NodeView, endpoints: readonly Endpoint[]): readonly NodeView[] {
  if (node.zoneKnown) return [node];
  const zones = new Set(endpoints.flatMap(({forZones}) => forZones));
  return [node, ...[...zones].map((zone) => ({...node, zone}))];
}

/** Without Local policies, hints, contradictions or a lack of ready endpoints, all nodes share one set. */
function isPlain({pool}: IndexedPort, policies: Policies): boolean {
  if (policies.internalLocal || policies.externalLocal) return false;
  return !pool.contradictory && !pool.hinted && (pool.ready.size > 0 || pool.endpoints.size === 0);
}

function everythingOptional({pool}: IndexedPort): PortSelection {
  const realServers = new Map([...pool.endpoints.keys()].map((key) => [key, 'optional' as const]));
  const all: SelectedEndpoints = {realServers, selection: 'all-ready'};
  return {internal: all, external: all};
}

interface Context {
  readonly indexed: IndexedPort;
  readonly policies: Policies;
  readonly node: NodeView;
  readonly rules: Rules;
}

interface Chosen {
  readonly endpoints: readonly Endpoint[];
  readonly selection: EndpointSelection;
}

function selectOne(endpoints: readonly Endpoint[], context: Context): {internal: Chosen; external: Chosen} {
  const {policies} = context;
  const {cluster = NOTHING_LOCAL, local} = setsOf(endpoints, context);
  return {
    internal: policies.internalLocal ? preferLocal(local, cluster) : cluster,
    external: policies.externalLocal ? preferLocal(local, cluster) : cluster,
  };
}

/** In IPVS mode a Local policy without local endpoints falls back to the cluster set (kubernetes PR 97081). */
function preferLocal(local: Chosen | undefined, cluster: Chosen): Chosen {
  if (local && local.endpoints.length > 0) return local;
  if (cluster.selection === 'local-none-so-empty') return cluster;
  return {endpoints: cluster.endpoints, selection: 'local-none-so-all'};
}

function clusterSet(endpoints: readonly Endpoint[], context: Context): Chosen {
  const ready = throughTopology(
    endpoints.filter((endpoint) => endpoint.ready),
    context,
  );
  if (ready.endpoints.length > 0 || !context.rules.terminatingFallback) return ready;
  return {endpoints: endpoints.filter(isServingTerminating), selection: 'terminating-fallback'};
}

function localSet(endpoints: readonly Endpoint[], {node, rules}: Context): Chosen {
  const local = endpoints.filter((endpoint) => endpoint.nodeName === node.name);
  const ready = local.filter((endpoint) => endpoint.ready);
  if (ready.length > 0 || !rules.terminatingFallback) return {endpoints: ready, selection: 'local'};
  return {endpoints: local.filter(isServingTerminating), selection: 'local-terminating-fallback'};
}

function isServingTerminating(endpoint: Endpoint): boolean {
  return endpoint.serving && endpoint.terminating;
}

function throughTopology(ready: readonly Endpoint[], {indexed, node, rules}: Context): Chosen {
  const all: Chosen = {endpoints: ready, selection: 'all-ready'};
  if (!indexed.pool.hinted) return all;
  const forNode = ready.filter((endpoint) => endpoint.forNodes.includes(node.name));
  if (rules.nodeHints && forNode.length > 0 && ready.every((endpoint) => endpoint.forNodes.length > 0)) {
    return {endpoints: forNode, selection: 'topology-node'};
  }
  const {zone} = node;
  if (zone === undefined || !zoneHintsCount(indexed, rules)) return all;
  const forZone = ready.filter((endpoint) => endpoint.forZones.includes(zone));
  if (forZone.length > 0 && ready.every((endpoint) => endpoint.forZones.length > 0)) {
    return {endpoints: forZone, selection: 'topology-zone'};
  }
  return all;
}

function zoneHintsCount({service}: IndexedPort, rules: Rules): boolean {
  if (!rules.zoneHints || rules.hintsWithoutAnnotation) return rules.zoneHints;
  const older = service.annotations['service.kubernetes.io/topology-aware-hints'];
  if (rules.hintsNeedAuto) return older === 'Auto' || older === 'auto';
  // The older annotation wins where both are set (`pkg/proxy/servicechangetracker.go` of 1.27).
  const value = older ?? service.annotations['service.kubernetes.io/topology-mode'] ?? '';
  return value !== '' && value !== 'disabled' && value !== 'Disabled';
}

/** Real servers that all choices have are required, those that only some have are optional. */
function agree(choices: readonly Chosen[]): SelectedEndpoints {
  const counts = new Map<string, number>();
  for (const {endpoints} of choices) {
    for (const {address, port} of endpoints) {
      const key = formatEndpoint(address, port);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const realServers = new Map<string, Presence>();
  for (const [key, count] of counts) realServers.set(key, count === choices.length ? 'required' : 'optional');
  return {realServers, selection: choices[0]?.selection ?? 'all-ready'};
}

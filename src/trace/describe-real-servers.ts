import {
  type Endpoint,
  type EndpointSelection,
  type Node,
  type RealServer,
  type RealServerState,
  type TraceRealServer,
  zoneOf,
} from '../model/index.ts';
import {describeRoute, findRoute} from './find-route.ts';
import type {PathContext} from './path-context.ts';

/** All real servers of a path, and all endpoints without one, sorted: what each is, and why. */
export function describeRealServers(context: PathContext): readonly TraceRealServer[] {
  const {server, present} = context;
  const keys = new Set([
    ...server.endpoints.keys(),
    ...server.realServers.keys(),
    ...(present?.realServers.keys() ?? []),
  ]);
  return [...keys]
    .map((key) => describe(key, context))
    .sort((one, other) => ORDER[one.state] - ORDER[other.state] || compareAddresses(one, other));
}

const ORDER: Readonly<Record<RealServerState, number>> = {
  stale: 0,
  missing: 1,
  serving: 2,
  optional: 3,
  draining: 4,
  'left-out': 5,
};

function compareAddresses(one: TraceRealServer, other: TraceRealServer): number {
  return one.address.localeCompare(other.address, 'en', {numeric: true}) || one.port - other.port;
}

function describe(key: string, context: PathContext): TraceRealServer {
  const {server, present, view} = context;
  const real = present?.realServers.get(key);
  const endpoint = server.endpoints.get(key);
  const {address, port} = endpoint ?? real ?? splitEndpoint(key);
  const state = stateOf(key, real, context);
  const route = view.routes && findRoute(view.routes, address);
  return {
    address,
    port,
    state,
    weight: real?.weight ?? null,
    forwarding: real?.forwarding ?? null,
    activeConnections: real?.activeConnections ?? null,
    inactiveConnections: real?.inactiveConnections ?? null,
    pod: endpoint?.pod ?? '',
    node: endpoint?.nodeName ?? '',
    zone: zoneOfNode(endpoint?.nodeName, view.nodes),
    condition: conditionOf(endpoint),
    why: whyOf(key, state, context),
    route: route ? describeRoute(route) : '',
  };
}

function splitEndpoint(key: string): {readonly address: string; readonly port: number} {
  const colon = key.lastIndexOf(':');
  return {address: key.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(key.slice(colon + 1))};
}

function stateOf(key: string, real: RealServer | undefined, {server}: PathContext): RealServerState {
  const presence = server.realServers.get(key);
  if (presence === 'optional') return 'optional';
  if (presence === 'required') return real ? 'serving' : 'missing';
  if (!real) return 'left-out';
  return real.weight === 0 && server.id.protocol === 'TCP' ? 'draining' : 'stale';
}

function zoneOfNode(name: string | undefined, nodes: readonly Node[]): string {
  const node = nodes.find((candidate) => candidate.name === name);
  return (node && zoneOf(node)) ?? '';
}

function conditionOf(endpoint: Endpoint | undefined): string {
  if (!endpoint) return 'no endpoint';
  if (endpoint.terminating) return endpoint.serving ? 'serving, terminating' : 'terminating';
  return endpoint.ready ? 'ready' : 'not ready';
}

const SELECTIONS: Readonly<Record<EndpointSelection, string>> = {
  'all-ready': 'it is ready, and all ready endpoints are used',
  'topology-zone': "it is hinted for this node's zone",
  'topology-node': 'it is hinted for this node',
  'terminating-fallback': 'no endpoint is ready, so those that still serve while terminating are used',
  local: 'the traffic policy is Local, and it is on this node',
  'local-terminating-fallback':
    'the policy is Local, and on this node only terminating endpoints still serve',
  'local-none-so-all': 'the policy is Local, but no endpoint is on this node: in IPVS mode all are used then',
  'local-none-so-empty': 'the policy is Local, and no endpoint is on this node',
};

function whyOf(key: string, state: RealServerState, {server, view}: PathContext): string {
  if (state === 'optional')
    return 'EndpointSlices contradict one another about it, or not all that decides it is known: either is right';
  if (state === 'serving') return SELECTIONS[server.selection];
  if (state === 'missing') return `${SELECTIONS[server.selection]}, but the kernel lacks it`;
  return view.whyUnwanted(server, key);
}

import {
  type ActualState,
  type Endpoint,
  type EndpointCondition,
  type ExpectedState,
  type ExpectedVirtualServer,
  formatEndpoint,
  type RealServer,
  type ServerOnNode,
  type Service,
  type TrafficRow,
} from '../model/index.ts';

/** A real server, or an endpoint that could be one, behind a virtual server of a Service on one node. */
export interface ObservedServer extends ServerOnNode {
  readonly service: string;
  readonly portName: string;
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
  readonly condition: EndpointCondition;
  readonly pod: string;
  readonly endpointNode: string;
}

/** The Services of a call as one node has them. */
export interface ObservedServices {
  readonly servers: readonly ObservedServer[];
  /** By Service, `namespace/name`. */
  readonly virtualServers: ReadonlyMap<string, {readonly expected: number; readonly actual: number}>;
}

/** What a node's table holds of some Services. */
export function observeServices(
  services: readonly Service[],
  {actual, expected}: {readonly actual: ActualState; readonly expected: ExpectedState},
  rates: readonly TrafficRow[] | undefined,
): ObservedServices {
  const wanted = new Set(services.map(({namespace, name}) => `${namespace}/${name}`));
  const rateOf = rateIndex(rates);
  const servers: ObservedServer[] = [];
  const virtualServers = new Map<string, {expected: number; actual: number}>();
  for (const [key, server] of expected.virtualServers) {
    const owner = server.owners.find(({namespace, name}) => wanted.has(`${namespace}/${name}`));
    if (!owner) continue;
    const service = `${owner.namespace}/${owner.name}`;
    const table = actual.virtualServers?.get(key);
    const counts = virtualServers.get(service) ?? {expected: 0, actual: 0};
    if (server.presence === 'required' || table) counts.expected++;
    if (table) counts.actual++;
    virtualServers.set(service, counts);
    const head = {node: expected.node, virtualServer: key, role: server.role, service, portName: owner.port};
    for (const [name, found] of serversOf(server, table?.realServers))
      servers.push({...head, ...found, protocol: server.id.protocol, rates: rateOf(key, name)});
  }
  return {servers, virtualServers};
}

type Found = Omit<
  ObservedServer,
  'node' | 'virtualServer' | 'role' | 'service' | 'portName' | 'protocol' | 'rates'
>;

function serversOf(
  server: ExpectedVirtualServer,
  present: ReadonlyMap<string, RealServer> | undefined,
): ReadonlyMap<string, Found> {
  const found = new Map<string, Found>();
  for (const [name, endpoint] of server.endpoints)
    found.set(name, foundServer(name, {server, present, endpoint}));
  for (const [name, real] of present ?? [])
    if (!found.has(name)) found.set(name, foundServer(name, {server, present, endpoint: real}));
  return found;
}

interface Place {
  readonly server: ExpectedVirtualServer;
  readonly present: ReadonlyMap<string, RealServer> | undefined;
  /** An endpoint, or a real server that is none. */
  readonly endpoint: Endpoint | RealServer;
}

function foundServer(name: string, {server, present, endpoint}: Place): Found {
  const real = present?.get(name);
  const presence = server.realServers.get(name);
  const known = 'ready' in endpoint ? endpoint : undefined;
  return {
    address: endpoint.address,
    port: endpoint.port,
    expected: presence === 'optional' ? null : presence === 'required',
    present: real !== undefined,
    weight: real?.weight ?? null,
    active: real?.activeConnections ?? null,
    inactive: real?.inactiveConnections ?? null,
    condition: known ? conditionOf(known) : 'gone',
    pod: known?.pod ?? '',
    endpointNode: known?.nodeName ?? '',
  };
}

function conditionOf({ambiguous, ready, serving, terminating}: Endpoint): EndpointCondition {
  if (ambiguous) return 'disputed';
  if (ready) return 'ready';
  if (terminating) return serving ? 'serving-terminating' : 'terminating';
  return 'not-ready';
}

type RateOf = (virtualServer: string, realServer: string) => ServerOnNode['rates'];

function rateIndex(rows: readonly TrafficRow[] | undefined): RateOf {
  const index = new Map<string, TrafficRow>();
  for (const row of rows ?? []) {
    if (row.realServer)
      index.set(`${row.virtualServer} ${formatEndpoint(row.realServer.address, row.realServer.port)}`, row);
  }
  return (virtualServer, realServer) => {
    const row = index.get(`${virtualServer} ${realServer}`);
    return row ? {connections: row.connections, inBytes: row.inBytes, outBytes: row.outBytes} : null;
  };
}

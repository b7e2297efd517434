import {
  type EndpointCondition,
  formatEndpoint,
  isWanted,
  type JudgedReal,
  type JudgedServer,
  type Protocol,
  type ServerOnNode,
  type Service,
  type TrafficRow,
} from '../model/index.ts';

/** A real server, or an endpoint that could be one, behind a virtual server of a Service on one node. */
export interface ObservedServer extends ServerOnNode {
  readonly service: string;
  readonly portName: string;
  readonly protocol: Protocol;
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

/** What a node's table holds of some Services; `judged` are at least their virtual servers. */
export function observeServices(
  services: readonly Service[],
  {node, judged}: {readonly node: string; readonly judged: readonly JudgedServer[]},
  rates: readonly TrafficRow[] | undefined,
): ObservedServices {
  const wanted = new Set(services.map(({namespace, name}) => `${namespace}/${name}`));
  const rateOf = rateIndex(rates);
  const servers: ObservedServer[] = [];
  const virtualServers = new Map<string, {expected: number; actual: number}>();
  for (const {key, expected, present, standing, reals} of judged) {
    const owner = expected.owners.find(({namespace, name}) => wanted.has(`${namespace}/${name}`));
    if (!owner) continue;
    const service = `${owner.namespace}/${owner.name}`;
    const counts = virtualServers.get(service) ?? {expected: 0, actual: 0};
    if (standing !== 'optional') counts.expected++;
    if (present) counts.actual++;
    virtualServers.set(service, counts);
    const {protocol} = expected.id;
    const head = {
      node,
      virtualServer: expected.id,
      role: expected.role,
      service,
      portName: owner.port,
      protocol,
    };
    for (const real of reals) servers.push({...head, ...foundServer(real), rates: rateOf(key, real.key)});
  }
  return {servers, virtualServers};
}

function foundServer({address, port, standing, condition, real, endpoint}: JudgedReal) {
  return {
    address,
    port,
    standing,
    expected: isWanted(standing),
    present: real !== undefined,
    weight: real?.weight ?? null,
    active: real?.activeConnections ?? null,
    inactive: real?.inactiveConnections ?? null,
    condition,
    pod: endpoint?.pod ?? '',
    endpointNode: endpoint?.nodeName ?? '',
  };
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

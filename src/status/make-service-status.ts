import {
  formatEndpoint,
  type Node,
  type ServerOnNode,
  type Service,
  type ServiceServer,
  type ServiceStatus,
  zoneOf,
} from '../model/index.ts';
import type {ObservedServer, ObservedServices} from './observe-service.ts';

/** What one node told of the Services, and how many differences of the one in question it has. */
export interface ServiceSighting {
  readonly node: string;
  readonly observed: ObservedServices;
  readonly differences: number;
}

/** A Service in the tables of all nodes that were read. */
export function makeServiceStatus(
  {namespace, name, type}: Service,
  sightings: readonly ServiceSighting[],
  nodes: readonly Node[],
): ServiceStatus {
  const key = `${namespace}/${name}`;
  const zones = new Map(nodes.map((node) => [node.name, zoneOf(node) ?? '']));
  const groups = new Map<string, ObservedServer[]>();
  for (const {observed} of sightings) {
    for (const server of observed.servers) {
      if (server.service !== key) continue;
      const id = `${server.protocol} ${server.portName} ${formatEndpoint(server.address, server.port)}`;
      const group = groups.get(id);
      if (group) group.push(server);
      else groups.set(id, [server]);
    }
  }
  return {
    namespace,
    name,
    type,
    servers: [...groups.values()].flatMap((group) => joined(group, zones)).sort(byTrouble),
    nodes: sightings.map(({node, observed, differences}) => ({
      node,
      differences,
      virtualServers: observed.virtualServers.get(key) ?? {expected: 0, actual: 0},
    })),
  };
}

function joined(
  group: readonly ObservedServer[],
  zones: ReadonlyMap<string, string>,
): readonly ServiceServer[] {
  const [first] = group;
  if (!first) return [];
  const names = (chosen: readonly ObservedServer[]) => [...new Set(chosen.map(({node}) => node))].sort();
  return [
    {
      portName: first.portName,
      protocol: first.protocol,
      address: first.address,
      port: first.port,
      pod: first.pod,
      node: first.endpointNode,
      zone: zones.get(first.endpointNode) ?? '',
      condition: first.condition,
      presentOn: names(group.filter(({present}) => present)),
      expectedOn: names(group.filter(({expected, present}) => expected ?? present)),
      entries: group.filter(({present, expected}) => present || expected === true).map(entryOf),
    },
  ];
}

function entryOf({
  node,
  virtualServer,
  role,
  expected,
  present,
  weight,
  active,
  inactive,
  rates,
}: ObservedServer): ServerOnNode {
  return {node, virtualServer, role, expected, present, weight, active, inactive, rates};
}

function byTrouble(one: ServiceServer, other: ServiceServer): number {
  const key = ({portName, protocol, address, port, presentOn, expectedOn}: ServiceServer) =>
    `${presentOn.length === expectedOn.length ? 1 : 0} ${portName} ${protocol} ` +
    `${address.includes(':') ? 6 : 4} ${address.padStart(15)} ${port}`;
  return key(one) < key(other) ? -1 : 1;
}

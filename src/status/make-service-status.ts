import {
  type CheckResult,
  compareNaturally,
  formatEndpoint,
  groupBy,
  isInOrder,
  leadingStanding,
  type Node,
  SEVERITIES,
  type ServerOnNode,
  type Service,
  type ServiceConcern,
  type ServiceServer,
  type ServiceStatus,
  zoneOf,
} from '../model/index.ts';
import {explainCommand} from './next-steps.ts';
import type {ObservedServer, ObservedServices} from './observe-service.ts';

/** What one node told of the Services, and how many differences of the one in question it has. */
export interface ServiceSighting {
  readonly node: string;
  readonly observed: ObservedServices;
  readonly differences: number;
  /** Failed checks of the node. */
  readonly failures: readonly CheckResult[];
}

/** A Service in the tables of all nodes that were read. */
export function makeServiceStatus(
  {namespace, name, type}: Service,
  sightings: readonly ServiceSighting[],
  nodes: readonly Node[],
): ServiceStatus {
  const key = `${namespace}/${name}`;
  const zones = new Map(nodes.map((node) => [node.name, zoneOf(node) ?? '']));
  const groups = groupBy(
    sightings.flatMap(({observed}) => observed.servers.filter(({service}) => service === key)),
    ({protocol, portName, address, port}) => `${protocol} ${portName} ${formatEndpoint(address, port)}`,
  );
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
    concerns: concernsOf({namespace, name}, sightings),
  };
}

/** Failed checks about the Service, equal ones of several nodes as one. */
function concernsOf(
  {namespace, name}: Pick<Service, 'namespace' | 'name'>,
  sightings: readonly ServiceSighting[],
): readonly ServiceConcern[] {
  const found = new Map<string, ServiceConcern & {nodes: string[]}>();
  for (const {node, failures} of sightings) {
    for (const {code, severity, service, message} of failures) {
      if (service?.namespace !== namespace || service.name !== name) continue;
      const key = `${code} ${message}`;
      const present = found.get(key);
      if (present) present.nodes.push(node);
      else found.set(key, {code, severity, count: 1, message, remedy: explainCommand(code), nodes: [node]});
    }
  }
  return [...found.values()].sort(
    (one, other) => SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity),
  );
}

function joined(
  group: readonly ObservedServer[],
  zones: ReadonlyMap<string, string>,
): readonly ServiceServer[] {
  const [first] = group;
  if (!first) return [];
  const names = (chosen: readonly ObservedServer[]) =>
    [...new Set(chosen.map(({node}) => node))].sort(compareNaturally);
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
      standing: leadingStanding(group.filter(isOnNode).map(({standing}) => standing)),
      presentOn: names(group.filter(({present}) => present)),
      expectedOn: names(group.filter(({expected, present}) => expected ?? present)),
      entries: group.filter(isOnNode).map(entryOf),
    },
  ];
}

/** Whether it is on the node, or should be. */
function isOnNode({present, expected}: ObservedServer): boolean {
  return present || expected === true;
}

function entryOf({
  node,
  virtualServer,
  role,
  standing,
  expected,
  present,
  weight,
  active,
  inactive,
  rates,
}: ObservedServer): ServerOnNode {
  return {node, virtualServer, role, standing, expected, present, weight, active, inactive, rates};
}

function byTrouble(one: ServiceServer, other: ServiceServer): number {
  const key = ({portName, protocol, address, port, entries}: ServiceServer) =>
    `${entries.every(({standing}) => isInOrder(standing)) ? 1 : 0} ${portName} ${protocol} ` +
    `${address.includes(':') ? 6 : 4} ${address.padStart(15)} ${port}`;
  return key(one) < key(other) ? -1 : 1;
}

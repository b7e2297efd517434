import {
  type AddressRole,
  addressServerKey,
  type ExpectedRouting,
  type ExpectedVirtualServer,
  isLoopback,
  type Presence,
} from '../model/index.ts';
import type {NodeView, PortSelection} from './endpoint-selection.ts';
import {byName, sameRef} from './entries.ts';
import type {NodePortAddresses} from './node-port-addresses.ts';
import type {Rules} from './rules.ts';
import type {IndexedPort} from './service-index.ts';

/** What a node adds to the service ports. */
export interface NodeContext {
  readonly view: NodeView;
  readonly rules: Rules;
  readonly scheduler: string | undefined;
  readonly nodePortAddresses: NodePortAddresses;
  /** How endpoints become real servers, in the node's mode. */
  readonly select: (indexed: IndexedPort) => PortSelection;
  /** What rules do besides; undefined in IPVS mode. */
  readonly route?: ((indexed: IndexedPort, role: AddressRole) => ExpectedRouting) | undefined;
}

/**
 * The virtual servers of the given service ports on a node, by key (`pkg/proxy/ipvs/proxier.go`): one for the cluster
 * IP, each external IP, each load-balancer address, and the node port on each node address.
 */
export function expectedVirtualServers(
  ports: readonly IndexedPort[],
  context: NodeContext,
): ReadonlyMap<string, ExpectedVirtualServer> {
  const servers = new Map<string, ExpectedVirtualServer>();
  const schedulerFlags = schedulerFlagsOf(context);
  for (const indexed of ports) {
    const selection = context.select(indexed);
    const {scheduler, route} = context;
    for (const place of placesOf(indexed, context)) {
      add(servers, makeServer(indexed, place, {selection, scheduler, schedulerFlags, route}));
    }
  }
  return servers;
}

function schedulerFlagsOf({scheduler, rules}: NodeContext): readonly string[] | undefined {
  if (scheduler === undefined) return undefined;
  return scheduler === 'mh' && rules.mhPortFlag ? ['mh-port'] : [];
}

interface Place {
  readonly role: AddressRole;
  readonly address: string;
  readonly port: number;
  readonly presence: Presence;
}

function placesOf(indexed: IndexedPort, {rules, nodePortAddresses}: NodeContext): readonly Place[] {
  const {port, clusterIP, externalIPs, loadBalancerIPs} = indexed;
  const at = (role: AddressRole) => (address: string) =>
    ({role, address, port: port.port, presence: 'required'}) as const;
  const places: Place[] = [at('cluster-ip')(clusterIP)];
  if (rules.externalIpsServed) places.push(...externalIPs.map(at('external-ip')));
  places.push(...loadBalancerIPs.map(at('load-balancer')));
  if (port.nodePort !== 0) {
    for (const [address, presence] of nodePortAddresses ?? []) {
      places.push({role: 'node-port', address, port: port.nodePort, presence});
    }
  }
  return places;
}

interface Attributes {
  readonly selection: PortSelection;
  readonly scheduler: string | undefined;
  readonly schedulerFlags: readonly string[] | undefined;
  readonly route: NodeContext['route'];
}

function makeServer(indexed: IndexedPort, place: Place, attributes: Attributes): ExpectedVirtualServer {
  const {service, port} = indexed;
  const {realServers, selection} =
    place.role === 'cluster-ip' ? attributes.selection.internal : attributes.selection.external;
  const routing = attributes.route?.(indexed, place.role);
  return {
    id: {kind: 'address', protocol: port.protocol, address: place.address, port: place.port},
    family: indexed.family,
    role: place.role,
    presence: place.presence,
    owners: [indexed.ref],
    scheduler: attributes.scheduler,
    schedulerFlags: attributes.schedulerFlags,
    persistenceTimeout: service.sessionAffinity === 'ClientIP' ? service.sessionAffinityTimeout : 0,
    // Only the node itself connects to its loopback addresses.
    realServers: routing && isLoopback(place.address) ? routing.insiders : realServers,
    selection,
    endpoints: indexed.pool.endpoints,
    routing,
  };
}

/** Two owners of one key are a collision; of one owner's own the last one made stays, as in kube-proxy. */
function add(servers: Map<string, ExpectedVirtualServer>, server: ExpectedVirtualServer): void {
  const key = addressServerKey(server.id.protocol, server.id.address, server.id.port);
  const other = servers.get(key);
  const owner = server.owners[0];
  if (!other || !owner) {
    servers.set(key, server);
    return;
  }
  const others = other.owners.filter((ref) => !sameRef(ref, owner));
  servers.set(key, others.length === 0 ? server : collide(other, server, others));
}

function collide(
  present: ExpectedVirtualServer,
  added: ExpectedVirtualServer,
  owners: ExpectedVirtualServer['owners'],
): ExpectedVirtualServer {
  const names = [...owners, ...added.owners].sort(byName);
  const [one, other] = names[0] === added.owners[0] ? [added, present] : [present, added];
  const realServers = new Map<string, Presence>();
  for (const key of [...one.realServers.keys(), ...other.realServers.keys()])
    realServers.set(key, 'optional');
  return {
    ...one,
    presence: one.presence === 'required' || other.presence === 'required' ? 'required' : 'optional',
    owners: names,
    persistenceTimeout:
      one.persistenceTimeout === other.persistenceTimeout ? one.persistenceTimeout : undefined,
    realServers,
    endpoints: new Map([...one.endpoints, ...other.endpoints]),
  };
}

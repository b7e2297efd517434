import type {RealServer, VirtualServer} from './actual-state.ts';

/** Connections of real servers, summed up. */
export interface ConnectionSums {
  readonly active: number;
  readonly inactive: number;
}

/** Real servers that all are as kube-proxy makes them, forwarding method Masq and weight 1, each there once. */
export interface PlainServers {
  /** `address:port` of each, canonical, in the order of the source. */
  readonly keys: readonly string[];
  /** Undefined if the source does not count connections. */
  readonly connections: () => ConnectionSums | undefined;
}

const plain = new WeakMap<VirtualServer, PlainServers>();

/**
 * A virtual server with such real servers: an object for each of them is made when somebody looks at one, which nobody
 * does while all is as it should be. Their keys tell that without odds: they are compared as they are, by no hash.
 */
export function plainVirtualServer(
  attributes: Omit<VirtualServer, 'realServers'>,
  servers: PlainServers,
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
  plain.set(server, servers);
  return server;
}

/** The real servers of a virtual server, if all of them are plain; undefined: look at each. */
export function plainServers(server: VirtualServer): PlainServers | undefined {
  return plain.get(server);
}

/** Whether both virtual servers have the same real servers, all of them plain; false says nothing. */
export function samePlainServers(one: VirtualServer, other: VirtualServer): boolean {
  const keys = plain.get(one)?.keys;
  const others = plain.get(other)?.keys;
  if (!keys || !others || keys.length !== others.length) return false;
  if (keys.every((key, index) => key === others[index])) return true;
  const present = new Set(others);
  return keys.every((key) => present.has(key));
}

/** How many real servers a virtual server has. */
export function realServerCount(server: VirtualServer): number {
  return plain.get(server)?.keys.length ?? server.realServers.size;
}

/** The connections of all real servers of a virtual server; undefined if the source of the table does not tell them. */
export function connectionSums(server: VirtualServer): ConnectionSums | undefined {
  const servers = plain.get(server);
  if (servers) return servers.connections();
  const sums = {active: 0, inactive: 0};
  for (const {activeConnections, inactiveConnections} of server.realServers.values()) {
    if (activeConnections === undefined || inactiveConnections === undefined) return undefined;
    sums.active += activeConnections;
    sums.inactive += inactiveConnections;
  }
  return sums;
}

/** The real servers of a virtual server that take no new connections, as they have weight 0. */
export function quiescentServers(server: VirtualServer): readonly RealServer[] {
  return plain.has(server) ? [] : [...server.realServers.values()].filter(({weight}) => weight === 0);
}

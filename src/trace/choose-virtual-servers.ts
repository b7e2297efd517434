import {
  type AddressRole,
  compareNaturally,
  type ExpectedState,
  type ExpectedVirtualServer,
  type ServicePortRef,
  type SocketAddress,
} from '../model/index.ts';

/** A virtual server of a Service, and the port of the Service that it is for. */
export interface ServedPort {
  readonly server: ExpectedVirtualServer;
  readonly port: ServicePortRef;
}

const ROLES: readonly AddressRole[] = ['cluster-ip', 'external-ip', 'load-balancer', 'node-port'];

/** The virtual servers of a Service on a node, cluster IPs first; with `to` only the one at that address. */
export function chooseVirtualServers(
  {virtualServers}: ExpectedState,
  service: {readonly namespace: string; readonly name: string},
  to?: SocketAddress,
): readonly ServedPort[] {
  const served: ServedPort[] = [];
  for (const server of virtualServers.values()) {
    const port = server.owners.find(
      ({namespace, name}) => namespace === service.namespace && name === service.name,
    );
    const {id} = server;
    if (port && (to === undefined || (id.address === to.address && id.port === to.port)))
      served.push({server, port});
  }
  return served.sort(byRole);
}

function byRole({server: one}: ServedPort, {server: other}: ServedPort): number {
  return (
    ROLES.indexOf(one.role) - ROLES.indexOf(other.role) ||
    one.family.localeCompare(other.family) ||
    one.id.port - other.id.port ||
    one.id.protocol.localeCompare(other.id.protocol) ||
    compareNaturally(one.id.address, other.id.address)
  );
}

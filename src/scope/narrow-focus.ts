import {
  type AskedServer,
  addressesOf,
  type ClusterState,
  type NarrowFocus,
  SCALE,
  type Service,
} from '../model/index.ts';
import type {ServiceScope} from './select-services.ts';

/** What a node must be asked about the Services in scope; undefined: about everything. */
export function narrowFocus({filter}: ServiceScope, cluster: ClusterState): NarrowFocus | undefined {
  if (filter === undefined) return undefined;
  const services = cluster.services.filter(({namespace, name}) => filter(namespace, name));
  const virtualServers = services.flatMap(serversOf);
  const members = [...endpointAddresses(services, cluster), ...healthCheckPorts(services)];
  if (virtualServers.length > SCALE.mostAskedServers || members.length > SCALE.mostAskedMembers)
    return undefined;
  return virtualServers.length === 0 ? undefined : {virtualServers, members};
}

function serversOf(service: Service): readonly AskedServer[] {
  const addresses = addressesOf(service);
  return service.ports.flatMap(({protocol, port, nodePort}) => [
    ...addresses.map((address) => ({protocol, address, port})),
    ...(nodePort === 0 ? [] : [{protocol, address: null, port: nodePort}]),
  ]);
}

function endpointAddresses(services: readonly Service[], {endpointSlices}: ClusterState): readonly string[] {
  const names = new Set(services.map(({namespace, name}) => `${namespace}/${name}`));
  const own = endpointSlices.filter(({namespace, serviceName}) => names.has(`${namespace}/${serviceName}`));
  return [...new Set(own.flatMap(({endpoints}) => endpoints.map(({address}) => address)))];
}

function healthCheckPorts(services: readonly Service[]): readonly string[] {
  return services.map(({healthCheckNodePort}) => String(healthCheckNodePort)).filter((port) => port !== '0');
}

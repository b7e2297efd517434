import {addressesOf, type ClusterState, type Service} from '../model/index.ts';

/** The cluster without the Services that have nothing to do with this one: what is left claims the same addresses or node ports. */
export function narrowCluster(cluster: ClusterState, service: Service): ClusterState {
  const addresses = new Set(addressesOf(service));
  const nodePorts = new Set(nodePortsOf(service));
  const services = cluster.services.filter(
    (other) =>
      isSame(other, service) ||
      addressesOf(other).some((address) => addresses.has(address)) ||
      nodePortsOf(other).some((port) => nodePorts.has(port)),
  );
  const names = new Set(services.map(({namespace, name}) => `${namespace}/${name}`));
  const endpointSlices = cluster.endpointSlices.filter(({namespace, serviceName}) =>
    names.has(`${namespace}/${serviceName}`),
  );
  return {...cluster, services, endpointSlices};
}

function isSame(one: Service, other: Service): boolean {
  return one.namespace === other.namespace && one.name === other.name;
}

function nodePortsOf({ports}: Service): readonly string[] {
  return ports
    .filter(({nodePort}) => nodePort !== 0)
    .map(({nodePort, protocol}) => `${protocol} ${nodePort}`);
}

import {formatEndpoint} from './address.ts';
import type {ClusterState} from './cluster-state.ts';
import type {EndpointSlice} from './endpoint-slice.ts';
import {compareNaturally} from './natural-order.ts';
import {addressesOf, type Service} from './service.ts';

/** Names that a cluster or a snapshot has, for completion; the last two are of one Service. */
export type ClusterNameKind =
  | 'namespaces'
  | 'services'
  | 'nodes'
  | 'pods'
  | 'service-addresses'
  | 'service-endpoints';

/** Which names are wanted. */
export interface NameQuery {
  readonly kind: ClusterNameKind;
  readonly namespace: string;
  /** Name of the Service, for what is of one; undefined: none was given. */
  readonly service: string | undefined;
}

/** Addresses with ports at which a Service is served, but for its node ports, which each node serves at its own. */
export function serviceAddresses(service: Service): readonly string[] {
  return addressesOf(service).flatMap((address) =>
    service.ports.map(({port}) => formatEndpoint(address, port)),
  );
}

/** Addresses of the endpoints in these slices. */
export function endpointAddresses(slices: readonly EndpointSlice[]): readonly string[] {
  const all = slices.flatMap(({endpoints}) => endpoints.map(({address}) => address));
  return [...new Set(all)].sort(compareNaturally);
}

/** Names in a cluster that was read as a whole, such as that of a snapshot. It has no Pods but kube-proxy's. */
export function namesInCluster(
  {services, endpointSlices, nodes}: Pick<ClusterState, 'services' | 'endpointSlices' | 'nodes'>,
  {kind, namespace, service}: NameQuery,
): readonly string[] {
  const own = services.filter((one) => one.namespace === namespace);
  switch (kind) {
    case 'namespaces':
      return [...new Set(services.map((one) => one.namespace))].sort();
    case 'services':
      return own.map(({name}) => name);
    case 'nodes':
      return nodes.map(({name}) => name);
    case 'pods':
      return [];
    case 'service-addresses':
      return own.filter(({name}) => name === service).flatMap(serviceAddresses);
    case 'service-endpoints':
      return endpointAddresses(
        endpointSlices.filter((slice) => slice.namespace === namespace && slice.serviceName === service),
      );
  }
}

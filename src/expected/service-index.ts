import {
  type Endpoint,
  type EndpointSlice,
  familyOf,
  groupBy,
  type IpFamily,
  type Service,
  type ServicePort,
  type ServicePortRef,
  type SliceEndpoint,
} from '../model/index.ts';
import {buildPool, type EndpointPool} from './endpoint-pool.ts';
import type {Rules} from './rules.ts';

const PROXY_NAME_LABEL = 'service.kubernetes.io/service-proxy-name';
const HEADLESS_LABEL = 'service.kubernetes.io/headless';

/** One service port in one family, with what is the same on all nodes. */
export interface IndexedPort {
  readonly ref: ServicePortRef;
  readonly service: Service;
  readonly port: ServicePort;
  readonly family: IpFamily;
  readonly clusterIP: string;
  /** External IPs of the family. */
  readonly externalIPs: readonly string[];
  /** Load-balancer addresses of the family that qualify. */
  readonly loadBalancerIPs: readonly string[];
  readonly pool: EndpointPool;
}

/**
 * All service ports that kube-proxy handles, in both families (kube-proxy `pkg/proxy/servicechangetracker.go`,
 * `endpointslicecache.go`). The same for every node whose kube-proxy follows the same rules.
 */
export function indexServicePorts(
  services: readonly Service[],
  slices: readonly EndpointSlice[],
  rules: Rules,
): readonly IndexedPort[] {
  const slicesOf = groupSlices(slices, rules);
  const ports: IndexedPort[] = [];
  for (const service of services) {
    if (!counts(service, rules)) continue;
    for (const family of ['IPv4', 'IPv6'] as const) {
      const clusterIP = clusterIPOf(service, family);
      if (clusterIP === undefined) continue;
      const own = slicesOf.get(`${service.namespace}/${service.name}/${family}`) ?? [];
      ports.push(...portsOf({service, family, clusterIP, slices: own, rules}));
    }
  }
  return ports;
}

function counts(service: Service, rules: Rules): boolean {
  if (PROXY_NAME_LABEL in service.labels) return false;
  if (rules.headlessLabelHidesService && HEADLESS_LABEL in service.labels) return false;
  return service.clusterIP !== 'None' && service.clusterIP !== '' && service.type !== 'ExternalName';
}

function clusterIPOf(service: Service, family: IpFamily): string | undefined {
  if (service.ipFamilies.length === 0) {
    return familyOf(service.clusterIP) === family ? service.clusterIP : undefined;
  }
  const index = service.ipFamilies.indexOf(family);
  const address =
    index < 0 ? undefined : (service.clusterIPs[index] ?? (index === 0 ? service.clusterIP : undefined));
  return address === '' || address === 'None' ? undefined : address;
}

function groupSlices(
  slices: readonly EndpointSlice[],
  rules: Rules,
): ReadonlyMap<string, readonly EndpointSlice[]> {
  const read = slices.filter(
    ({serviceName, labels}) =>
      serviceName !== '' &&
      !(HEADLESS_LABEL in labels) &&
      !(rules.proxyNameLabelHidesSlice && PROXY_NAME_LABEL in labels),
  );
  return groupBy(
    read,
    ({namespace, serviceName, addressType}) => `${namespace}/${serviceName}/${addressType}`,
  );
}

interface FamilyOfService {
  readonly service: Service;
  readonly family: IpFamily;
  readonly clusterIP: string;
  readonly slices: readonly EndpointSlice[];
  readonly rules: Rules;
}

function portsOf({service, family, clusterIP, slices, rules}: FamilyOfService): readonly IndexedPort[] {
  const ofFamily = (address: string) => familyOf(address) === family;
  const externalIPs = service.externalIPs.filter(ofFamily);
  const loadBalancerIPs = service.ingress
    .filter(({ip, ipMode}) => ofFamily(ip) && !(rules.ipModeCounts && ipMode === 'Proxy'))
    .map(({ip}) => ip);
  return service.ports.map((port) => ({
    ref: {namespace: service.namespace, name: service.name, port: port.name},
    service,
    port,
    family,
    clusterIP,
    externalIPs,
    loadBalancerIPs,
    pool: buildPool(endpointsOf(slices, {port, family, rules})),
  }));
}

interface PortOfFamily {
  readonly port: ServicePort;
  readonly family: IpFamily;
  readonly rules: Rules;
}

/** What slices name as endpoints of a service port: slice ports belong by name and protocol, and bring their own number. */
function endpointsOf(
  slices: readonly EndpointSlice[],
  {port, family, rules}: PortOfFamily,
): readonly Endpoint[] {
  const named: Endpoint[] = [];
  for (const slice of slices) {
    for (const slicePort of slice.ports) {
      if (slicePort.name !== port.name || slicePort.protocol !== port.protocol || !slicePort.port) continue;
      for (const endpoint of slice.endpoints) {
        if (familyOf(endpoint.address) === family) named.push(asEndpoint(endpoint, slicePort.port, rules));
      }
    }
  }
  return named;
}

function asEndpoint(endpoint: SliceEndpoint, port: number, rules: Rules): Endpoint {
  return {
    address: endpoint.address,
    port,
    ready: endpoint.ready,
    serving: endpoint.serving,
    terminating: endpoint.terminating,
    nodeName: endpoint.nodeName,
    pod: endpoint.pod,
    forZones: endpoint.forZones,
    forNodes: endpoint.forNodes,
    // kube-proxy that keeps the text as written adds and removes such a real server again and again.
    ambiguous: !endpoint.writtenCanonically && !rules.canonicalizesAddresses,
  };
}

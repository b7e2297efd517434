import {canonicalAddress, type IpFamily} from './address.ts';
import {
  InvalidObjectError,
  type JsonObject,
  optionalCount,
  optionalList,
  optionalObject,
  optionalPort,
  optionalString,
  optionalStringMap,
  optionalStrings,
  requireObject,
  requireString,
} from './json.ts';
import {lastWritten} from './object-times.ts';
import type {Protocol} from './virtual-server.ts';

/** A service port. */
export interface ServicePort {
  /** Empty for the single unnamed port. */
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
  /** 0: none. */
  readonly nodePort: number;
}

/** An address in `status.loadBalancer.ingress`. */
export interface LoadBalancerIngress {
  /** Canonical. */
  readonly ip: string;
  readonly ipMode: string | undefined;
}

/** The parts of a Service that kube-proxy reads. */
export interface Service {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly type: string;
  /** Canonical, `None`, or empty while not allocated. */
  readonly clusterIP: string;
  readonly clusterIPs: readonly string[];
  readonly ipFamilies: readonly IpFamily[];
  /** Canonical; texts that are no addresses are left out, as kube-proxy does. */
  readonly externalIPs: readonly string[];
  readonly ingress: readonly LoadBalancerIngress[];
  readonly loadBalancerSourceRanges: readonly string[];
  readonly ports: readonly ServicePort[];
  readonly sessionAffinity: string;
  /** Seconds. */
  readonly sessionAffinityTimeout: number;
  readonly internalTrafficPolicy: string;
  readonly externalTrafficPolicy: string;
  /** 0: none. */
  readonly healthCheckNodePort: number;
  /** When it was last written (RFC 3339), as far as its metadata tell. */
  readonly writtenAt: string | undefined;
}

/** The API server's default for `sessionAffinityConfig.clientIP.timeoutSeconds`, in seconds. */
const DEFAULT_AFFINITY_TIMEOUT = 10800;

/** Annotations with which layer-2 load balancers mark a Service whose address they announce, and who they are. */
export const LAYER_2_ANNOTATIONS: Readonly<Record<string, string>> = {
  'metallb.io/ip-allocated-from-pool': 'MetalLB',
  'metallb.universe.tf/ip-allocated-from-pool': 'MetalLB',
  'kube-vip.io/vipHost': 'kube-vip',
};

/** Annotations that are kept: those that kube-proxy reads on a Service, and {@link LAYER_2_ANNOTATIONS}. */
const READ_ANNOTATIONS = [
  'service.kubernetes.io/topology-aware-hints',
  'service.kubernetes.io/topology-mode',
  ...Object.keys(LAYER_2_ANNOTATIONS),
];

/** A Service from its JSON. Throws `InvalidObjectError` if a field that matters has another type. */
export function readService(json: unknown): Service {
  const object = requireObject(json, '');
  const metadata = requireObject(object.metadata, 'metadata');
  const spec = optionalObject(object.spec, 'spec');
  const clusterIP = address(optionalString(spec.clusterIP, 'spec.clusterIP') ?? '', 'spec.clusterIP');
  return {
    namespace: requireString(metadata.namespace, 'metadata.namespace'),
    name: requireString(metadata.name, 'metadata.name'),
    labels: optionalStringMap(metadata.labels, 'metadata.labels'),
    annotations: readAnnotations(metadata),
    type: optionalString(spec.type, 'spec.type') ?? 'ClusterIP',
    clusterIP,
    clusterIPs: optionalStrings(spec.clusterIPs, 'spec.clusterIPs').map((ip) =>
      address(ip, 'spec.clusterIPs[]'),
    ),
    ipFamilies: optionalStrings(spec.ipFamilies, 'spec.ipFamilies').map(readFamily),
    externalIPs: canonicalOnly(optionalStrings(spec.externalIPs, 'spec.externalIPs')),
    ingress: readIngress(object),
    loadBalancerSourceRanges: optionalStrings(spec.loadBalancerSourceRanges, 'spec.loadBalancerSourceRanges'),
    ports: optionalList(spec.ports, 'spec.ports').map((port) => readServicePort(port)),
    ...readPolicies(spec),
    writtenAt: lastWritten(metadata),
  };
}

function readPolicies(spec: JsonObject) {
  const clientIP = optionalObject(
    optionalObject(spec.sessionAffinityConfig, 'spec.sessionAffinityConfig').clientIP,
    'spec.sessionAffinityConfig.clientIP',
  );
  return {
    sessionAffinity: optionalString(spec.sessionAffinity, 'spec.sessionAffinity') ?? 'None',
    sessionAffinityTimeout:
      optionalCount(clientIP.timeoutSeconds, 'spec.sessionAffinityConfig.clientIP.timeoutSeconds') ??
      DEFAULT_AFFINITY_TIMEOUT,
    internalTrafficPolicy:
      optionalString(spec.internalTrafficPolicy, 'spec.internalTrafficPolicy') ?? 'Cluster',
    externalTrafficPolicy:
      optionalString(spec.externalTrafficPolicy, 'spec.externalTrafficPolicy') ?? 'Cluster',
    healthCheckNodePort: optionalPort(spec.healthCheckNodePort, 'spec.healthCheckNodePort') ?? 0,
  };
}

const NO_ANNOTATIONS: Readonly<Record<string, string>> = {};

function readAnnotations(metadata: JsonObject): Readonly<Record<string, string>> {
  const annotations = optionalObject(metadata.annotations, 'metadata.annotations');
  let read = NO_ANNOTATIONS;
  for (const name of READ_ANNOTATIONS) {
    const value = annotations[name];
    if (value === undefined || value === null) continue;
    read = {...read, [name]: requireString(value, `metadata.annotations.${name}`)};
  }
  return read;
}

function readServicePort(json: unknown): ServicePort {
  const port = requireObject(json, 'spec.ports[]');
  return {
    name: optionalString(port.name, 'spec.ports[].name') ?? '',
    protocol: readProtocol(port.protocol, 'spec.ports[].protocol'),
    port: requirePort(port.port, 'spec.ports[].port'),
    nodePort: optionalPort(port.nodePort, 'spec.ports[].nodePort') ?? 0,
  };
}

function requirePort(value: unknown, path: string): number {
  const port = optionalPort(value, path);
  if (port === undefined || port === 0) throw new InvalidObjectError(path, 'a port (1 to 65535)', value);
  return port;
}

/** All addresses at which a Service may be reached but those of nodes, each once: headless Services have none. */
export function addressesOf({
  clusterIP,
  clusterIPs,
  externalIPs,
  ingress,
}: Pick<Service, 'clusterIP' | 'clusterIPs' | 'externalIPs' | 'ingress'>): readonly string[] {
  const all = [clusterIP, ...clusterIPs, ...externalIPs, ...ingress.map(({ip}) => ip)];
  return [...new Set(all)].filter((address) => address !== '' && address !== 'None');
}

/** A protocol's name; absent reads as TCP, the API server's default. Throws {@link InvalidObjectError}. */
export function readProtocol(value: unknown, path: string): Protocol {
  if (value === 'TCP' || value === 'UDP' || value === 'SCTP') return value;
  const protocol = value === undefined || value === null ? 'TCP' : undefined;
  if (protocol === undefined) throw new InvalidObjectError(path, 'TCP, UDP or SCTP', value);
  return protocol;
}

function readFamily(text: string, index: number): IpFamily {
  if (text === 'IPv4' || text === 'IPv6') return text;
  throw new InvalidObjectError(`spec.ipFamilies[${index}]`, 'IPv4 or IPv6', text);
}

function address(text: string, path: string): string {
  if (text === '' || text === 'None') return text;
  const canonical = canonicalAddress(text);
  if (canonical === undefined) throw new InvalidObjectError(path, 'an IP address, None or empty', text);
  return canonical;
}

function canonicalOnly(texts: readonly string[]): readonly string[] {
  return texts.map(canonicalAddress).filter((text) => text !== undefined);
}

function readIngress(service: JsonObject): readonly LoadBalancerIngress[] {
  const status = optionalObject(service.status, 'status');
  const loadBalancer = optionalObject(status.loadBalancer, 'status.loadBalancer');
  const ingress: LoadBalancerIngress[] = [];
  optionalList(loadBalancer.ingress, 'status.loadBalancer.ingress').forEach((json, index) => {
    const path = `status.loadBalancer.ingress[${index}]`;
    const entry = requireObject(json, path);
    const ip = canonicalAddress(optionalString(entry.ip, `${path}.ip`) ?? '');
    if (ip !== undefined) ingress.push({ip, ipMode: optionalString(entry.ipMode, `${path}.ipMode`)});
  });
  return ingress;
}

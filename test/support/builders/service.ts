import type {JsonObject} from '../../../src/model/index.ts';

/** What a test says about a Service; everything else of its spec is passed on as it is. */
export interface ServiceOverrides extends JsonObject {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: JsonObject;
  readonly annotations?: JsonObject;
  /** `status.loadBalancer.ingress`. */
  readonly ingress?: readonly JsonObject[];
  readonly clusterIPs?: readonly string[];
}

const METADATA_AND_STATUS = ['name', 'namespace', 'labels', 'annotations', 'ingress'];

/**
 * A Service as the API server returns it, by default the `svc` of section 15: ClusterIP 10.96.14.7, TCP port 80 named
 * `http`, IPv4. The first cluster IP and the families follow from `clusterIPs`.
 */
export function aService(overrides: ServiceOverrides = {}): JsonObject {
  const {name = 'svc', namespace = 'default', labels = {}, annotations = {}, ingress} = overrides;
  const clusterIPs = overrides.clusterIPs ?? ['10.96.14.7'];
  const spec = Object.entries(overrides).filter(([key]) => !METADATA_AND_STATUS.includes(key));
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name, namespace, labels, annotations},
    spec: {
      type: 'ClusterIP',
      clusterIP: clusterIPs[0],
      clusterIPs,
      ipFamilies: clusterIPs.map((ip) => (ip.includes(':') ? 'IPv6' : 'IPv4')),
      ports: [aPort()],
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      ...Object.fromEntries(spec),
    },
    status: {loadBalancer: ingress ? {ingress} : {}},
  };
}

/** A service port: by default TCP port 80 named `http`. */
export function aPort(overrides: JsonObject = {}): JsonObject {
  return {name: 'http', protocol: 'TCP', port: 80, targetPort: 8080, ...overrides};
}

/** Session affinity by client address, with the API's default timeout unless one is given. */
export function clientIP(timeoutSeconds?: number): JsonObject {
  if (timeoutSeconds === undefined) return {sessionAffinity: 'ClientIP'};
  return {sessionAffinity: 'ClientIP', sessionAffinityConfig: {clientIP: {timeoutSeconds}}};
}

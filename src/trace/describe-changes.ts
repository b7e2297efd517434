import {
  type Endpoint,
  formatEndpoint,
  type Service,
  type ServiceState,
  type SliceEndpoint,
} from '../model/index.ts';

/** One thing that changed in the API. */
export interface ApiChange {
  readonly kind: string;
  readonly message: string;
}

/** What changed of a Service and its endpoints, in sentences without full stops. */
export function describeChanges(before: ServiceState, after: ServiceState): readonly ApiChange[] {
  return [...serviceChanges(before.service, after.service), ...endpointChanges(before, after)];
}

function serviceChanges(before: Service | undefined, after: Service | undefined): readonly ApiChange[] {
  if (before && !after) return [{kind: 'service-deleted', message: 'the Service was deleted'}];
  if (!before && after) return [{kind: 'service-created', message: 'the Service was created'}];
  if (!before || !after) return [];
  const fields = Object.keys(FIELDS) as (keyof Service)[];
  const changed = fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
  return changed.map((field) => ({
    kind: 'service-changed',
    message: `the Service's ${FIELDS[field]} changed: ${text(before[field])} became ${text(after[field])}`,
  }));
}

const FIELDS: Readonly<Partial<Record<keyof Service, string>>> = {
  type: 'type',
  clusterIPs: 'cluster IPs',
  externalIPs: 'external IPs',
  ingress: 'load-balancer addresses',
  loadBalancerSourceRanges: 'source ranges',
  ports: 'ports',
  sessionAffinity: 'session affinity',
  sessionAffinityTimeout: 'affinity timeout',
  internalTrafficPolicy: 'internal traffic policy',
  externalTrafficPolicy: 'external traffic policy',
  annotations: 'annotations',
};

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}

function endpointChanges(before: ServiceState, after: ServiceState): readonly ApiChange[] {
  const [old, now] = [endpointsOf(before), endpointsOf(after)];
  const changes: ApiChange[] = [];
  for (const [key, endpoint] of now) {
    const earlier = old.get(key);
    if (!earlier) {
      const state = endpoint.ready ? 'ready' : 'not ready yet';
      changes.push({kind: 'endpoint-added', message: `endpoint ${name(key, endpoint)} was added, ${state}`});
    } else changes.push(...conditionChanges(key, earlier, endpoint));
  }
  for (const [key, endpoint] of old)
    if (!now.has(key))
      changes.push({kind: 'endpoint-removed', message: `endpoint ${name(key, endpoint)} was removed`});
  return changes;
}

function endpointsOf({endpointSlices}: ServiceState): ReadonlyMap<string, SliceEndpoint> {
  const endpoints = new Map<string, SliceEndpoint>();
  for (const slice of endpointSlices) {
    for (const endpoint of slice.endpoints) {
      for (const {port} of slice.ports)
        if (port !== undefined) endpoints.set(formatEndpoint(endpoint.address, port), endpoint);
    }
  }
  return endpoints;
}

type Conditions = Pick<Endpoint, 'ready' | 'serving' | 'terminating'>;

function conditionChanges(key: string, before: SliceEndpoint, after: SliceEndpoint): readonly ApiChange[] {
  const told: ApiChange[] = [];
  const changed = (condition: keyof Conditions) => before[condition] !== after[condition];
  if (changed('terminating') && after.terminating)
    told.push({
      kind: 'endpoint-terminating',
      message: `endpoint ${name(key, after)} is terminating: its Pod was deleted`,
    });
  if (changed('ready'))
    told.push({
      kind: after.ready ? 'endpoint-ready' : 'endpoint-not-ready',
      message: `endpoint ${name(key, after)} is ${after.ready ? 'ready' : 'no longer ready'}`,
    });
  if (changed('serving') && !after.serving)
    told.push({kind: 'endpoint-not-serving', message: `endpoint ${name(key, after)} no longer serves`});
  const hints = (endpoint: SliceEndpoint) => [...endpoint.forZones, ...endpoint.forNodes].join(', ');
  if (hints(before) !== hints(after))
    told.push({
      kind: 'endpoint-hints',
      message: `endpoint ${name(key, after)} is hinted for ${hints(after) || 'nobody'}`,
    });
  return told;
}

function name(key: string, {pod}: SliceEndpoint): string {
  return pod === undefined ? key : `${key} (Pod ${pod})`;
}

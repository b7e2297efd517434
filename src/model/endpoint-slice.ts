import {canonicalAddress} from './address.ts';
import {
  optionalBoolean,
  optionalList,
  optionalObject,
  optionalPort,
  optionalString,
  optionalStringMap,
  optionalStrings,
  requireObject,
  requireString,
} from './json.ts';
import {lastWritten, latestTime} from './object-times.ts';
import {readProtocol} from './service.ts';
import type {Protocol} from './virtual-server.ts';

/** A port of an EndpointSlice; without a name or a number it counts for nothing. */
export interface EndpointPort {
  readonly name: string | undefined;
  readonly protocol: Protocol;
  readonly port: number | undefined;
}

/** An endpoint with its first address; only that one is used by kube-proxy. */
export interface SliceEndpoint {
  /** Canonical. */
  readonly address: string;
  /** False if the slice wrote the address in another form than the canonical one. */
  readonly writtenCanonically: boolean;
  /** Absent conditions read as ready and serving, as the API defines. */
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly nodeName: string | undefined;
  /** The Pod behind the endpoint, `namespace/name`. */
  readonly pod: string | undefined;
  readonly forZones: readonly string[];
  readonly forNodes: readonly string[];
}

/** The parts of an EndpointSlice that kube-proxy reads. */
export interface EndpointSlice {
  readonly namespace: string;
  readonly name: string;
  /** Label `kubernetes.io/service-name`; empty if it is missing. */
  readonly serviceName: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly addressType: string;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly SliceEndpoint[];
  /** When the change of a Pod or Service came about that the slice was last written for (RFC 3339), if it says so. */
  readonly changedAt: string | undefined;
  /** When it was last written (RFC 3339), as far as its metadata tell. */
  readonly writtenAt: string | undefined;
}

/** Written by the EndpointSlice controller; kube-proxy measures its latency from it. */
const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';

/** An EndpointSlice from its JSON. Throws `InvalidObjectError` if a field that matters has another type. */
export function readEndpointSlice(slice: unknown): EndpointSlice {
  const object = requireObject(slice, '');
  const metadata = requireObject(object.metadata, 'metadata');
  const labels = optionalStringMap(metadata.labels, 'metadata.labels');
  const changedAt = readTriggerTime(metadata.annotations);
  const endpoints: SliceEndpoint[] = [];
  for (const json of optionalList(object.endpoints, 'endpoints')) {
    const endpoint = readEndpoint(json);
    if (endpoint) endpoints.push(endpoint);
  }
  return {
    namespace: requireString(metadata.namespace, 'metadata.namespace'),
    name: requireString(metadata.name, 'metadata.name'),
    serviceName: labels['kubernetes.io/service-name'] ?? '',
    labels,
    addressType: requireString(object.addressType, 'addressType'),
    ports: optionalList(object.ports, 'ports').map((port) => readPort(port)),
    endpoints,
    changedAt,
    writtenAt: latestTime([changedAt, lastWritten(metadata)]),
  };
}

function readPort(json: unknown): EndpointPort {
  const port = requireObject(json, 'ports[]');
  return {
    name: optionalString(port.name, 'ports[].name'),
    protocol: readProtocol(port.protocol, 'ports[].protocol'),
    port: optionalPort(port.port, 'ports[].port'),
  };
}

const NONE: readonly string[] = [];

/** No text is put together here but for a complaint: this runs for each of 100,000 endpoints. */
function readEndpoint(json: unknown): SliceEndpoint | undefined {
  const endpoint = requireObject(json, 'endpoints[]');
  const written = optionalList(endpoint.addresses, 'endpoints[].addresses')[0];
  if (written === undefined || written === '') return undefined;
  const address = canonicalAddress(requireString(written, 'endpoints[].addresses[0]'));
  if (address === undefined) return undefined;
  const conditions = optionalObject(endpoint.conditions, 'endpoints[].conditions');
  const hints =
    endpoint.hints === undefined || endpoint.hints === null ? undefined : readHints(endpoint.hints);
  return {
    address,
    writtenCanonically: address === written,
    ready: optionalBoolean(conditions.ready, 'endpoints[].conditions.ready') ?? true,
    serving: optionalBoolean(conditions.serving, 'endpoints[].conditions.serving') ?? true,
    terminating: optionalBoolean(conditions.terminating, 'endpoints[].conditions.terminating') ?? false,
    nodeName: optionalString(endpoint.nodeName, 'endpoints[].nodeName'),
    pod: readPod(endpoint.targetRef),
    forZones: hints?.forZones ?? NONE,
    forNodes: hints?.forNodes ?? NONE,
  };
}

function readPod(json: unknown): string | undefined {
  if (json === undefined || json === null) return undefined;
  const target = requireObject(json, 'endpoints[].targetRef');
  if (target.kind !== 'Pod') return undefined;
  const name = optionalString(target.name, 'endpoints[].targetRef.name');
  const namespace = optionalString(target.namespace, 'endpoints[].targetRef.namespace');
  return name === undefined ? undefined : `${namespace ?? ''}/${name}`;
}

function readHints(json: unknown) {
  const hints = requireObject(json, 'endpoints[].hints');
  return {
    forZones: names(hints.forZones, 'endpoints[].hints.forZones'),
    forNodes: names(hints.forNodes, 'endpoints[].hints.forNodes'),
  };
}

function names(json: unknown, path: string): readonly string[] {
  return optionalStrings(
    optionalList(json, path).map((entry) => requireObject(entry, path).name),
    path,
  );
}

/** An annotation is a hint: what is no text counts as none. */
function readTriggerTime(annotations: unknown): string | undefined {
  if (typeof annotations !== 'object' || annotations === null) return undefined;
  const time = (annotations as Readonly<Record<string, unknown>>)[TRIGGER_TIME];
  return typeof time === 'string' ? time : undefined;
}

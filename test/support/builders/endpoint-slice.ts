import type {JsonObject} from '../../../src/model/index.ts';

/** What a test says about an EndpointSlice; everything else is passed on as it is. */
export interface SliceOverrides extends JsonObject {
  readonly name?: string;
  readonly namespace?: string;
  /** Label `kubernetes.io/service-name`; null: without it. */
  readonly service?: string | null;
  readonly labels?: JsonObject;
}

/**
 * An EndpointSlice of `default/svc` as the API server returns it, with port `http` 8080. Endpoints are written as in
 * section 15, `5@a, 7@b!r, 9@c st` (see {@link anEndpoint}), or given as objects.
 */
export function aSlice(
  endpoints: string | readonly JsonObject[],
  overrides: SliceOverrides = {},
): JsonObject {
  const {name = 'svc-abcde', namespace = 'default', service = 'svc', labels = {}, ...rest} = overrides;
  const serviceName = service === null ? {} : {'kubernetes.io/service-name': service};
  const list =
    typeof endpoints === 'string' ? splitList(endpoints).map((text) => anEndpoint(text)) : endpoints;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {name, namespace, labels: {...serviceName, ...labels}},
    addressType: String(list[0]?.addresses).includes(':') ? 'IPv6' : 'IPv4',
    ports: [aSlicePort()],
    endpoints: list,
    ...rest,
  };
}

function splitList(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** A port of an EndpointSlice: by default TCP 8080 named `http`. */
export function aSlicePort(overrides: JsonObject = {}): JsonObject {
  return {name: 'http', protocol: 'TCP', port: 8080, ...overrides};
}

const CONDITIONS: Readonly<Record<string, JsonObject | undefined>> = {
  '': {ready: true, serving: true, terminating: false},
  '!r': {ready: false, serving: false, terminating: false},
  st: {ready: false, serving: true, terminating: true},
  t: {ready: false, serving: false, terminating: true},
  bare: undefined,
};

const THIRD_NUMBER: Readonly<Record<string, number>> = {a: 1, b: 2, c: 3};

/**
 * An endpoint in the words of section 15: `5@a` is 10.244.1.5 on node-a, ready; `7@b!r` not ready; `5@a st`
 * terminating and serving; `5@a t` terminating and not serving. Besides: `5@a bare` has no conditions, `5@?` (10.244.9.5)
 * no node name, `fd00::5@a` an address of its own; `z=z1+z2` and `n=a+b` at the end are hints for zones and nodes.
 */
export function anEndpoint(text: string, overrides: JsonObject = {}): JsonObject {
  const [where = '', ...words] = text.replace('!r', ' !r').split(/ +/);
  const node = where.slice(where.indexOf('@') + 1);
  const state = words.find((word) => !word.includes('=')) ?? '';
  if (!(state in CONDITIONS)) throw new Error(`"${text}" has no conditions that are known`);
  const conditions = CONDITIONS[state];
  return {
    addresses: [endpointAddress(where)],
    ...(conditions ? {conditions} : {}),
    ...(node === '?' ? {} : {nodeName: `node-${node}`}),
    ...hintsOf(words),
    ...overrides,
  };
}

function hintsOf(words: readonly string[]): JsonObject {
  const names = (sign: string, prefix: string) =>
    words
      .find((word) => word.startsWith(sign))
      ?.slice(sign.length)
      .split('+')
      .map((name) => ({name: prefix + name}));
  const forZones = names('z=', '');
  const forNodes = names('n=', 'node-');
  if (!forZones && !forNodes) return {};
  return {hints: {...(forZones ? {forZones} : {}), ...(forNodes ? {forNodes} : {})}};
}

/** The address behind `5@a` (10.244.1.5) or `fd00::5@a` (fd00::5). */
export function endpointAddress(text: string): string {
  const [host = '', node = ''] = text.split('@');
  return /^\d+$/.test(host) ? `10.244.${THIRD_NUMBER[node] ?? 9}.${host}` : host;
}

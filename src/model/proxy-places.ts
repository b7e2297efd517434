import {canonicalAddress, formatEndpoint} from './address.ts';
import type {KubeProxyConfiguration} from './kube-proxy-configuration.ts';

/** Where kube-proxy serves HTTP on its node, as `ADDRESS:PORT` with canonical addresses, IPv6 in brackets. */
export interface ProxyPlaces {
  /** Metrics, `/configz` and `/proxyMode`. */
  readonly metrics: readonly string[];
  /** `/healthz` and `/livez`. */
  readonly health: readonly string[];
}

const METRICS_PORT = 10249;
const HEALTH_PORT = 10256;

/**
 * Where kube-proxy listens, by what its flags or configuration say. An address without a port means the default port, no
 * address the one that belongs to the bind address, and `0.0.0.0` or `::` each address of the node (kube-proxy
 * `pkg/proxy/apis/config/v1alpha1/defaults.go`, 1.24 to 1.38: `getDefaultAddresses`, `AppendPortIfNeeded`). Where nothing
 * tells, it may be any of 127.0.0.1, `[::1]` and the node's own addresses: only a look at all of them tells that it does
 * not answer. `nodeAddresses` are canonical.
 */
export function proxyPlaces(
  configuration: Pick<
    KubeProxyConfiguration,
    'source' | 'bindAddress' | 'metricsBindAddress' | 'healthzBindAddress'
  >,
  nodeAddresses: readonly string[],
): ProxyPlaces {
  const {metricsBindAddress, healthzBindAddress} = configuration;
  return {
    metrics: placesOf({text: metricsBindAddress, port: METRICS_PORT}, configuration, nodeAddresses),
    health: placesOf({text: healthzBindAddress, port: HEALTH_PORT}, configuration, nodeAddresses),
  };
}

/** Where to ask kube-proxy: where it listens, then wherever else it might, since a configuration may be newer than the process. */
export function placesToAsk(
  configuration: Parameters<typeof proxyPlaces>[0],
  nodeAddresses: readonly string[],
): ProxyPlaces {
  const told = proxyPlaces(configuration, nodeAddresses);
  return {
    metrics: [...new Set([...told.metrics, ...anywhere(METRICS_PORT, nodeAddresses)])],
    health: [...new Set([...told.health, ...anywhere(HEALTH_PORT, nodeAddresses)])],
  };
}

function placesOf(
  {text, port}: {readonly text: string; readonly port: number},
  {source, bindAddress}: Parameters<typeof proxyPlaces>[0],
  nodeAddresses: readonly string[],
): readonly string[] {
  const told = parsePlace(text, port);
  if (told) return reachable(told);
  // A text that is not an address, such as a placeholder, tells nothing.
  if (text !== '' || source === 'defaults') return anywhere(port, nodeAddresses);
  const v6 = canonicalAddress(bindAddress)?.includes(':') ?? false;
  return [formatEndpoint(v6 ? '::1' : '127.0.0.1', port)];
}

function anywhere(port: number, nodeAddresses: readonly string[]): readonly string[] {
  return ['127.0.0.1', '::1', ...nodeAddresses].map((address) => formatEndpoint(address, port));
}

interface Place {
  readonly address: string;
  readonly port: number;
}

/** `ADDRESS`, `ADDRESS:PORT`, `[ADDRESS]:PORT` or `:PORT`; undefined for any other text. */
function parsePlace(text: string, defaultPort: number): Place | undefined {
  const bare = canonicalAddress(text.replace(/^\[(.*)\]$/, '$1'));
  if (bare !== undefined) return {address: bare, port: defaultPort};
  const [, host = '', digits = ''] = /^(.*):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === '' || port === 0 || port > 65_535) return undefined;
  if (host === '') return {address: '::', port};
  if (host === 'localhost') return {address: '127.0.0.1', port};
  const address = canonicalAddress(host.replace(/^\[(.*)\]$/, '$1'));
  return address === undefined ? undefined : {address, port};
}

/** One address is enough to find a process that listens on all of them; `::` is both families, where the node has both. */
function reachable({address, port}: Place): readonly string[] {
  if (address === '0.0.0.0' || address === '::') return [formatEndpoint('127.0.0.1', port)];
  return [formatEndpoint(address, port)];
}

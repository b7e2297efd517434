import {parseGoDuration} from './duration.ts';
import {
  InvalidObjectError,
  type JsonObject,
  optionalBoolean,
  optionalCount,
  optionalObject,
  optionalString,
  optionalStrings,
  requireObject,
} from './json.ts';

/** Where a configuration was read: the running kube-proxy is certain, everything else a guess. */
export type ConfigurationSource = 'configz' | 'configmap' | 'flags' | 'defaults';

/** The settings of kube-proxy that decide what it programs, on its node and at its start. */
export interface KubeProxyConfiguration {
  readonly source: ConfigurationSource;
  readonly mode: string;
  /** Empty means rr. */
  readonly scheduler: string;
  /** As written; texts that are no CIDRs have no effect. */
  readonly excludeCidrs: readonly string[];
  /** As written: CIDRs, or the one word `primary`. */
  readonly nodePortAddresses: readonly string[];
  readonly hostnameOverride: string;
  readonly bindAddress: string;
  /** Seconds. */
  readonly syncPeriod: number;
  /** Seconds. */
  readonly minSyncPeriod: number;
  readonly featureGates: Readonly<Record<string, boolean>>;
  readonly strictArp: boolean;
  /** Seconds; 0: the kernel's value is left alone. */
  readonly ipvsTimeouts: {readonly tcp: number; readonly tcpFin: number; readonly udp: number};
  /** As written: one CIDR, or one of each family with a comma. */
  readonly clusterCidr: string;
  /** Empty means ClusterCIDR. */
  readonly detectLocalMode: string;
  readonly masqueradeAll: boolean;
  /** The interface of `detectLocalMode` BridgeInterface, or how names begin in InterfaceNamePrefix. */
  readonly detectLocalInterface: string;
  /** Whether node ports are served on 127.0.0.0/8 in iptables mode. */
  readonly localhostNodePorts: boolean;
  /** What the other modes have instead of the settings above; {@link settingsOfMode}. */
  readonly nftables: ModeSettings;
  readonly iptables: ModeSettings;
  readonly conntrack: ConntrackSettings;
  /** As written; see `proxyPlaces`. */
  readonly metricsBindAddress: string;
  /** As written; see `proxyPlaces`. */
  readonly healthzBindAddress: string;
}

/** Settings that each mode has of its own. */
export interface ModeSettings {
  /** Seconds. */
  readonly syncPeriod: number;
  /** Seconds. */
  readonly minSyncPeriod: number;
  readonly masqueradeAll: boolean;
}

/** The configuration with the settings that count in a mode. */
export function settingsOfMode(
  configuration: KubeProxyConfiguration,
  mode: 'ipvs' | 'iptables' | 'nftables',
): KubeProxyConfiguration {
  return mode === 'ipvs' ? configuration : {...configuration, ...configuration[mode]};
}

/** What kube-proxy writes into conntrack's sysctls at its start. Undefined: not set, so the default counts. */
export interface ConntrackSettings {
  /** Entries per core; 0: the limit is left alone. */
  readonly maxPerCore: number | undefined;
  readonly min: number | undefined;
  readonly tcpBeLiberal: boolean;
}

/** The configuration of a kube-proxy of which nothing is known. */
export const DEFAULT_CONFIGURATION: KubeProxyConfiguration = {
  source: 'defaults',
  mode: '',
  scheduler: '',
  excludeCidrs: [],
  nodePortAddresses: [],
  hostnameOverride: '',
  bindAddress: '',
  syncPeriod: 30,
  minSyncPeriod: 0,
  featureGates: {},
  strictArp: false,
  ipvsTimeouts: {tcp: 0, tcpFin: 0, udp: 0},
  clusterCidr: '',
  detectLocalMode: '',
  masqueradeAll: false,
  detectLocalInterface: '',
  localhostNodePorts: true,
  nftables: {syncPeriod: 30, minSyncPeriod: 1, masqueradeAll: false},
  iptables: {syncPeriod: 30, minSyncPeriod: 1, masqueradeAll: false},
  conntrack: {maxPerCore: undefined, min: undefined, tcpBeLiberal: false},
  metricsBindAddress: '',
  healthzBindAddress: '',
};

/**
 * Where a document has each setting: in the API's spelling (v1alpha1, as in a file and in `/configz` from 1.36 on) and
 * in that of kube-proxy's own Go struct, which `/configz` up to 1.35 prints (`cmd/kube-proxy/app/server.go`, `cz.Set`).
 * The struct of 1.31 moved some settings to the top or into the group `Linux` (`pkg/proxy/apis/config/types.go`).
 */
const PLACES = {
  mode: ['mode', 'Mode'],
  scheduler: ['ipvs.scheduler', 'IPVS.Scheduler'],
  excludeCidrs: ['ipvs.excludeCIDRs', 'IPVS.ExcludeCIDRs'],
  nodePortAddresses: ['nodePortAddresses', 'NodePortAddresses'],
  hostnameOverride: ['hostnameOverride', 'HostnameOverride'],
  bindAddress: ['bindAddress', 'BindAddress'],
  syncPeriod: ['ipvs.syncPeriod', 'IPVS.SyncPeriod', 'SyncPeriod'],
  minSyncPeriod: ['ipvs.minSyncPeriod', 'IPVS.MinSyncPeriod', 'MinSyncPeriod'],
  featureGates: ['featureGates', 'FeatureGates'],
  strictArp: ['ipvs.strictARP', 'IPVS.StrictARP'],
  tcpTimeout: ['ipvs.tcpTimeout', 'IPVS.TCPTimeout'],
  tcpFinTimeout: ['ipvs.tcpFinTimeout', 'IPVS.TCPFinTimeout'],
  udpTimeout: ['ipvs.udpTimeout', 'IPVS.UDPTimeout'],
  clusterCidr: ['clusterCIDR', 'ClusterCIDR', 'DetectLocal.ClusterCIDRs'],
  detectLocalMode: ['detectLocalMode', 'DetectLocalMode'],
  masqueradeAll: ['iptables.masqueradeAll', 'IPTables.MasqueradeAll', 'Linux.MasqueradeAll'],
  bridgeInterface: ['detectLocal.bridgeInterface', 'DetectLocal.BridgeInterface'],
  interfaceNamePrefix: ['detectLocal.interfaceNamePrefix', 'DetectLocal.InterfaceNamePrefix'],
  localhostNodePorts: ['iptables.localhostNodePorts', 'IPTables.LocalhostNodePorts'],
  iptablesSyncPeriod: ['iptables.syncPeriod', 'IPTables.SyncPeriod', 'SyncPeriod'],
  iptablesMinSyncPeriod: ['iptables.minSyncPeriod', 'IPTables.MinSyncPeriod', 'MinSyncPeriod'],
  nftablesSyncPeriod: ['nftables.syncPeriod', 'NFTables.SyncPeriod', 'SyncPeriod'],
  nftablesMinSyncPeriod: ['nftables.minSyncPeriod', 'NFTables.MinSyncPeriod', 'MinSyncPeriod'],
  nftablesMasqueradeAll: ['nftables.masqueradeAll', 'NFTables.MasqueradeAll', 'Linux.MasqueradeAll'],
  maxPerCore: ['conntrack.maxPerCore', 'Conntrack.MaxPerCore', 'Linux.Conntrack.MaxPerCore'],
  min: ['conntrack.min', 'Conntrack.Min', 'Linux.Conntrack.Min'],
  tcpBeLiberal: ['conntrack.tcpBeLiberal', 'Conntrack.TCPBeLiberal', 'Linux.Conntrack.TCPBeLiberal'],
  metricsBindAddress: ['metricsBindAddress', 'MetricsBindAddress'],
  healthzBindAddress: ['healthzBindAddress', 'HealthzBindAddress'],
} as const satisfies Record<string, readonly [string, string, ...string[]]>;

type Setting = keyof typeof PLACES;

/** What every `/configz` says, whatever is set; a document without one of them is of a spelling that is not known. */
const ALWAYS_PRINTED: readonly Setting[] = [
  'mode',
  'scheduler',
  'excludeCidrs',
  'nodePortAddresses',
  'hostnameOverride',
  'bindAddress',
  'syncPeriod',
  'minSyncPeriod',
];

interface Found {
  readonly path: string;
  /** Undefined if the document does not have it. */
  readonly value: unknown;
}

/** A setting in a document; `path` is where it was found, or looked for first. */
type Lookup = (setting: Setting) => Found;

function valueAt(document: JsonObject, path: string): unknown {
  const names = path.split('.');
  const last = names.pop() ?? '';
  let object = document;
  for (const [index, name] of names.entries()) {
    object = optionalObject(object[name], names.slice(0, index + 1).join('.'));
  }
  return object[last];
}

function lookupIn(document: JsonObject, spelling: 'api' | 'go'): Lookup {
  return (setting) => {
    const [api, ...go] = PLACES[setting];
    const found = (spelling === 'api' ? [api] : go).map((path) => ({path, value: valueAt(document, path)}));
    return found.find(({value}) => value !== undefined) ?? (found[0] as Found);
  };
}

/**
 * A KubeProxyConfiguration document of the API (v1alpha1), as a ConfigMap's `config.conf` holds it; what it does not
 * say is the default. Throws `InvalidObjectError` if a field that matters has another type.
 */
export function readKubeProxyConfiguration(
  json: unknown,
  source: ConfigurationSource,
): KubeProxyConfiguration {
  return configurationFrom(lookupIn(requireObject(json, ''), 'api'), source);
}

/** The key of kube-proxy's configuration in `/configz`. */
const CONFIGZ_KEY = 'kubeproxy.config.k8s.io';

/**
 * What a running kube-proxy answers on `/configz`, in either spelling. Throws `InvalidObjectError` if it is not
 * kube-proxy's, if it lacks a setting that each known version prints, or if a field has another type: such a document
 * tells nothing, least of all that the defaults count.
 */
export function readConfigz(json: unknown): KubeProxyConfiguration {
  const document = requireObject(requireObject(json, '')[CONFIGZ_KEY], CONFIGZ_KEY);
  const lookup = lookupIn(document, PLACES.mode[1] in document ? 'go' : 'api');
  for (const setting of ALWAYS_PRINTED) {
    const {path, value} = lookup(setting);
    if (value === undefined) throw new InvalidObjectError(path, 'set, as in every known version', value);
  }
  return configurationFrom(lookup, 'configz');
}

function configurationFrom(lookup: Lookup, source: ConfigurationSource): KubeProxyConfiguration {
  const text = (setting: Setting) => read(optionalString, lookup(setting)) ?? '';
  const list = (setting: Setting) => read(optionalStrings, lookup(setting));
  const isOn = (setting: Setting) => read(optionalBoolean, lookup(setting)) ?? false;
  const count = (setting: Setting) => read(optionalCount, lookup(setting));
  const seconds = (setting: Setting) => readSeconds(lookup(setting));
  return {
    source,
    mode: text('mode'),
    scheduler: text('scheduler'),
    excludeCidrs: list('excludeCidrs'),
    nodePortAddresses: list('nodePortAddresses'),
    hostnameOverride: text('hostnameOverride'),
    bindAddress: text('bindAddress'),
    syncPeriod: seconds('syncPeriod') || DEFAULT_CONFIGURATION.syncPeriod,
    minSyncPeriod: seconds('minSyncPeriod') ?? 0,
    featureGates: readGates(lookup('featureGates')),
    strictArp: isOn('strictArp'),
    ipvsTimeouts: {
      tcp: seconds('tcpTimeout') ?? 0,
      tcpFin: seconds('tcpFinTimeout') ?? 0,
      udp: seconds('udpTimeout') ?? 0,
    },
    clusterCidr: Array.isArray(lookup('clusterCidr').value)
      ? list('clusterCidr').join(',')
      : text('clusterCidr'),
    detectLocalMode: text('detectLocalMode'),
    masqueradeAll: isOn('masqueradeAll'),
    detectLocalInterface: text('bridgeInterface') || withStar(text('interfaceNamePrefix')),
    localhostNodePorts: read(optionalBoolean, lookup('localhostNodePorts')) ?? true,
    nftables: {
      syncPeriod: seconds('nftablesSyncPeriod') || DEFAULT_CONFIGURATION.nftables.syncPeriod,
      minSyncPeriod: seconds('nftablesMinSyncPeriod') || DEFAULT_CONFIGURATION.nftables.minSyncPeriod,
      masqueradeAll: isOn('nftablesMasqueradeAll'),
    },
    iptables: {
      syncPeriod: seconds('iptablesSyncPeriod') || DEFAULT_CONFIGURATION.iptables.syncPeriod,
      minSyncPeriod: seconds('iptablesMinSyncPeriod') || DEFAULT_CONFIGURATION.iptables.minSyncPeriod,
      masqueradeAll: isOn('masqueradeAll'),
    },
    conntrack: {
      maxPerCore: count('maxPerCore'),
      min: count('min'),
      tcpBeLiberal: isOn('tcpBeLiberal'),
    },
    metricsBindAddress: text('metricsBindAddress'),
    healthzBindAddress: text('healthzBindAddress'),
  };
}

function read<Value>(reader: (value: unknown, path: string) => Value, {value, path}: Found): Value {
  return reader(value, path);
}

function withStar(prefix: string): string {
  return prefix === '' ? '' : `${prefix}*`;
}

const NANOSECOND = 1e-9;

/** A duration as Go's text, as its number of nanoseconds, or either inside the object that wraps it. */
function readSeconds({value, path}: Found): number | undefined {
  const inner = typeof value === 'object' && value !== null ? requireObject(value, path).Duration : value;
  if (typeof inner === 'number') return inner * NANOSECOND;
  const text = optionalString(inner, path);
  if (text === undefined) return undefined;
  const seconds = parseGoDuration(text);
  if (seconds === undefined) throw new InvalidObjectError(path, 'a duration such as 30s', text);
  return seconds;
}

function readGates({value, path}: Found): Readonly<Record<string, boolean>> {
  const gates: Record<string, boolean> = {};
  for (const [name, isOn] of Object.entries(optionalObject(value, path))) gates[name] = isOn === true;
  return gates;
}

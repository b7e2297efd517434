import {parseGoDuration} from './duration.ts';
import {
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
  readonly conntrack: ConntrackSettings;
  /** Empty means 127.0.0.1:10249. */
  readonly metricsBindAddress: string;
}

/** What kube-proxy writes into conntrack's sysctls at its start. Undefined: not set, so the default counts. */
export interface ConntrackSettings {
  /** Entries per core; 0: the limit is left alone. */
  readonly maxPerCore: number | undefined;
  readonly min: number | undefined;
  readonly tcpBeLiberal: boolean;
}

const DEFAULTS: KubeProxyConfiguration = {
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
  conntrack: {maxPerCore: undefined, min: undefined, tcpBeLiberal: false},
  metricsBindAddress: '',
};

/**
 * A KubeProxyConfiguration document, as `/configz` (inside the key `kubeproxy.config.k8s.io`) or a ConfigMap's
 * `config.conf` holds it. Throws `InvalidObjectError` if a field that matters has another type.
 */
export function readKubeProxyConfiguration(
  json: unknown,
  source: ConfigurationSource,
): KubeProxyConfiguration {
  const outer = requireObject(json, '');
  const config = optionalObject(outer['kubeproxy.config.k8s.io'] ?? outer, 'kubeproxy.config.k8s.io');
  const ipvs = optionalObject(config.ipvs, 'ipvs');
  return {
    source,
    mode: optionalString(config.mode, 'mode') ?? '',
    scheduler: optionalString(ipvs.scheduler, 'ipvs.scheduler') ?? '',
    excludeCidrs: optionalStrings(ipvs.excludeCIDRs, 'ipvs.excludeCIDRs'),
    nodePortAddresses: optionalStrings(config.nodePortAddresses, 'nodePortAddresses'),
    hostnameOverride: optionalString(config.hostnameOverride, 'hostnameOverride') ?? '',
    bindAddress: optionalString(config.bindAddress, 'bindAddress') ?? '',
    syncPeriod: readSeconds(ipvs, 'syncPeriod') || DEFAULTS.syncPeriod,
    minSyncPeriod: readSeconds(ipvs, 'minSyncPeriod') ?? 0,
    featureGates: readGates(config.featureGates),
    strictArp: optionalBoolean(ipvs.strictARP, 'ipvs.strictARP') ?? false,
    ipvsTimeouts: {
      tcp: readSeconds(ipvs, 'tcpTimeout') ?? 0,
      tcpFin: readSeconds(ipvs, 'tcpFinTimeout') ?? 0,
      udp: readSeconds(ipvs, 'udpTimeout') ?? 0,
    },
    ...readLocalDetection(config),
    conntrack: readConntrack(config),
    metricsBindAddress: optionalString(config.metricsBindAddress, 'metricsBindAddress') ?? '',
  };
}

function readLocalDetection(config: JsonObject) {
  const iptables = optionalObject(config.iptables, 'iptables');
  return {
    clusterCidr: optionalString(config.clusterCIDR, 'clusterCIDR') ?? '',
    detectLocalMode: optionalString(config.detectLocalMode, 'detectLocalMode') ?? '',
    masqueradeAll: optionalBoolean(iptables.masqueradeAll, 'iptables.masqueradeAll') ?? false,
  };
}

function readConntrack(config: JsonObject): ConntrackSettings {
  const conntrack = optionalObject(config.conntrack, 'conntrack');
  return {
    maxPerCore: optionalCount(conntrack.maxPerCore, 'conntrack.maxPerCore'),
    min: optionalCount(conntrack.min, 'conntrack.min'),
    tcpBeLiberal: optionalBoolean(conntrack.tcpBeLiberal, 'conntrack.tcpBeLiberal') ?? false,
  };
}

function readSeconds(ipvs: JsonObject, name: string): number | undefined {
  return parseGoDuration(optionalString(ipvs[name], `ipvs.${name}`) ?? '');
}

function readGates(json: unknown): Readonly<Record<string, boolean>> {
  const gates: Record<string, boolean> = {};
  for (const [name, value] of Object.entries(optionalObject(json, 'featureGates')))
    gates[name] = value === true;
  return gates;
}

/**
 * The configuration with the flags of the command line. With `--config` kube-proxy reads everything from the file and
 * takes only `--hostname-override` from the flags (kube-proxy `cmd/kube-proxy/app/options.go`, `Complete`).
 */
export function withFlags(
  base: KubeProxyConfiguration | undefined,
  flags: ReadonlyMap<string, string>,
): KubeProxyConfiguration {
  const hostnameOverride = flags.get('hostname-override') || base?.hostnameOverride || '';
  if (base?.source === 'configz') return base;
  if (base && flags.has('config')) return {...base, hostnameOverride};
  const settings = {...(base ?? DEFAULTS), hostnameOverride};
  if (!SETTING_FLAGS.some((name) => flags.has(name))) return settings;
  return {...settings, source: 'flags', ...fromFlags(settings, flags)};
}

const SETTING_FLAGS = [
  'proxy-mode',
  'ipvs-scheduler',
  'nodeport-addresses',
  'ipvs-strict-arp',
  'cluster-cidr',
];

function fromFlags(settings: KubeProxyConfiguration, flags: ReadonlyMap<string, string>) {
  const text = (name: string, otherwise: string) => flags.get(name) ?? otherwise;
  const list = (name: string, otherwise: readonly string[]) =>
    flags.has(name)
      ? text(name, '')
          .split(',')
          .filter((word) => word !== '')
      : otherwise;
  const seconds = (name: string, otherwise: number) => parseGoDuration(text(name, '')) ?? otherwise;
  const isOn = (name: string, otherwise: boolean) =>
    flags.has(name) ? text(name, '') === 'true' : otherwise;
  const {ipvsTimeouts, featureGates} = settings;
  return {
    mode: text('proxy-mode', settings.mode),
    scheduler: text('ipvs-scheduler', settings.scheduler),
    excludeCidrs: list('ipvs-exclude-cidrs', settings.excludeCidrs),
    nodePortAddresses: list('nodeport-addresses', settings.nodePortAddresses),
    bindAddress: text('bind-address', settings.bindAddress),
    syncPeriod: seconds('ipvs-sync-period', 0) || settings.syncPeriod,
    minSyncPeriod: seconds('ipvs-min-sync-period', settings.minSyncPeriod),
    featureGates: {...featureGates, ...gatesFromFlag(text('feature-gates', ''))},
    strictArp: isOn('ipvs-strict-arp', settings.strictArp),
    ipvsTimeouts: {
      tcp: seconds('ipvs-tcp-timeout', ipvsTimeouts.tcp),
      tcpFin: seconds('ipvs-tcpfin-timeout', ipvsTimeouts.tcpFin),
      udp: seconds('ipvs-udp-timeout', ipvsTimeouts.udp),
    },
    clusterCidr: text('cluster-cidr', settings.clusterCidr),
    detectLocalMode: text('detect-local-mode', settings.detectLocalMode),
    masqueradeAll: isOn('masquerade-all', settings.masqueradeAll),
  };
}

function gatesFromFlag(text: string): Readonly<Record<string, boolean>> {
  const pairs = text.split(',').map((pair) => pair.split('='));
  return Object.fromEntries(pairs.filter(([name]) => name).map(([name, value]) => [name, value === 'true']));
}

import {parseGoDuration} from './duration.ts';
import {type JsonObject, optionalObject, optionalString, optionalStrings, requireObject} from './json.ts';

/** Where a configuration was read: the running kube-proxy is certain, everything else a guess. */
export type ConfigurationSource = 'configz' | 'configmap' | 'flags' | 'defaults';

/** The settings of kube-proxy that decide what it programs. */
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
  if (!['proxy-mode', 'ipvs-scheduler', 'nodeport-addresses'].some((name) => flags.has(name)))
    return settings;
  return {...settings, source: 'flags', ...fromFlags(settings, flags)};
}

function fromFlags(settings: KubeProxyConfiguration, flags: ReadonlyMap<string, string>) {
  const list = (name: string, otherwise: readonly string[]) =>
    flags.has(name) ? (flags.get(name) ?? '').split(',').filter((word) => word !== '') : otherwise;
  return {
    mode: flags.get('proxy-mode') ?? settings.mode,
    scheduler: flags.get('ipvs-scheduler') ?? settings.scheduler,
    excludeCidrs: list('ipvs-exclude-cidrs', settings.excludeCidrs),
    nodePortAddresses: list('nodeport-addresses', settings.nodePortAddresses),
    bindAddress: flags.get('bind-address') ?? settings.bindAddress,
    syncPeriod: parseGoDuration(flags.get('ipvs-sync-period') ?? '') || settings.syncPeriod,
    minSyncPeriod: parseGoDuration(flags.get('ipvs-min-sync-period') ?? '') ?? settings.minSyncPeriod,
    featureGates: {...settings.featureGates, ...gatesFromFlag(flags.get('feature-gates') ?? '')},
  };
}

function gatesFromFlag(text: string): Readonly<Record<string, boolean>> {
  const pairs = text.split(',').map((pair) => pair.split('='));
  return Object.fromEntries(pairs.filter(([name]) => name).map(([name, value]) => [name, value === 'true']));
}

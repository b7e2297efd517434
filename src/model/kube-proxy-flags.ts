import {parseGoDuration} from './duration.ts';
import {DEFAULT_CONFIGURATION, type KubeProxyConfiguration} from './kube-proxy-configuration.ts';

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
  const before = base ?? DEFAULT_CONFIGURATION;
  const settings = {
    ...before,
    hostnameOverride,
    bindAddress: flags.get('bind-address') ?? before.bindAddress,
    metricsBindAddress: flags.get('metrics-bind-address') ?? before.metricsBindAddress,
    healthzBindAddress: flags.get('healthz-bind-address') ?? before.healthzBindAddress,
  };
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
    syncPeriod: seconds('ipvs-sync-period', 0) || settings.syncPeriod,
    minSyncPeriod: seconds('ipvs-min-sync-period', settings.minSyncPeriod),
    featureGates: {...featureGates, ...gatesFromFlag(text('feature-gates', ''))},
    strictArp: isOn('ipvs-strict-arp', settings.strictArp),
    ipvsTimeouts: {
      tcp: seconds('ipvs-tcp-timeout', ipvsTimeouts.tcp),
      tcpFin: seconds('ipvs-tcpfin-timeout', ipvsTimeouts.tcpFin),
      udp: seconds('ipvs-udp-timeout', ipvsTimeouts.udp),
    },
    localhostNodePorts: isOn('iptables-localhost-nodeports', settings.localhostNodePorts),
    clusterCidr: text('cluster-cidr', settings.clusterCidr),
    detectLocalMode: text('detect-local-mode', settings.detectLocalMode),
    masqueradeAll: isOn('masquerade-all', settings.masqueradeAll),
  };
}

function gatesFromFlag(text: string): Readonly<Record<string, boolean>> {
  const pairs = text.split(',').map((pair) => pair.split('='));
  return Object.fromEntries(pairs.filter(([name]) => name).map(([name, value]) => [name, value === 'true']));
}

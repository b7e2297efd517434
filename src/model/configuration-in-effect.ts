import type {KubeProxyConfiguration} from './kube-proxy-configuration.ts';

/**
 * The configuration as it takes effect, so that two can be compared: what is not set as its default, and the node's own
 * addresses as `primary`, which `/configz` of 1.31 to 1.35 shows after kube-proxy replaced it (`newProxyServer`).
 */
export function inEffect(configuration: KubeProxyConfiguration): KubeProxyConfiguration {
  const {mode, scheduler, detectLocalMode, metricsBindAddress, healthzBindAddress} = configuration;
  return {
    ...configuration,
    mode: mode || 'iptables',
    scheduler: scheduler || 'rr',
    nodePortAddresses: addressesInEffect(configuration),
    detectLocalMode: detectLocalMode || 'ClusterCIDR',
    metricsBindAddress: metricsBindAddress || '127.0.0.1:10249',
    healthzBindAddress: healthzBindAddress || '0.0.0.0:10256',
  };
}

/** In nftables mode `primary` is the default (`pkg/proxy/apis/config/v1alpha1/defaults.go`). */
function addressesInEffect({mode, nodePortAddresses: texts}: KubeProxyConfiguration): readonly string[] {
  const ipv4 = texts.filter((text) => /^[\d.]+\/32$/.test(text)).length;
  const ipv6 = texts.filter((text) => text.includes(':') && text.endsWith('/128')).length;
  const own = texts.length > 0 && ipv4 + ipv6 === texts.length && ipv4 <= 1 && ipv6 <= 1;
  return own || (texts.length === 0 && mode === 'nftables') ? ['primary'] : texts;
}

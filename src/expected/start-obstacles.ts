import type {KubeProxyConfiguration, KubeVersion} from '../model/index.ts';
import {gateObstacles, isGateOn} from './feature-gates.ts';
import {acceptsNodePortAddresses} from './node-port-addresses.ts';
import {rulesOf} from './rules.ts';

/**
 * Why a kube-proxy of this version does not start in IPVS mode with this configuration, in parts of a sentence; none if
 * nothing is known against it (`pkg/proxy/apis/config/validation`, `cmd/kube-proxy/app/server_linux.go`).
 */
export function startObstacles(
  version: KubeVersion,
  {mode, featureGates, nodePortAddresses}: KubeProxyConfiguration,
): readonly string[] {
  const obstacles = [...gateObstacles(version, featureGates)];
  if (mode === 'ipvs' && isGateOn('KubeProxyIPVS', version, featureGates) === false) {
    obstacles.push('the feature gate KubeProxyIPVS is off, without which there is no IPVS mode');
  }
  const rules = rulesOf(version, featureGates);
  if (!acceptsNodePortAddresses(nodePortAddresses, rules)) {
    const accepted = rules.primaryNodePortAddresses
      ? 'CIDRs, or primary alone, up to 1.36'
      : 'CIDRs only up to 1.30';
    obstacles.push(`nodePortAddresses (${nodePortAddresses.join(', ')}) takes ${accepted}`);
  }
  return obstacles;
}

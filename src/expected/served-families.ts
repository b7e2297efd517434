import type {InterfaceAddress, IpFamily, KubeVersion} from '../model/index.ts';
import {atLeast} from '../model/index.ts';

/** What a node shows of its support for IPv6. */
export interface FamilyEvidence {
  readonly interfaces: readonly InterfaceAddress[] | undefined;
  /** `net.ipv6.conf.all.disable_ipv6`, if it was read. */
  readonly disableIPv6: string | undefined;
  readonly version: KubeVersion | undefined;
  /** Whether any Service has an IPv6 address. */
  readonly ipv6InApi: boolean;
  /** Whether the kernel holds anything of IPv6 that is kube-proxy's. */
  readonly ipv6InKernel: boolean;
}

/**
 * The families that kube-proxy serves on a node: IPv4, and IPv6 unless the node has no IPv6 address at all or, since
 * 1.34, has it disabled (`cmd/kube-proxy/app/server_linux.go`, `platformCheckSupported`). A node without ip6tables
 * shows as one where nothing of IPv6 is in use. Where the node's addresses were not read, its
 * kernel alone can tell.
 */
export function servedFamilies(evidence: FamilyEvidence): readonly IpFamily[] {
  const {interfaces, disableIPv6, version, ipv6InApi, ipv6InKernel} = evidence;
  const disabled = disableIPv6 === '1' && (!version || atLeast(version, 34));
  const noAddress = interfaces !== undefined && !interfaces.some(({family}) => family === 'IPv6');
  const inUse = ipv6InKernel || (ipv6InApi && interfaces !== undefined);
  return disabled || noAddress || !inUse ? ['IPv4'] : ['IPv4', 'IPv6'];
}

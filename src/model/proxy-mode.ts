/** The modes of kube-proxy, as `/proxyMode` on port 10249 names them. `userspace` ended with 1.25. */
export const PROXY_MODES = ['ipvs', 'iptables', 'nftables', 'userspace'] as const;

/** One of {@link PROXY_MODES}. */
export type ProxyMode = (typeof PROXY_MODES)[number];

/** The modes whose kernel state can be compared with the API. */
export type ServedMode = 'ipvs' | 'iptables' | 'nftables';

/** Whether a mode's kernel state can be compared. */
export function isServedMode(mode: string | undefined): mode is ServedMode {
  return mode === 'ipvs' || mode === 'iptables' || mode === 'nftables';
}

/** Whether a mode serves Services by rules of netfilter, and not by IPVS. */
export function hasRules(mode: ServedMode): mode is 'iptables' | 'nftables' {
  return mode !== 'ipvs';
}

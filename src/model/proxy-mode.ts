/** The modes of kube-proxy, as `/proxyMode` on port 10249 names them. `userspace` ended with 1.25. */
export const PROXY_MODES = ['ipvs', 'iptables', 'nftables', 'userspace'] as const;

/** One of {@link PROXY_MODES}. */
export type ProxyMode = (typeof PROXY_MODES)[number];

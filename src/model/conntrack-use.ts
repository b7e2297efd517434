/** How many connections conntrack tracks, and how many it may. */
export interface ConntrackUse {
  readonly used: number;
  readonly max: number;
}

/** How full the table of tracked connections is, from `net.netfilter.nf_conntrack_*`; undefined if that was not read. */
export function conntrackUse(sysctls: ReadonlyMap<string, string> | undefined): ConntrackUse | undefined {
  const used = Number(sysctls?.get('net.netfilter.nf_conntrack_count'));
  const max = Number(sysctls?.get('net.netfilter.nf_conntrack_max') ?? sysctls?.get('net.nf_conntrack_max'));
  return Number.isSafeInteger(used) && used >= 0 && Number.isSafeInteger(max) && max > 0
    ? {used, max}
    : undefined;
}

import type {NodeStatus} from '../model/index.ts';

/** How full the table of tracked connections is, from `net.netfilter.nf_conntrack_*`; null if that was not read. */
export function conntrackUse(sysctls: ReadonlyMap<string, string> | undefined): NodeStatus['conntrack'] {
  const used = Number(sysctls?.get('net.netfilter.nf_conntrack_count'));
  const max = Number(sysctls?.get('net.netfilter.nf_conntrack_max') ?? sysctls?.get('net.nf_conntrack_max'));
  return Number.isSafeInteger(used) && Number.isSafeInteger(max) ? {used, max} : null;
}

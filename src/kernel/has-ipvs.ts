import type {CaptureSource, NodeCapture} from '../model/index.ts';

const TABLES: readonly CaptureSource[] = ['ipvsadm-save.txt', 'ipvsadm-list.txt', 'proc-net-ip_vs.txt'];

/** What a capture notes where `/proc/net/ip_vs` does not exist (`net/netfilter/ipvs/ip_vs_ctl.c` makes it). */
const ABSENT = /"proc-net-ip_vs\.txt cat not-in-kernel/;

/** Whether ip_vs is in the kernel of a captured node, loaded or built in; undefined if nothing tells. */
export function hasIpvs({texts}: NodeCapture): boolean | undefined {
  if (TABLES.some((source) => texts[source] !== undefined)) return true;
  return ABSENT.test(texts['capture.json'] ?? '') ? false : undefined;
}

import type {CaptureSource} from '../model/index.ts';
import {DIFF_SOURCES} from './evaluate-node.ts';

/** The sources of a node that checks read. */
export const CHECK_SOURCES: readonly CaptureSource[] = [
  ...DIFF_SOURCES,
  'ipvsadm-connections.txt',
  'ipvsadm-timeouts.txt',
  'proc-net-ip_vs_conn.txt',
  'conntrack.txt',
  'conntrack-stats.txt',
  'modules.txt',
  'kube-proxy-healthz.json',
];

/** The sources of a node that the way out of IPVS mode depends on. */
export const MIGRATION_SOURCES: readonly CaptureSource[] = [
  ...DIFF_SOURCES,
  'ipvsadm-timeouts.txt',
  'modules.txt',
];

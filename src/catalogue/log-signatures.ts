import type {LogSignature} from './catalogue-entry.ts';
import {CLEAN_UP_SIGNATURES} from './signatures/clean-up.ts';
import {ERROR_TEXT_SIGNATURES} from './signatures/error-texts.ts';
import {GRACEFUL_TERMINATION_SIGNATURES} from './signatures/graceful-termination.ts';
import {HEALTH_CHECK_AND_CONNTRACK_SIGNATURES} from './signatures/health-checks-and-conntrack.ts';
import {IP_SET_AND_IPTABLES_SIGNATURES} from './signatures/ip-sets-and-iptables.ts';
import {ELSEWHERE_SIGNATURES} from './signatures/lines-from-elsewhere.ts';
import {SERVICE_AND_TOPOLOGY_SIGNATURES} from './signatures/services-and-topology.ts';
import {START_NODE_SIGNATURES} from './signatures/start-node.ts';
import {START_PROXY_SIGNATURES} from './signatures/start-proxy.ts';
import {SYNC_ADDRESS_SIGNATURES} from './signatures/sync-addresses.ts';
import {SYNC_SERVER_SIGNATURES} from './signatures/sync-servers.ts';

/** All log lines that are known, by subject; the order says nothing about which one counts. */
export const LOG_SIGNATURES: readonly LogSignature[] = [
  ...START_PROXY_SIGNATURES,
  ...START_NODE_SIGNATURES,
  ...SYNC_SERVER_SIGNATURES,
  ...SYNC_ADDRESS_SIGNATURES,
  ...GRACEFUL_TERMINATION_SIGNATURES,
  ...IP_SET_AND_IPTABLES_SIGNATURES,
  ...SERVICE_AND_TOPOLOGY_SIGNATURES,
  ...HEALTH_CHECK_AND_CONNTRACK_SIGNATURES,
  ...CLEAN_UP_SIGNATURES,
  ...ERROR_TEXT_SIGNATURES,
  ...ELSEWHERE_SIGNATURES,
];

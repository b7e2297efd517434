import type {GroupChecks} from '../../rule.ts';
import {CHAIN_DRIFT} from '../drift.ts';
import {DROPPING_POLICIES} from './dropping-policies.ts';
import {FAILED_RESTORE} from './failed-restore.ts';
import {HAIRPIN} from './hairpin.ts';
import {MASQUERADING} from './masquerading.ts';
import {MIXED_IPTABLES} from './mixed-iptables.ts';
import {VXLAN_CHECKSUMS} from './vxlan-checksums.ts';

/** Entries of the catalogue's group `packets`. */
export const PACKETS_CHECKS: GroupChecks = {
  rules: [
    HAIRPIN,
    MASQUERADING,
    DROPPING_POLICIES,
    CHAIN_DRIFT,
    FAILED_RESTORE,
    MIXED_IPTABLES,
    VXLAN_CHECKSUMS,
  ],
  knowledgeOnly: [
    {
      code: 'IPVS063',
      reason:
        'only sending packets shows which packet size gets through: try ping -M do -s 1472 between nodes',
    },
  ],
};

import type {GroupChecks} from '../../rule.ts';
import {DELETES_FOREIGN_SERVERS} from './deletes-foreign-servers.ts';
import {DEPRECATED} from './deprecated.ts';
import {FIREWALL_MARKS} from './firewall-marks.ts';
import {FLUSHED_BY_NFTABLES} from './flushed-by-nftables.ts';
import {KERNEL_FOR_NFTABLES} from './kernel-for-nftables.ts';
import {LEFTOVER_SETS} from './leftover-sets.ts';
import {LEFTOVERS_OF_IPVS_MODE} from './leftovers-of-ipvs-mode.ts';
import {LEFTOVERS_WITHOUT_PROXY} from './leftovers-without-proxy.ts';
import {NODE_LOCAL_DNS} from './node-local-dns.ts';

/** Entries of the catalogue's group `coexistence`. */
export const COEXISTENCE_CHECKS: GroupChecks = {
  rules: [
    DELETES_FOREIGN_SERVERS,
    FIREWALL_MARKS,
    LEFTOVERS_OF_IPVS_MODE,
    LEFTOVERS_WITHOUT_PROXY,
    LEFTOVER_SETS,
    FLUSHED_BY_NFTABLES,
    NODE_LOCAL_DNS,
    DEPRECATED,
    KERNEL_FOR_NFTABLES,
  ],
  knowledgeOnly: [],
};

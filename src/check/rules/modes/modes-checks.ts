import {ruleDriftRule} from '../../drift-rule.ts';
import type {GroupChecks} from '../../rule.ts';
import {FLUSHED_TABLE} from './flushed-table.ts';
import {TWO_MODES} from './two-modes.ts';

/** Entries about nftables and iptables mode. */
export const MODES_CHECKS: GroupChecks = {
  rules: [
    ruleDriftRule('IPVS096'),
    FLUSHED_TABLE,
    TWO_MODES,
    ruleDriftRule('IPVS100'),
    ruleDriftRule('IPVS101'),
  ],
  knowledgeOnly: [
    {
      code: 'IPVS097',
      reason:
        'the nft version of the kube-proxy image shows only in its startup log, whose text differs in every known ' +
        'version',
    },
  ],
};

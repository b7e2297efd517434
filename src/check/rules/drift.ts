import {driftRule} from '../drift-rule.ts';

/** Entries that the comparison of table and API decides: stale, missing, left over, draining, edited by hand. */
export const TABLE_DRIFT = (['IPVS001', 'IPVS002', 'IPVS003', 'IPVS004', 'IPVS005', 'IPVS007'] as const).map(
  driftRule,
);

/** Entries that the comparison of kube-ipvs0 and API decides: addresses left over, and addresses missing. */
export const ADDRESS_DRIFT = (['IPVS029', 'IPVS030'] as const).map(driftRule);

/** Chains that are missing or that nothing jumps to: the comparison decides. */
export const CHAIN_DRIFT = driftRule('IPVS060');

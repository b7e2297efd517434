import {driftRule} from '../../drift-rule.ts';

/** Entries that the comparison of table and API decides: stale, missing, left over, draining, edited by hand. */
export const TABLE_DRIFT = (['IPVS001', 'IPVS002', 'IPVS003', 'IPVS004', 'IPVS005', 'IPVS007'] as const).map(
  driftRule,
);

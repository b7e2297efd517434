import {driftRule} from '../../drift-rule.ts';

/** Entries that the comparison of kube-ipvs0 and API decides: addresses left over, and addresses missing. */
export const ADDRESS_DRIFT = (['IPVS029', 'IPVS030'] as const).map(driftRule);

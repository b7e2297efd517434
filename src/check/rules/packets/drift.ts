import {driftRule} from '../../drift-rule.ts';

/** Chains that are missing or that nothing jumps to: the comparison decides. */
export const CHAIN_DRIFT = driftRule('IPVS060');

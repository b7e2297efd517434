import type {GroupChecks} from '../../rule.ts';
import {CHAIN_DRIFT} from './drift.ts';

/** Entries of the catalogue's group `packets`. */
export const PACKETS_CHECKS: GroupChecks = {
  rules: [CHAIN_DRIFT],
  knowledgeOnly: [],
};

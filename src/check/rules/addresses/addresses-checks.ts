import type {GroupChecks} from '../../rule.ts';

/** Entries of the catalogue's group `addresses`. */
export const ADDRESSES_CHECKS: GroupChecks = {
  rules: [],
  knowledgeOnly: [],
};

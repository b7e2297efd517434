import type {GroupChecks} from '../../rule.ts';

/** Entries of the catalogue's group `coexistence`. */
export const COEXISTENCE_CHECKS: GroupChecks = {
  rules: [],
  knowledgeOnly: [],
};

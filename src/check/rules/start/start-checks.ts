import type {GroupChecks} from '../../rule.ts';

/** Entries of the catalogue's group `start`. */
export const START_CHECKS: GroupChecks = {
  rules: [],
  knowledgeOnly: [],
};

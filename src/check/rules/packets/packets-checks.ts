import type {GroupChecks} from '../../rule.ts';

/** Entries of the catalogue's group `packets`. */
export const PACKETS_CHECKS: GroupChecks = {
  rules: [],
  knowledgeOnly: [],
};

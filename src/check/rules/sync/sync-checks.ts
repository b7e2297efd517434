import type {GroupChecks} from '../../rule.ts';

/** Entries of the catalogue's group `sync`. */
export const SYNC_CHECKS: GroupChecks = {
  rules: [],
  knowledgeOnly: [],
};

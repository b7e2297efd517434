import type {GroupChecks} from '../../rule.ts';

/** Entries of the catalogue's group `policies`. */
export const POLICIES_CHECKS: GroupChecks = {
  rules: [],
  knowledgeOnly: [],
};

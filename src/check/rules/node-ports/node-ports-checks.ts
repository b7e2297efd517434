import type {GroupChecks} from '../../rule.ts';

/** Entries of the catalogue's group `node-ports`. */
export const NODE_PORTS_CHECKS: GroupChecks = {
  rules: [],
  knowledgeOnly: [],
};

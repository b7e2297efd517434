import type {GroupChecks} from '../../rule.ts';
import {EXPIRE_NODEST_CONN} from './expire-nodest-conn.ts';

/** Entries of the catalogue's group `connections`. */
export const CONNECTIONS_CHECKS: GroupChecks = {
  rules: [EXPIRE_NODEST_CONN],
  knowledgeOnly: [],
};

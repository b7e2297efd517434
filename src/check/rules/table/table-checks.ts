import type {GroupChecks} from '../../rule.ts';
import {HOURLY_RESYNC} from './hourly-resync.ts';
import {LEFT_OUT_BY_LABEL} from './left-out-by-label.ts';

/** Entries of the catalogue's group `table`. */
export const TABLE_CHECKS: GroupChecks = {
  rules: [HOURLY_RESYNC, LEFT_OUT_BY_LABEL],
  knowledgeOnly: [],
};

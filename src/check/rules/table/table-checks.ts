import type {GroupChecks} from '../../rule.ts';
import {TABLE_DRIFT} from '../drift.ts';
import {COLLISION} from './collision.ts';
import {CONTRADICTING_SLICES} from './contradicting-slices.ts';
import {HOURLY_RESYNC} from './hourly-resync.ts';
import {IGNORED_SLICES} from './ignored-slices.ts';
import {LEFT_OUT_BY_LABEL} from './left-out-by-label.ts';
import {NO_REAL_SERVERS} from './no-real-servers.ts';
import {STUCK_AFTER_RESTART} from './stuck-after-restart.ts';

/** Entries of the catalogue's group `table`. */
export const TABLE_CHECKS: GroupChecks = {
  rules: [
    ...TABLE_DRIFT,
    STUCK_AFTER_RESTART,
    HOURLY_RESYNC,
    COLLISION,
    NO_REAL_SERVERS,
    IGNORED_SLICES,
    CONTRADICTING_SLICES,
    LEFT_OUT_BY_LABEL,
  ],
  knowledgeOnly: [],
};

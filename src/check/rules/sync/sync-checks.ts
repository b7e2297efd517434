import type {GroupChecks} from '../../rule.ts';
import {CLOCK_SKEW} from './clock-skew.ts';
import {DEAD_WATCH} from './dead-watch.ts';
import {HAS_KNOWN_BUGS} from './known-bugs.ts';
import {MISLEADING_METRICS} from './misleading-metrics.ts';
import {NO_PAUSE_BETWEEN_SYNCS} from './no-pause-between-syncs.ts';
import {SLOW_SYNCS} from './slow-syncs.ts';
import {SYSCTL_CHANGED} from './sysctl-changed.ts';
import {UNHEALTHY} from './unhealthy.ts';

/** Entries of the catalogue's group `sync`. */
export const SYNC_CHECKS: GroupChecks = {
  rules: [
    SLOW_SYNCS,
    NO_PAUSE_BETWEEN_SYNCS,
    DEAD_WATCH,
    UNHEALTHY,
    MISLEADING_METRICS,
    CLOCK_SKEW,
    SYSCTL_CHANGED,
    HAS_KNOWN_BUGS,
  ],
  knowledgeOnly: [],
};

import type {GroupChecks} from '../../rule.ts';
import {CONFIGURED_TIMEOUTS} from './configured-timeouts.ts';
import {CONNECTION_REUSE_TO_OLD_SERVER, SLOW_CONNECTION_REUSE} from './conn-reuse-mode.ts';
import {CONNECTION_TABLE_SIZE} from './connection-table-size.ts';
import {CONNTRACK_FULL} from './conntrack-full.ts';
import {DEFENCE_MODES} from './defence-modes.ts';
import {EXPIRE_NODEST_CONN} from './expire-nodest-conn.ts';
import {EXPIRE_QUIESCENT_TEMPLATE} from './expire-quiescent-template.ts';
import {IDLE_TIMEOUT} from './idle-timeout.ts';
import {RATE_ESTIMATOR} from './rate-estimator.ts';
import {SESSION_AFFINITY} from './session-affinity.ts';
import {STALE_UDP_CONNTRACK} from './stale-udp-conntrack.ts';
import {UNEVEN_DISTRIBUTION} from './uneven-distribution.ts';
import {WEIGHTED_SCHEDULER} from './weighted-scheduler.ts';
import {WITHOUT_CONNTRACK} from './without-conntrack.ts';

/** Entries of the catalogue's group `connections`. */
export const CONNECTIONS_CHECKS: GroupChecks = {
  rules: [
    SLOW_CONNECTION_REUSE,
    CONNECTION_REUSE_TO_OLD_SERVER,
    EXPIRE_NODEST_CONN,
    EXPIRE_QUIESCENT_TEMPLATE,
    WITHOUT_CONNTRACK,
    SESSION_AFFINITY,
    STALE_UDP_CONNTRACK,
    IDLE_TIMEOUT,
    CONFIGURED_TIMEOUTS,
    UNEVEN_DISTRIBUTION,
    WEIGHTED_SCHEDULER,
    CONNECTION_TABLE_SIZE,
    DEFENCE_MODES,
    RATE_ESTIMATOR,
    CONNTRACK_FULL,
  ],
  knowledgeOnly: [
    {
      code: 'IPVS020',
      reason: 'IPVS always balances UDP by flow: there is no table state to check',
    },
  ],
};

import type {GroupChecks} from '../../rule.ts';
import {FILTER_REJECTS, HEALTH_CHECK_PORT} from './health-checks.ts';
import {LOAD_BALANCER_ADDRESS_IS_LOCAL} from './load-balancer-address.ts';
import {EXTERNAL_POLICY_FALLS_BACK, INTERNAL_POLICY_NOT_KEPT} from './local-policies.ts';
import {NODE_NAME} from './node-name.ts';
import {EVERYONE_SHUT_OUT, SOURCE_RANGES_BYPASSED} from './source-ranges.ts';
import {TERMINATING_ENDPOINTS} from './terminating-endpoints.ts';
import {TOPOLOGY_HINTS} from './topology-hints.ts';

/** Entries of the catalogue's group `policies`. */
export const POLICIES_CHECKS: GroupChecks = {
  rules: [
    EXTERNAL_POLICY_FALLS_BACK,
    INTERNAL_POLICY_NOT_KEPT,
    HEALTH_CHECK_PORT,
    FILTER_REJECTS,
    LOAD_BALANCER_ADDRESS_IS_LOCAL,
    SOURCE_RANGES_BYPASSED,
    EVERYONE_SHUT_OUT,
    NODE_NAME,
    TOPOLOGY_HINTS,
    TERMINATING_ENDPOINTS,
  ],
  knowledgeOnly: [],
};

import type {GroupChecks} from './rule.ts';
import {ADDRESSES_CHECKS} from './rules/addresses/addresses-checks.ts';
import {COEXISTENCE_CHECKS} from './rules/coexistence/coexistence-checks.ts';
import {CONNECTIONS_CHECKS} from './rules/connections/connections-checks.ts';
import {MODES_CHECKS} from './rules/modes/modes-checks.ts';
import {NODE_PORTS_CHECKS} from './rules/node-ports/node-ports-checks.ts';
import {PACKETS_CHECKS} from './rules/packets/packets-checks.ts';
import {POLICIES_CHECKS} from './rules/policies/policies-checks.ts';
import {START_CHECKS} from './rules/start/start-checks.ts';
import {SYNC_CHECKS} from './rules/sync/sync-checks.ts';
import {TABLE_CHECKS} from './rules/table/table-checks.ts';

const GROUPS: readonly GroupChecks[] = [
  TABLE_CHECKS,
  CONNECTIONS_CHECKS,
  ADDRESSES_CHECKS,
  NODE_PORTS_CHECKS,
  POLICIES_CHECKS,
  PACKETS_CHECKS,
  START_CHECKS,
  SYNC_CHECKS,
  COEXISTENCE_CHECKS,
  MODES_CHECKS,
];

/** The checks of the whole catalogue. */
export const ALL_CHECKS: GroupChecks = {
  rules: GROUPS.flatMap(({rules}) => rules),
  knowledgeOnly: GROUPS.flatMap(({knowledgeOnly}) => knowledgeOnly),
};

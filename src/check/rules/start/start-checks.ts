import type {GroupChecks} from '../../rule.ts';
import {CONFIGURATION_NOT_IN_EFFECT} from './configuration-not-in-effect.ts';
import {CONFIGURATIONS_DIFFER} from './configurations-differ.ts';
import {CONNTRACK_NOT_WRITABLE} from './conntrack-not-writable.ts';
import {ENDS_AT_START} from './ends-at-start.ts';
import {CONFIGURATION_INVALID, NETLINK_FAILS, NODE_ADDRESS_UNKNOWN} from './from-log.ts';
import {IPSET_MISSING} from './ipset-missing.ts';
import {MODULES_MISSING} from './modules-missing.ts';
import {NEVER_REACHED_API} from './never-reached-api.ts';
import {NO_IPV6} from './no-ipv6.ts';
import {PROBE_LEFT_BEHIND} from './probe-left-behind.ts';
import {SET_FULL} from './set-full.ts';
import {SET_OF_OTHER_TYPE} from './set-of-other-type.ts';
import {SILENT_FALLBACK} from './silent-fallback.ts';

/** Entries of the catalogue's group `start`. */
export const START_CHECKS: GroupChecks = {
  rules: [
    MODULES_MISSING,
    SILENT_FALLBACK,
    IPSET_MISSING,
    SET_OF_OTHER_TYPE,
    SET_FULL,
    NETLINK_FAILS,
    NO_IPV6,
    NODE_ADDRESS_UNKNOWN,
    PROBE_LEFT_BEHIND,
    CONFIGURATION_NOT_IN_EFFECT,
    CONFIGURATIONS_DIFFER,
    CONFIGURATION_INVALID,
    NEVER_REACHED_API,
    ENDS_AT_START,
    CONNTRACK_NOT_WRITABLE,
  ],
  knowledgeOnly: [],
};

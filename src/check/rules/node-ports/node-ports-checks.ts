import type {GroupChecks} from '../../rule.ts';
import {HOST_PORTS_BEHIND_SERVICES} from './host-ports.ts';
import {LOCALHOST_NODE_PORTS} from './localhost.ts';
import {MASQUERADED_AS_NODE_PORT} from './masqueraded-as-node-port.ts';
import {NO_ADDRESS_MATCHES} from './no-address-matches.ts';
import {ON_ALL_ADDRESSES} from './on-all-addresses.ts';
import {NODE_PORT_IS_EPHEMERAL, PORT_IS_A_NODE_PORT} from './taken-ports.ts';
import {VANISHING_NODE_PORTS} from './vanishing-node-ports.ts';

/** Entries of the catalogue's group `node-ports`. */
export const NODE_PORTS_CHECKS: GroupChecks = {
  rules: [
    LOCALHOST_NODE_PORTS,
    ON_ALL_ADDRESSES,
    NO_ADDRESS_MATCHES,
    VANISHING_NODE_PORTS,
    PORT_IS_A_NODE_PORT,
    NODE_PORT_IS_EPHEMERAL,
    MASQUERADED_AS_NODE_PORT,
    HOST_PORTS_BEHIND_SERVICES,
  ],
  knowledgeOnly: [],
};

import {ANSWERED_ARP, LOCAL_SERVICE_ADDRESSES, NODE_LOCAL_DNS} from './checks/addresses.ts';
import {AFFINITY, SCHEDULER} from './checks/balancing.ts';
import {CONFIGURED_TIMEOUTS, DATAGRAMS, OPEN_CONNECTIONS} from './checks/connections.ts';
import {DEPRECATION} from './checks/deprecation.ts';
import {FIREWALL, PING, SOURCE_RANGES} from './checks/filtering.ts';
import {FOREIGN_IPVS} from './checks/foreign-ipvs.ts';
import {LOCALHOST_NODE_PORTS, NODE_PORT_ADDRESSES} from './checks/node-ports.ts';
import {EXTERNAL_POLICY, INTERNAL_POLICY} from './checks/policies.ts';
import {CONNTRACK_WORKAROUND, KERNEL, NFT_PROGRAM, SAME_VERSION, VERSION} from './checks/requirements.ts';
import {IPVS_SETTINGS, LEFT_SYSCTLS} from './checks/settings.ts';
import type {MigrationCheck} from './migration-check.ts';

/** All questions of the migration check, section by section. */
export const MIGRATION_CHECKS: readonly MigrationCheck[] = [
  DEPRECATION,
  KERNEL,
  VERSION,
  NFT_PROGRAM,
  SAME_VERSION,
  CONNTRACK_WORKAROUND,
  FOREIGN_IPVS,
  NODE_PORT_ADDRESSES,
  LOCALHOST_NODE_PORTS,
  INTERNAL_POLICY,
  EXTERNAL_POLICY,
  ANSWERED_ARP,
  LOCAL_SERVICE_ADDRESSES,
  NODE_LOCAL_DNS,
  SCHEDULER,
  AFFINITY,
  OPEN_CONNECTIONS,
  CONFIGURED_TIMEOUTS,
  DATAGRAMS,
  FIREWALL,
  SOURCE_RANGES,
  PING,
  IPVS_SETTINGS,
  LEFT_SYSCTLS,
];

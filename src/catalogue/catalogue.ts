import type {CatalogueEntry} from './catalogue-entry.ts';
import {ADDRESS_ENTRIES} from './entries/addresses.ts';
import {COEXISTENCE_ENTRIES} from './entries/coexistence.ts';
import {CONNECTION_LIMIT_ENTRIES} from './entries/connections-limits.ts';
import {STALE_CONNECTION_ENTRIES} from './entries/connections-stale.ts';
import {NODE_PORT_ENTRIES} from './entries/node-ports.ts';
import {OTHER_MODE_ENTRIES} from './entries/other-modes.ts';
import {PACKET_ENTRIES} from './entries/packets.ts';
import {POLICY_ENTRIES} from './entries/policies.ts';
import {START_ENTRIES} from './entries/start.ts';
import {START_NEVER_SYNCED_ENTRIES} from './entries/start-never-synced.ts';
import {SYNC_ENTRIES} from './entries/sync.ts';
import {TABLE_CAUSE_ENTRIES} from './entries/table-causes.ts';
import {TABLE_SERVER_ENTRIES} from './entries/table-servers.ts';
import {VERSION_ENTRIES} from './entries/versions.ts';

/** The failure catalogue: all entries in the order of their codes. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  ...TABLE_SERVER_ENTRIES,
  ...TABLE_CAUSE_ENTRIES,
  ...STALE_CONNECTION_ENTRIES,
  ...CONNECTION_LIMIT_ENTRIES,
  ...ADDRESS_ENTRIES,
  ...NODE_PORT_ENTRIES,
  ...POLICY_ENTRIES,
  ...PACKET_ENTRIES,
  ...START_ENTRIES,
  ...SYNC_ENTRIES,
  ...COEXISTENCE_ENTRIES,
  ...START_NEVER_SYNCED_ENTRIES,
  ...VERSION_ENTRIES,
  ...OTHER_MODE_ENTRIES,
];

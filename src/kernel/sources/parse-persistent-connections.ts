import type {Parsed, PersistentConnectionsRow} from '../../model/index.ts';
import {readListing} from './ipvs-listing.ts';
import {conclude, openSource} from './source-text.ts';

const TITLE = /^Prot LocalAddress:Port +Weight +PersistConn +ActiveConn +InActConn *$/;

/** Scheduler and flags: `rr`, `sh (sh-port) persistent 300 mask 255.255.255.0 pe sip ops`. */
const ATTRIBUTES = /^[a-z][a-z0-9_-]*(?: .+)?$/;

/** Weight and counters; the row ends in the padding of its last column. */
const COLUMNS = /^(\d+) +(\d+) +(\d+) +(\d+) *$/;

/** The connections of each real server from `ipvsadm -Ln --persistent-conn`, in its order. */
export function parsePersistentConnections(text: string): Parsed<readonly PersistentConnectionsRow[]> {
  const opened = openSource('ipvsadm-persistent.txt', text);
  const rows: PersistentConnectionsRow[] = [];
  readListing(opened, TITLE, ({virtualServer, realServer, columns}) => {
    if (!realServer) return ATTRIBUTES.test(columns);
    const match = COLUMNS.exec(columns);
    if (!match) return false;
    const [, weight, persistent, active, inactive] = match;
    rows.push({
      virtualServer,
      realServer,
      weight: Number(weight),
      persistentConnections: Number(persistent),
      activeConnections: Number(active),
      inactiveConnections: Number(inactive),
    });
    return true;
  });
  return conclude(opened, rows);
}

import type {
  ConnectionCount,
  ConnectionEntry,
  ConntrackEntry,
  KernelTable,
  PersistentConnectionsRow,
  ProbeResult,
  TrafficRow,
} from '../model/index.ts';

/** What was read of the traffic on one node at one moment. Undefined: that was not read. */
export interface TrafficReading {
  readonly table: KernelTable | undefined;
  /** Counters since the virtual server or real server was made. */
  readonly totals: readonly TrafficRow[] | undefined;
  /** The kernel's own rates, which are means over some seconds. */
  readonly rates: readonly TrafficRow[] | undefined;
  readonly counts: readonly ConnectionCount[] | undefined;
  /** Some entries of the connection table. */
  readonly entries: readonly ConnectionEntry[] | undefined;
  readonly conntrack: readonly ConntrackEntry[] | undefined;
  readonly persistent: readonly PersistentConnectionsRow[] | undefined;
  readonly probe: ProbeResult | undefined;
  /** Seconds on the node's own clock; undefined in a snapshot. */
  readonly uptime: number | undefined;
}

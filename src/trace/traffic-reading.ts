import type {
  ConnectionEntry,
  ConntrackEntry,
  KernelTable,
  PersistentConnectionsRow,
  SocketAddress,
  TrafficRow,
} from '../model/index.ts';

/** Entries of the connection table that have virtual server, real server and state in common. */
export interface ConnectionCount {
  /** Key of the virtual server. */
  readonly virtualServer: string;
  readonly realServer: SocketAddress;
  readonly state: string;
  readonly template: boolean;
  readonly count: number;
  /** Seconds until the last of them expires. */
  readonly expiresSeconds: number;
}

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
  /** Seconds on the node's own clock; undefined in a snapshot. */
  readonly uptime: number | undefined;
}

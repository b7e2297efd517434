/** Counters of a whole node: totals, or rates per second. */
export interface TrafficCounters {
  readonly connections: number;
  readonly inPackets: number;
  readonly outPackets: number;
  readonly inBytes: number;
  readonly outBytes: number;
}

/** `/proc/net/ip_vs_stats`. */
export interface IpvsStats {
  readonly totals: TrafficCounters;
  readonly rates: TrafficCounters;
}

/** Brings times of a node's clock to ours. Both in seconds. */
export interface NodeClock {
  /** Something that the node stamped arrived here. */
  readonly note: (stamped: number, received: number) => void;
  /** Our time of a time of the node; undefined before anything arrived. */
  readonly ours: (stamped: number) => number | undefined;
  /** How far our time may be off, as far as arrivals tell. */
  readonly error: () => number;
}

/** What cannot be seen from arrivals alone: the least time that a line takes to us. */
const LEAST_DELAY = 0.05;

/** Clocks drift: an arrival counts for less, the older it is. In seconds per second. */
const DRIFT = 2e-5;

/** Arrivals that the error is taken from. */
const RECENT = 60;

/**
 * Estimates the offset between a node's monotonic clock and ours from the arrivals of what the node stamped: the least
 * delayed one is closest to the truth (as RFC 5905, section 10, filters by delay). Clocks of both sides may be set to
 * anything; a step of ours while it runs shows as a delay.
 */
export function createNodeClock(): NodeClock {
  let offset: number | undefined;
  let last = 0;
  let delays: number[] = [];
  return {
    note(stamped, received) {
      const arrival = received - stamped;
      if (offset !== undefined) offset += Math.max(0, stamped - last) * DRIFT;
      if (offset === undefined || arrival < offset) offset = arrival;
      last = stamped;
      delays = [...delays, arrival - offset].slice(-RECENT);
    },
    ours: (stamped) => (offset === undefined ? undefined : stamped + offset),
    error() {
      const sorted = [...delays].sort((one, other) => one - other);
      return LEAST_DELAY + (sorted[Math.floor(sorted.length / 2)] ?? 0);
    },
  };
}

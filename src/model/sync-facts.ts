import type {IpFamily} from './address.ts';

/** A family's proxier; `any` where the metrics do not tell families apart (before 1.33): the one that synced last. */
export type SyncFamily = IpFamily | 'any';

/** What the metrics of a kube-proxy say of its syncs. Times are seconds since 1970 by the node's clock. */
export interface SyncFacts {
  /** When the process started. */
  readonly startedAt: number | undefined;
  /** End of the last sync that succeeded; a family without an entry has not had one. */
  readonly last: ReadonlyMap<SyncFamily, number>;
  /** When a sync was last asked for. */
  readonly queued: ReadonlyMap<SyncFamily, number>;
  /** 99 of 100 syncs took at most this long; with `beyond` the slowest took longer than any bucket tells. */
  readonly p99: {readonly seconds: number; readonly beyond: boolean} | undefined;
  /** The mean length of a sync of the slower family, in seconds. */
  readonly meanSeconds: number | undefined;
  readonly pendingServices: number | undefined;
  readonly pendingEndpoints: number | undefined;
  /** Failures of iptables-restore since the start. */
  readonly restoreFailures: number | undefined;
}

/** Families for which a sync was asked for after the last one that succeeded, with the time of the question. */
export function waitingFamilies({last, queued}: SyncFacts): readonly (readonly [SyncFamily, number])[] {
  return [...queued].filter(([family, time]) => time > (last.get(family) ?? 0));
}

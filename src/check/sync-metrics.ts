import type {MetricSample, Metrics} from '../model/index.ts';

/** How long syncs took, of the slower family. */
export interface SyncDurations {
  /** Of so many syncs. */
  readonly count: number;
  /** All of them together, in seconds. */
  readonly sum: number;
  /** One of a hundred syncs took at least so long, in seconds: the lower bound of its bucket. */
  readonly p99AtLeast: number;
}

const DURATION = 'kubeproxy_sync_proxy_rules_duration_seconds';

/** How long kube-proxy's syncs took, of the family whose are slower; undefined before the first. */
export function syncDurations(metrics: Metrics): SyncDurations | undefined {
  const families = metrics.samples(`${DURATION}_count`).map(({labels, value}) => {
    const family = labels.ip_family;
    const own = (name: string) =>
      metrics.samples(`${DURATION}_${name}`).filter((sample) => sample.labels.ip_family === family);
    return {
      count: value,
      sum: own('sum')[0]?.value ?? 0,
      p99AtLeast: lowerBound(own('bucket'), rankOf(value)),
    };
  });
  const [slowest] = families
    .filter(({count}) => count > 0)
    .sort((one, other) => other.p99AtLeast - one.p99AtLeast || other.sum - one.sum);
  return slowest;
}

/** The rank of the slowest hundredth; of few syncs the slowest is left out: it is the first, which does everything. */
function rankOf(count: number): number {
  return count > 1 ? Math.min(0.99 * count, count - 1) : count;
}

/** The lower bound of the bucket that the value of this rank is in. */
function lowerBound(buckets: readonly MetricSample[], rank: number): number {
  const below = buckets
    .filter(({labels, value}) => labels.le !== '+Inf' && value < rank)
    .map(({labels}) => Number(labels.le));
  return Math.max(0, ...below);
}

/** The last time of a metric that holds one for each family, of the family that is behind; undefined if there is none. */
function oldestTime(metrics: Metrics, name: string): Date | undefined {
  const seconds = metrics.samples(name).map(({value}) => value);
  const oldest = Math.min(...seconds);
  return seconds.length > 0 && oldest > 0 ? new Date(oldest * 1000) : undefined;
}

/** When the last sync ended that was whole; undefined if none was. */
export function lastSync(metrics: Metrics): Date | undefined {
  return oldestTime(metrics, 'kubeproxy_sync_proxy_rules_last_timestamp_seconds');
}

/** When a sync was last asked for; of the family for which that was longest ago. */
export function lastQueued(metrics: Metrics): Date | undefined {
  return oldestTime(metrics, 'kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds');
}

/** Seconds between two times. */
export function secondsBetween(earlier: Date, later: Date): number {
  return (later.getTime() - earlier.getTime()) / 1000;
}

import type {MetricSample, Metrics, SyncFacts, SyncFamily} from '../model/index.ts';
import {quantile} from './quantile.ts';

const PREFIX = 'kubeproxy_sync_proxy_rules';
const DURATION = `${PREFIX}_duration_seconds`;

/**
 * What metrics say of syncs (kube-proxy `pkg/proxy/metrics/metrics.go`). The times have a label for the family since
 * 1.33; before, one gauge stands for both and is 0 until the first sync.
 */
export function readSyncFacts(metrics: Metrics): SyncFacts {
  return {
    startedAt: total(metrics.samples('process_start_time_seconds')),
    last: times(metrics, `${PREFIX}_last_timestamp_seconds`),
    queued: times(metrics, `${PREFIX}_last_queued_timestamp_seconds`),
    p99: p99(metrics),
    meanSeconds: meanDuration(metrics),
    pendingServices: total(metrics.samples(`${PREFIX}_service_changes_pending`)),
    pendingEndpoints: total(metrics.samples(`${PREFIX}_endpoint_changes_pending`)),
    restoreFailures: total(metrics.samples(`${PREFIX}_iptables_restore_failures_total`)),
  };
}

function times(metrics: Metrics, name: string): ReadonlyMap<SyncFamily, number> {
  const found = new Map<SyncFamily, number>();
  for (const {labels, value} of metrics.samples(name)) {
    const family = labels.ip_family;
    if (!(value > 0) || !Number.isFinite(value)) continue;
    found.set(family === 'IPv4' || family === 'IPv6' ? family : 'any', value);
  }
  return found;
}

function total(samples: readonly MetricSample[]): number | undefined {
  if (samples.length === 0) return undefined;
  const sum = samples.reduce((before, {value}) => before + value, 0);
  return Number.isFinite(sum) ? sum : undefined;
}

/** Where the largest bucket does not hold it, its bound is what can be said. */
function p99(metrics: Metrics): SyncFacts['p99'] {
  const seconds = quantile(metrics, DURATION, 0.99);
  const buckets = metrics.samples(`${DURATION}_bucket`);
  if (!buckets.some(({value}) => value > 0)) return undefined;
  const bounds = buckets.map(({labels}) => Number(labels.le)).filter(Number.isFinite);
  const largest = bounds.length === 0 ? 0 : Math.max(...bounds);
  const hidden = seriesBeyond(metrics);
  return hidden || seconds === undefined ? {seconds: largest, beyond: true} : {seconds, beyond: false};
}

/** Whether of any family more than one in a hundred syncs took longer than the largest bucket. */
function seriesBeyond(metrics: Metrics): boolean {
  const counts = new Map<string, {all: number; bounded: number}>();
  for (const {labels, value} of metrics.samples(`${DURATION}_bucket`)) {
    const key = labels.ip_family ?? '';
    const count = counts.get(key) ?? {all: 0, bounded: 0};
    if (labels.le === '+Inf') count.all = value;
    else count.bounded = Math.max(count.bounded, value);
    counts.set(key, count);
  }
  return [...counts.values()].some(({all, bounded}) => bounded < 0.99 * all);
}

function meanDuration(metrics: Metrics): number | undefined {
  const sums = new Map(
    metrics.samples(`${DURATION}_sum`).map(({labels, value}) => [labels.ip_family, value]),
  );
  const means = metrics
    .samples(`${DURATION}_count`)
    .filter(({value}) => value > 0)
    .map(({labels, value}) => (sums.get(labels.ip_family) ?? 0) / value);
  return means.length === 0 ? undefined : Math.max(...means);
}

import type {MetricSample, Metrics} from '../model/index.ts';

/**
 * A quantile of a histogram, read off its buckets (an upper bound, as coarse as they are); of several series the
 * greatest. Undefined if nothing was measured, or more than the largest bucket holds.
 */
export function quantile(metrics: Metrics, name: string, share: number): number | undefined {
  const series = new Map<string, MetricSample[]>();
  for (const sample of metrics.samples(`${name}_bucket`)) {
    const key = JSON.stringify({...sample.labels, le: ''});
    const group = series.get(key);
    if (group) group.push(sample);
    else series.set(key, [sample]);
  }
  const bounds = [...series.values()]
    .map((buckets) => quantileOf(buckets, share))
    .filter((bound) => bound !== undefined);
  return bounds.length === 0 ? undefined : Math.max(...bounds);
}

function quantileOf(buckets: readonly MetricSample[], share: number): number | undefined {
  const total = Math.max(...buckets.map(({value}) => value));
  const reached = buckets
    .filter(({value}) => total > 0 && value >= share * total)
    .map(({labels}) => upperBound(labels.le));
  const bound = Math.min(...reached);
  return Number.isFinite(bound) ? bound : undefined;
}

function upperBound(text: string | undefined): number {
  return text === '+Inf' ? Number.POSITIVE_INFINITY : Number(text);
}

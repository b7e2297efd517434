import type {LagSpread, TraceLag} from '../model/index.ts';

/** How the lags of changes that were followed are spread. */
export function lagSpread(lags: readonly TraceLag[]): LagSpread {
  const seconds = lags
    .flatMap((lag) => (lag.state === 'followed' && lag.seconds !== null ? [lag.seconds] : []))
    .sort((one, other) => one - other);
  const errors = lags.map(({errorSeconds}) => errorSeconds ?? 0);
  const at = (part: number) =>
    seconds[Math.min(seconds.length - 1, Math.ceil(part * seconds.length) - 1)] ?? null;
  return {
    count: seconds.length,
    p50: seconds.length === 0 ? null : at(0.5),
    p95: seconds.length === 0 ? null : at(0.95),
    max: seconds.at(-1) ?? null,
    errorSeconds: seconds.length === 0 ? null : Math.max(...errors),
  };
}

const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
];

/** A span of time in seconds as kubectl writes ages, at most two units: `45s`, `2m10s`, `3h`, `5d`; `0.5s` below two. */
export function spanText(seconds: number): string {
  if (seconds < 2) return `${Number(Math.max(0, seconds).toFixed(seconds < 0.1 ? 3 : 1))}s`;
  const rounded = Math.round(seconds);
  const first = UNITS.findIndex(([, size]) => rounded >= size);
  const [unit = 's', size = 1] = UNITS[first] ?? [];
  const whole = Math.floor(rounded / size);
  const [nextUnit, nextSize = 1] = UNITS[first + 1] ?? [];
  const rest = nextUnit === undefined || whole >= 10 ? 0 : Math.floor((rounded % size) / nextSize);
  return `${whole}${unit}${rest > 0 ? `${rest}${nextUnit}` : ''}`;
}

/** The time of the day of a moment (RFC 3339), where its age beside it tells of which day: `18:47:05`. */
export function clockText(time: string): string {
  return time.replace(/^.*T(\d\d:\d\d:\d\d).*$/, '$1');
}

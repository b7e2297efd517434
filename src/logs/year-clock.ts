/** Gives dates without a year the year that fits a moment near which, or before which, they were written. */
export interface YearClock {
  /** Microseconds since 1970 at the beginning of a day, month from 1, as if the date were in UTC; NaN if there is no such day. */
  readonly startOfDay: (month: number, day: number) => number;
}

const DAY = 86_400_000;

/** Zones and clocks differ by less: a date so little after the moment is not from the year before. */
const TOLERANCE = 1.5 * DAY;

/**
 * A clock for texts that were written before the moment (milliseconds since 1970), less than a year. klog leaves the year
 * out: https://github.com/kubernetes/klog/blob/v2.130.1/internal/buffer/buffer.go.
 */
export function createYearClock(moment: number): YearClock {
  const known = new Map<number, number>();
  return {
    startOfDay(month, day) {
      const key = month * 32 + day;
      let start = known.get(key);
      if (start === undefined) {
        start = latestBefore(moment, month, day) * 1000;
        known.set(key, start);
      }
      return start;
    },
  };
}

/** The 29th of February may lie some years back, even eight around the year 2100. */
const MOST_YEARS = 8;

function latestBefore(moment: number, month: number, day: number): number {
  if (month < 1 || month > 12 || day < 1) return Number.NaN;
  const latest = new Date(moment + TOLERANCE).getUTCFullYear();
  for (let year = latest; year >= latest - MOST_YEARS; year--) {
    const start = Date.UTC(year, month - 1, day);
    if (start <= moment + TOLERANCE && new Date(start).getUTCDate() === day) return start;
  }
  return Number.NaN;
}

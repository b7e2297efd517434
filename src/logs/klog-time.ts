import {klogClock, klogDay} from './klog-header.ts';
import type {YearClock} from './year-clock.ts';

/** Microseconds since 1970 of a line in klog's text format; NaN if it has no time. `arrival` is when it came, if known. */
export type KlogTime = (line: string, arrival: number | undefined) => number;

/** Zones differ from UTC by multiples of this. */
const ZONE_STEP = 15 * 60e6;

/** Reads times that have no year and no zone: the year comes from the clock, the zone from when lines came, else UTC. */
export function createKlogTime(years: YearClock): KlogTime {
  let day = -1;
  let midnight = Number.NaN;
  let zone = 0;
  return (line, arrival) => {
    const lineDay = klogDay(line);
    const clock = klogClock(line);
    if (lineDay < 0 || clock < 0) return Number.NaN;
    if (lineDay !== day) {
      day = lineDay;
      midnight = years.startOfDay(day >> 5, day & 31);
    }
    const local = midnight + clock;
    if (arrival === undefined) return local - zone;
    if (Math.abs(local - zone - arrival) > ZONE_STEP / 2)
      zone = Math.round((local - arrival) / ZONE_STEP) * ZONE_STEP;
    // Farther away than any zone: the year of the reference was wrong, or the line came late. The runtime knows better.
    return Math.abs(zone) > 15 * 3600e6 ? arrival : local - zone;
  };
}

import {clockTime, digits} from './digits.ts';
import type {YearClock} from './year-clock.ts';

const ISO =
  /\b(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(?:(Z| UTC| GMT)|([+-]\d\d):?(\d\d))(?=[\s\]|]|$)/;
const MONTH = /\b([A-Z][a-z]{2}) ([ \d]\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?=\s)/;
const UNIX = /^(\d{9,11})\.(\d{6}) /;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * The time that stands in what is written before a line, in microseconds since 1970; NaN if none does or its zone is not
 * known. The forms are those of `journalctl -o` (https://www.freedesktop.org/software/systemd/man/latest/journalctl.html), of
 * RFC 3164 and of RFC 3339. A date without a zone counts as UTC, in which the kubelet's node log query gives it.
 */
export function prefixTime(prefix: string, years: YearClock): number {
  const iso = ISO.exec(prefix);
  if (iso) {
    const [, date = '', clock = '', fraction = '', utc, hours = '+00', minutes = '00'] = iso;
    const zone = utc ? 'Z' : `${hours}:${minutes}`;
    return Date.parse(`${date}T${clock}${zone}`) * 1000 + micros(fraction);
  }
  const unix = UNIX.exec(prefix);
  if (unix) return Number(unix[1]) * 1e6 + Number(unix[2]);
  const month = MONTH.exec(prefix);
  if (!month) return Number.NaN;
  const [, name = '', day = '', clock = '', fraction = ''] = month;
  return years.startOfDay(MONTHS.indexOf(name) + 1, Number(day)) + clockTime(clock, 0) + micros(fraction);
}

function micros(fraction: string): number {
  return digits(fraction.slice(0, 6).padEnd(6, '0'), 0, 6);
}

import {spanText} from '../model/index.ts';

/** How a watch stands at one moment. Times in milliseconds since 1970. */
export interface WatchMoment {
  readonly now: number;
  /** When the look began whose picture is shown; undefined: there is none yet. */
  readonly pictureAt: number | undefined;
  /** What a look that goes on does; undefined: none goes on. */
  readonly looking: string | undefined;
  /** When the next look begins, while none goes on. */
  readonly nextAt: number;
}

/** The line above a watched report: how old the picture is, what goes on, how to end it. What does not fit is left out. */
export function watchHead({now, pictureAt, looking, nextAt}: WatchMoment, columns: number): string {
  const age =
    pictureAt === undefined ? [] : [`as of ${clock(pictureAt)} UTC, ${secondsText(now - pictureAt)} old`];
  const doing = looking ?? `next refresh in ${secondsText(nextAt - now)}`;
  const parts = [...age, doing, 'q quits'];
  while (parts.length > 1 && parts.join('; ').length > columns) parts.pop();
  return parts.join('; ');
}

function clock(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(11, 19);
}

/** In whole seconds, so that it does not flicker. */
function secondsText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  return seconds < 2 ? `${seconds}s` : spanText(seconds);
}

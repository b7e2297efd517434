import {createColors} from 'picocolors';
import type {PathState} from '../../model/index.ts';

/** How a trace is written. */
export interface TraceStyle {
  readonly colour: boolean;
  /** Whether the terminal shows more than ASCII. */
  readonly unicode: boolean;
  /** Characters in a line; undefined if the result goes elsewhere than to a terminal. */
  readonly width?: number | undefined;
}

/** ✔, ✘ or ?, coloured; words of the same meaning without Unicode. */
export function stateMark(state: PathState, {colour, unicode}: TraceStyle): string {
  const colors = createColors(colour);
  const [mark, paint] = {
    ok: [unicode ? '✔' : 'ok ', colors.green] as const,
    broken: [unicode ? '✘' : 'BAD', colors.red] as const,
    unknown: [unicode ? '?' : '?  ', colors.yellow] as const,
  }[state];
  return paint(mark);
}

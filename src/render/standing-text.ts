import type {createColors} from 'picocolors';
import {isInOrder, type RealServerStanding} from '../model/index.ts';

type Colors = ReturnType<typeof createColors>;

/** Paints the standing of a real server: red where it is trouble, dim where it gets no new connections. */
export function paintStanding(
  text: string,
  standing: RealServerStanding | null,
  {red, dim}: Pick<Colors, 'red' | 'dim'>,
): string {
  if (standing === null) return text;
  if (!isInOrder(standing)) return red(text);
  return standing === 'draining' || standing === 'left-out' ? dim(text) : text;
}

import process from 'node:process';
import {seedFrom} from './property.ts';

/** Numbers from 0 up to 1, and the seed that gives the same ones again: set FC_SEED to it. */
export interface SeededRandom {
  readonly next: () => number;
  readonly seed: number;
}

/** Random numbers of a seed (mulberry32); FC_SEED names it, else each run has a new one. */
export function seededRandom(): SeededRandom {
  const seed = seedFrom(process.env) ?? Math.floor(Math.random() * 2 ** 31);
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {next, seed};
}

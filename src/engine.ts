import {setFlagsFromString} from 'node:v8';

/** V8 of Node.js 20. Later ones do not know the flag, and complain of it on standard error. */
const KNOWS_FLAG = /^11\./;

/** How much has to run before V8 optimises a function: nine times as much as it has by itself. */
const FLAG = '--interrupt-budget=600000';

/**
 * Lets V8 optimise later. Most of what it optimises in the second or two of a command is hardly used any more: `diff` of 50,000
 * real servers takes a quarter less of a processor so, and of 400,000 nothing more. Only for what reads a lot, and when most
 * chunks are there: compiled forms in an executable are refused after a flag has changed. Takes the version of V8.
 */
export function optimiseLater(v8: string): void {
  if (KNOWS_FLAG.test(v8)) setFlagsFromString(FLAG);
}

/** Keeps the heap from growing with the number of nodes that are read, where nothing is kept of each. */
export function growSlowly(): void {
  setFlagsFromString('--heap-growing-percent=50');
}

/**
 * Lets the engine go on with a way that needs time in proportion to the text, where a regular expression, such as a pattern of a
 * user, needs time without end.
 */
export function boundPatterns(): void {
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
}

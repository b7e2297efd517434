// Takes the place of node:assert in yargs. Loading that one costs four milliseconds at every start.

function fail(message) {
  throw new Error(message);
}

/** Throws unless both are the same. */
export function strictEqual(actual, expected, message = `${actual} is not ${expected}`) {
  if (!Object.is(actual, expected)) fail(message);
}

/** Throws if both are the same. */
export function notStrictEqual(actual, expected, message = `both are ${actual}`) {
  if (Object.is(actual, expected)) fail(message);
}

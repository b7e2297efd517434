/** Fewer characters than this do not make a line. */
const NARROWEST = 40;

/**
 * Characters in a line of the result: `COLUMNS` if it is set, else the width of the terminal; undefined in a pipe or a file,
 * where lines may be of any length.
 */
export function lineWidth(): number | undefined {
  const {COLUMNS = ''} = process.env;
  const columns = /^[1-9]\d{0,4}$/.test(COLUMNS) ? Number(COLUMNS) : process.stdout.columns;
  return columns === undefined || columns <= 0 ? undefined : Math.max(columns, NARROWEST);
}

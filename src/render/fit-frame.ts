/** Colours, which take no room. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const COLOUR = /\u001b\[[\d;]*m/y;

const RESET = '\u001b[0m';

/** The lines of a text that fit on a screen, each cut to its width; the last one tells how many are left out. */
export function fitFrame(
  text: string,
  {columns, rows}: {readonly columns: number; readonly rows: number},
): readonly string[] {
  const lines = text.trimEnd().split('\n');
  if (lines.length <= rows) return lines.map((line) => cutLine(line, columns));
  const shown = lines.slice(0, Math.max(0, rows - 1)).map((line) => cutLine(line, columns));
  return [...shown, cutLine(`… ${lines.length - shown.length} more lines`, columns)];
}

function cutLine(line: string, columns: number): string {
  let width = 0;
  let coloured = false;
  for (let at = 0; at < line.length; ) {
    COLOUR.lastIndex = at;
    const colour = COLOUR.exec(line);
    if (colour) {
      coloured = true;
      at += colour[0].length;
      continue;
    }
    if (width === columns) return `${line.slice(0, at)}${coloured ? RESET : ''}`;
    width++;
    at++;
  }
  return line;
}

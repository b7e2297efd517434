const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/**
 * The byte ranges of the objects in the top-level `items` of a Kubernetes list, for lists too big to be parsed in one
 * piece. Undefined if the text has no such list or does not end properly.
 */
export function splitListItems(json: Buffer): readonly (readonly [number, number])[] | undefined {
  const start = json.indexOf('"items"');
  const first = start < 0 ? -1 : json.indexOf(OPEN_BRACKET, start);
  if (first < 0) return undefined;
  const ranges: [number, number][] = [];
  let depth = 0;
  let begin = -1;
  for (let at = first + 1; at < json.length; at++) {
    const byte = json[at];
    if (byte === QUOTE) at = endOfString(json, at);
    else if (byte === OPEN_BRACE && depth++ === 0) begin = at;
    else if (byte === CLOSE_BRACE && --depth === 0) ranges.push([begin, at + 1]);
    else if (byte === CLOSE_BRACKET && depth === 0) return ranges;
  }
  return undefined;
}

function endOfString(json: Buffer, quote: number): number {
  let end = json.indexOf(QUOTE, quote + 1);
  while (end >= 0 && isEscaped(json, end)) end = json.indexOf(QUOTE, end + 1);
  return end < 0 ? json.length : end;
}

function isEscaped(json: Buffer, at: number): boolean {
  let backslashes = 0;
  while (json[at - 1 - backslashes] === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}

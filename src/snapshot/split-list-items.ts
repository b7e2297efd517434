const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const LINE_BREAK = 0x0a;
const BLANK = 0x20;
const COMMA = 0x2c;

/** Where an object begins in a text, and where it has ended. */
export type ByteRange = readonly [number, number];

/**
 * The byte ranges of the objects in the top-level `items` of a Kubernetes list, for lists too big to be parsed in one
 * piece; of one that is not indented only if it is longer than `anyFrom`. Undefined if the text has no such list or does
 * not end properly.
 */
export function splitListItems(json: Buffer, anyFrom = 0): readonly ByteRange[] | undefined {
  const start = json.indexOf('"items"');
  const list = start < 0 ? -1 : json.indexOf(OPEN_BRACKET, start);
  if (list < 0) return undefined;
  return splitIndented(json, list + 1) ?? (json.length > anyFrom ? splitOther(json, list + 1) : undefined);
}

/**
 * Splits a list that was printed with indentation, many times faster than any other: as strings have no line breaks,
 * an item ends where a brace stands in the column in which the item began. Undefined if the list is not like that.
 */
function splitIndented(json: Buffer, start: number): readonly ByteRange[] | undefined {
  let begin = start + 1;
  while (json[begin] === BLANK) begin++;
  if (json[start] !== LINE_BREAK || json[begin] !== OPEN_BRACE || begin === start + 1) return undefined;
  const opening = json.subarray(start, begin + 1);
  const closing = Buffer.concat([json.subarray(start, begin), Buffer.from('}')]);
  const ranges: ByteRange[] = [];
  while (true) {
    const close = json.indexOf(closing, begin);
    if (close < 0) return undefined;
    const end = close + closing.length;
    ranges.push([begin, end]);
    if (json[end] !== COMMA) return endsList(json, end) ? ranges : undefined;
    begin = end + opening.length;
    if (!json.subarray(end + 1, begin + 1).equals(opening)) return undefined;
  }
}

function endsList(json: Buffer, end: number): boolean {
  let at = end;
  while (json[at] === BLANK || json[at] === LINE_BREAK) at++;
  return json[at] === CLOSE_BRACKET;
}

function splitOther(json: Buffer, start: number): readonly ByteRange[] | undefined {
  const ranges: ByteRange[] = [];
  let depth = 0;
  let begin = -1;
  for (let at = start; at < json.length; at++) {
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

/** A quoted text as Go's `strconv.Quote` writes it, and where it ends. */
export interface QuotedText {
  readonly value: string;
  /** After the closing quote. */
  readonly end: number;
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

const ESCAPE = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/g;

/** Reads the quoted text that begins at a place; undefined if none does, or if it does not end. */
export function readQuoted(text: string, at: number): QuotedText | undefined {
  if (text[at] !== '"') return undefined;
  for (let end = text.indexOf('"', at + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    if (isEscaped(text, end)) continue;
    const inside = text.slice(at + 1, end);
    return {value: inside.includes('\\') ? unquote(inside) : inside, end: end + 1};
  }
  return undefined;
}

/** Whether an odd number of backslashes stands before a place. */
function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1;
}

function unquote(text: string): string {
  return text.replace(ESCAPE, (all, ...groups: (string | undefined)[]) => {
    const [x, u, wide, letter = ''] = groups;
    const code = x ?? u ?? wide;
    if (code === undefined) return ESCAPES[letter] ?? all;
    const point = Number.parseInt(code, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : all;
  });
}

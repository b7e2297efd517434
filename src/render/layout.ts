/** The room that a report for people has. */
export interface Layout {
  /** Characters in a line; undefined where lines may be of any length. */
  readonly width?: number | undefined;
  /** Whether the reader sees more than ASCII; default: so. */
  readonly unicode?: boolean | undefined;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is looked for
const COLOUR = /\u001b\[[0-9;]*m/g;

/** How many characters of a text are seen: colours take no room. */
export function visibleLength(text: string): number {
  return text.replace(COLOUR, '').length;
}

/** A line that is a command to paste, perhaps behind a label, an arrow or the prompt of a node: it is never broken. */
const COMMAND = /^(?:Next\s+|→ |-> |\$ )?(?:[^\s:]+: )*(?:\S+# |kubectl )/;

/** The text of a report within its room: sentences go on below, under their beginning; commands stay whole. */
export function fitText(text: string, {width, unicode = true}: Layout): string {
  const seen = unicode ? text : asciiText(text);
  if (width === undefined) return seen;
  return seen
    .split('\n')
    .map((line) => (visibleLength(line) > width ? fitLine(line, width) : line))
    .join('\n');
}

function fitLine(line: string, width: number): string {
  const indent = /^ */.exec(line.replace(COLOUR, ''))?.[0].length ?? 0;
  if (COMMAND.test(line.replace(COLOUR, '').trim())) return line;
  const below = ' '.repeat(Math.min(hangingIndent(line, indent), Math.floor(width / 2)));
  const lines: string[] = [];
  let current = '';
  for (const word of line.trimEnd().split(/(?<=\S) (?=\S)/)) {
    const joined = current === '' ? word : `${current} ${word}`;
    if (current.trim() !== '' && visibleLength(joined) > width) {
      lines.push(current);
      current = `${below}${word}`;
    } else current = joined;
  }
  return [...lines, current].flatMap((one) => hardBreak(one, width, below)).join('\n');
}

/** Below a label such as `Cause   ` the text goes on under itself. */
function hangingIndent(line: string, indent: number): number {
  const label = /^\S+ {2,}(?=\S)/.exec(line.replace(COLOUR, '').slice(indent));
  return indent + (label ? label[0].length : 2);
}

/** A word longer than a line, such as a list of addresses without a blank, goes on below. */
function hardBreak(line: string, width: number, below: string): readonly string[] {
  if (visibleLength(line) <= width || line.includes('\u001b')) return [line];
  const parts: string[] = [];
  let rest = line;
  while (rest.length > width) {
    parts.push(rest.slice(0, width));
    rest = `${below}${rest.slice(width)}`;
  }
  return [...parts, rest];
}

const SIGNS: Readonly<Record<string, string>> = {
  '→': '->',
  '←': '<-',
  '…': '...',
  '✔': 'ok',
  '✘': 'BAD',
  '✓': 'ok',
  '✕': 'BAD',
  '·': '-',
  '–': '-',
  '—': '-',
  '×': 'x',
  '±': '+/-',
  '≥': '>=',
  '≤': '<=',
  '’': "'",
  '“': '"',
  '”': '"',
};

/** Our own signs for a reader who sees ASCII only; letters of names stay what they are. */
function asciiText(text: string): string {
  return text.replace(/[→←…✔✘✓✕·–—×±≥≤’“”]/g, (sign) => SIGNS[sign] ?? sign);
}

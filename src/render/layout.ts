/** The room that a report for people has. */
export interface Layout {
  /** Characters in a line; undefined where lines may be of any length. */
  readonly width?: number | undefined;
  /** Whether the reader sees more than ASCII; default: so. */
  readonly unicode?: boolean | undefined;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is looked for
const COLOUR = /\u001b\[[0-9;]*m/g;

/** The same, kept by `split`. */
const COLOURS = new RegExp(`(${COLOUR.source})`);

/** How many characters of a text are seen: colours take no room. */
export function visibleLength(text: string): number {
  return text.replace(COLOUR, '').length;
}

/** A line that is a command to paste, perhaps behind a label, an arrow or the prompt of a node: it is never broken. */
const COMMAND = /^(?:Next\s+|→ |-> |\$ )?(?:[^\s:]+: )*(?:\S+# |kubectl )/;

/** Sentences are not longer than this on a terminal, however wide it is: longer lines are hard to read. In a pipe a line is whole. */
export const LONGEST_SENTENCE = 100;

/** Stands where the text of a line begins; `escapeText` lets no such sign into a report. */
const BEGIN = '\u0011';

/**
 * A sentence behind `lead`, on a line of its own: {@link fitText} lets it go on below its beginning, in lines that are no longer than
 * people like to read. Reports write their sentences with it and leave the width to the end, when the commands in them are
 * complete.
 */
export function sentence(lead: string, text: string): string {
  return `${lead}${BEGIN}${text}`;
}

/** The text of a report within its room: sentences go on below, under their beginning; commands stay whole. */
export function fitText(text: string, {width, unicode = true}: Layout): string {
  const seen = unicode ? text : asciiText(text);
  return seen
    .split('\n')
    .map((line) => fitLine(line, width))
    .join('\n');
}

function fitLine(line: string, width = Number.POSITIVE_INFINITY): string {
  const begin = line.indexOf(BEGIN);
  if (begin >= 0) {
    if (width === Number.POSITIVE_INFINITY) return line.replaceAll(BEGIN, '');
    const hanging = visibleLength(line.slice(0, begin));
    const wrapped = wrapLine(line.replaceAll(BEGIN, ''), Math.min(width, LONGEST_SENTENCE), hanging);
    return wrapped.map((one) => hardBreak(one, width, hanging)).join('\n');
  }
  if (visibleLength(line) <= width) return line;
  const seen = line.replace(COLOUR, '');
  if (COMMAND.test(seen.trim())) return line;
  const hanging = hangingIndent(seen);
  return wrapLine(line, width, hanging)
    .map((one) => hardBreak(one, width, hanging))
    .join('\n');
}

/** Where a line goes on below: a deep beginning would leave no room. */
function belowOf(hanging: number, width: number): string {
  return ' '.repeat(Math.min(hanging, Math.floor(width / 2)));
}

function wrapLine(line: string, width: number, hanging: number): readonly string[] {
  const below = belowOf(hanging, width);
  const lines: string[] = [];
  let current = '';
  for (const word of unbreakable(line.trimEnd())) {
    const joined = current === '' ? word : `${current} ${word}`;
    if (
      visibleLength(current.trimEnd()) > hanging - 1 &&
      current.trim() !== '' &&
      visibleLength(joined) > width
    ) {
      lines.push(current);
      current = `${below}${word}`;
    } else current = joined;
  }
  return [...lines, current];
}

/**
 * A command in a sentence: up to a word that ends with a mark, or that is no word of a command. Broken over lines it could not be
 * copied.
 */
const MENTIONED =
  /\b(?:kubectl|(?:ipvsadm|ipset|sysctl|conntrack|nft|modprobe|journalctl|crictl)(?= -))(?: (?!(?:and|or|then|to|for|lists?|shows?|says|tells|prints|does|works|where|there|with|is|has)\b)[^\s;,)"]+(?<![:.]))*/g;

/** The parts of a line between which it may go on below; the sign is one that no text has. */
function unbreakable(line: string): readonly string[] {
  return line
    .replace(MENTIONED, (command) => command.replaceAll(' ', GLUE))
    .split(/(?<=\S) (?=\S)/)
    .map((word) => word.replaceAll(GLUE, ' '));
}

const GLUE = '\u0012';

/** Below a label such as `Cause   ` the text goes on under itself. */
function hangingIndent(seen: string): number {
  const indent = /^ */.exec(seen)?.[0].length ?? 0;
  const label = /^\S+ {2,}(?=\S)/.exec(seen.slice(indent));
  return indent + (label ? label[0].length : 2);
}

/**
 * A word longer than a line of the terminal, such as a list of addresses without a blank, goes on below; a command or an
 * address of a page does not. Colours are left where they are.
 */
function hardBreak(line: string, width: number, hanging: number): string {
  if (visibleLength(line) <= width || /^\s*https?:\S+$/.test(line) || line.search(MENTIONED) >= 0)
    return line;
  const below = belowOf(hanging, width);
  let text = '';
  let column = 0;
  for (const part of line.split(COLOURS)) {
    if (part.startsWith('\u001b')) text += part;
    else
      for (const character of part) {
        if (column === width) {
          text += `\n${below}`;
          column = below.length;
        }
        text += character;
        column++;
      }
  }
  return text;
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

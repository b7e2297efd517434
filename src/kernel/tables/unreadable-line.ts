const SHOWN_LENGTH = 80;

/** A line that cannot be read. Thrown by the field readers, caught by the one loop over lines, never passed on. */
export class UnreadableLine extends Error {
  override readonly name = 'UnreadableLine';
  /** Whether the whole text must not be trusted because of this line, whatever kind of line it is. */
  readonly fatal: boolean;

  constructor(reason: string, fatal = false) {
    super(reason);
    this.fatal = fatal;
  }
}

/** Text from outside as a message shows it: in quotes, control characters escaped, not longer than a line. */
export function quoteText(text: string): string {
  const shown = text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
  return `"${shown.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\ufffd]/gu, escapeCharacter)}"`;
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

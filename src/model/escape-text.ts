/**
 * Control characters, marks that reorder or hide text on a terminal (Unicode's class Cf: U+061C, U+200B, U+202E, U+2066
 * and more), line and paragraph separators, and halves of characters.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The same, but what JSON lets stand between its values. */
const UNSAFE_IN_JSON = /[\u007f-\u009f]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text from a cluster, a node or a file, safe to print on a terminal in one line: unsafe characters are shown as escapes. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, asEscape);
}

/** A JSON text that says the same and is safe to print on a terminal: unsafe characters in its strings are escapes. */
export function escapeJson(json: string): string {
  return json.replace(UNSAFE_IN_JSON, asEscape);
}

/** A character beyond U+FFFF has two escapes, as in JSON. */
function asEscape(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

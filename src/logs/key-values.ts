import type {LogValue} from '../model/index.ts';
import {readQuoted} from './go-string.ts';

/** Keys and values by name. */
export type LogValues = Readonly<Record<string, LogValue>>;

interface Read {
  readonly value: LogValue;
  readonly end: number;
}

const KEY = /[ \n]*([^\s="]+)=/y;

/**
 * The pairs ` key="value"` from a place on, as klog writes them: texts quoted, other values as JSON or as they print
 * themselves, texts of several lines in `<` and `>`. What does not fit is left out; it is in the raw text. From
 * https://github.com/kubernetes/klog/blob/v2.130.1/internal/serialize/keyvalues.go.
 */
export function readKeyValues(text: string, from: number): LogValues {
  const pairs: [string, LogValue][] = [];
  let at = from;
  while (at < text.length) {
    KEY.lastIndex = at;
    const match = KEY.exec(text);
    if (!match?.[1]) break;
    const {value, end} = readValue(text, KEY.lastIndex);
    pairs.push([match[1], value]);
    at = end;
  }
  return Object.fromEntries(pairs);
}

function readValue(text: string, at: number): Read {
  return readQuoted(text, at) ?? readLines(text, at) ?? readBare(text, at);
}

/** A text of several lines: `<`, each line after a tab, then ` >`. */
function readLines(text: string, at: number): Read | undefined {
  if (!text.startsWith('<\n', at)) return undefined;
  const close = text.indexOf('\n >', at);
  if (close < 0) return undefined;
  const value = text.slice(at + 2, Math.max(close, at + 2)).replace(/^\t/gm, '');
  return {value, end: close + 3};
}

/** What neither ends a value nor opens or closes a bracket or a quoted text. */
const PLAIN = /[^ \n"[\]{}()]*/y;

const DEPTHS: Readonly<Record<string, number>> = {'[': 1, '{': 1, '(': 1, ']': -1, '}': -1, ')': -1};

/** A value without quotes: to the next space that is in no bracket and no quoted text. */
function readBare(text: string, at: number): Read {
  let depth = 0;
  let end = at;
  for (;;) {
    PLAIN.lastIndex = end;
    PLAIN.test(text);
    end = PLAIN.lastIndex;
    const character = text[end];
    if (character === undefined || (depth <= 0 && ' \n'.includes(character))) break;
    depth += DEPTHS[character] ?? 0;
    end = character === '"' ? (readQuoted(text, end)?.end ?? end + 1) : end + 1;
  }
  return {value: plainValue(text.slice(at, end)), end};
}

const WORDS = new Set(['true', 'false', 'null']);
const JSON_LIKE = /^(?:-?\d+(?:\.\d+)?|\[.*\]|\{.*\})$/s;

/** A value that is JSON as such, and every other one as text; numbers that would lose digits too. */
function plainValue(text: string): LogValue {
  if (/^[A-Za-z]/.test(text) ? !WORDS.has(text) : !JSON_LIKE.test(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'number' && String(value) !== text ? text : value;
  } catch {
    return text;
  }
}

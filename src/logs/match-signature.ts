import {LOG_SIGNATURES, type LogSignature} from '../catalogue/index.ts';
import type {LogEntry} from '../model/index.ts';

/** Messages are looked up by so many first characters; none is shorter. */
const KEY_LENGTH = 6;

const MESSAGES = indexMessages();
const TEXTS = LOG_SIGNATURES.filter(({where}) => where === 'error-text');

function indexMessages(): ReadonlyMap<string, readonly LogSignature[]> {
  const messages = LOG_SIGNATURES.filter(({where}) => where === 'message');
  const index = new Map<string, LogSignature[]>();
  for (const signature of messages.sort((one, other) => other.message.length - one.message.length)) {
    const key = signature.message.slice(0, KEY_LENGTH);
    index.set(key, [...(index.get(key) ?? []), signature]);
  }
  return index;
}

/**
 * The known signature of an entry; undefined for none. A text inside an error says more than the message in front of it;
 * of several texts the innermost counts, the cause that Go's errors name last, and of texts or messages at one place the
 * longest.
 */
export function matchSignature(entry: LogEntry): LogSignature | undefined {
  const message = findMessage(entry);
  if (!mayHoldText(entry)) return message;
  const text = findText(entry.raw);
  return text && (text.codes.length > 0 || !message) ? text : message;
}

/** klog's messages begin with a quote where keys and values follow. */
function findMessage({raw, format, body}: LogEntry): LogSignature | undefined {
  const start = messageStart(raw, format, body);
  if (start < 0) return undefined;
  const candidates = MESSAGES.get(raw.slice(start, start + KEY_LENGTH));
  return candidates?.find(({message}) => raw.startsWith(message, start));
}

const QUOTE = 34;

function messageStart(raw: string, format: LogEntry['format'], body: number): number {
  if (format === 'klog') return raw.charCodeAt(body) === QUOTE ? body + 1 : body;
  if (format !== 'json') return -1;
  const at = raw.indexOf('"msg":"');
  return at < 0 ? -1 : at + 7;
}

/** Most lines are structured and of level info: there errors stand behind a key. */
function mayHoldText({raw, level, format, body}: LogEntry): boolean {
  if (level !== 'I') return true;
  if (format === 'json') return raw.includes('"err":') || raw.includes('"error":');
  return format !== 'klog' || raw.charCodeAt(body) !== QUOTE || raw.includes(' err=');
}

function findText(raw: string): LogSignature | undefined {
  let found: LogSignature | undefined;
  let foundAt = -1;
  for (const signature of TEXTS) {
    const at = positionOf(signature.parts, raw);
    const nearer =
      at > foundAt || (at === foundAt && signature.message.length > (found?.message.length ?? 0));
    if (at >= 0 && nearer) {
      found = signature;
      foundAt = at;
    }
  }
  return found;
}

/** Where the first part begins if all parts follow one another; else -1. */
function positionOf(parts: readonly string[], text: string): number {
  let begin = -1;
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    if (at < 0) return -1;
    if (begin < 0) begin = at;
    from = at + part.length;
  }
  return begin;
}

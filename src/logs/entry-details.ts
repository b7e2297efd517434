import type {LogEntry} from '../model/index.ts';
import {readQuoted} from './go-string.ts';
import {type LogValues, readKeyValues} from './key-values.ts';

/** What an entry says, beside its time and level. */
export interface EntryDetails {
  /** File and line, such as `proxier.go:1560`; empty if it is not known. */
  readonly source: string;
  readonly message: string;
  readonly values: LogValues;
}

/** Reads the rest of an entry: its source, message, keys and values. */
export function entryDetails(entry: LogEntry): EntryDetails {
  if (entry.format === 'klog') return {source: klogSource(entry), ...quotedOrPlain(entry)};
  if (entry.format === 'json') return jsonDetails(entry);
  if (entry.format === 'logfmt') return logfmtDetails(entry);
  return {source: '', message: entry.raw, values: {}};
}

function klogSource({raw, body}: LogEntry): string {
  const close = raw.lastIndexOf(']', body - 1);
  return raw.slice(raw.lastIndexOf(' ', close) + 1, close);
}

/** A message in quotes has keys and values behind it; any other text is the message. */
function quotedOrPlain({raw, body}: LogEntry): Pick<EntryDetails, 'message' | 'values'> {
  const quoted = readQuoted(raw, body);
  if (!quoted) return {message: raw.slice(body), values: {}};
  return {message: quoted.value, values: readKeyValues(raw, quoted.end)};
}

function jsonDetails({raw}: LogEntry): EntryDetails {
  try {
    const {ts: _, caller = '', msg = '', ...values} = JSON.parse(raw) as Readonly<Record<string, unknown>>;
    const source = String(caller);
    return {source: source.slice(source.lastIndexOf('/') + 1), message: String(msg), values};
  } catch {
    return {source: '', message: raw, values: {}};
  }
}

function logfmtDetails({raw, body}: LogEntry): EntryDetails {
  const {msg, ...values} = readKeyValues(raw, body);
  return {source: '', message: typeof msg === 'string' ? msg : raw.slice(body), values};
}

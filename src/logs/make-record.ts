import type {LogRecord} from '../model/index.ts';
import type {ChosenEntry} from './choose-entries.ts';
import {codeOf} from './code-of.ts';
import {entryDetails} from './entry-details.ts';
import {formatTime} from './format-time.ts';

/** All that a chosen entry says; `origin` is where it was logged. */
export function makeRecord(
  {entry, signature}: ChosenEntry,
  origin: Pick<LogRecord, 'node' | 'pod'>,
): LogRecord {
  return {
    time: formatTime(entry.time),
    node: origin.node,
    pod: origin.pod,
    level: entry.level,
    ...entryDetails(entry),
    code: codeOf(signature) ?? null,
    meaning: signature?.meaning ?? null,
    raw: entry.raw,
  };
}

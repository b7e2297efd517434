import {dump} from 'js-yaml';
import type {LogRecord} from '../model/index.ts';
import {API_VERSION} from './document-parts.ts';

/** A log record as one line of JSON, or as a document of YAML, mapped field by field. */
export function logRecordText(record: LogRecord, format: 'json' | 'yaml'): string {
  const document = {
    apiVersion: API_VERSION,
    kind: 'LogRecord',
    time: record.time,
    node: record.node,
    pod: record.pod,
    level: record.level,
    source: record.source,
    message: record.message,
    values: record.values,
    code: record.code,
    meaning: record.meaning,
    raw: record.raw,
  };
  return format === 'json'
    ? `${JSON.stringify(document)}\n`
    : `---\n${dump(document, {lineWidth: -1, noRefs: true})}`;
}

import {escapeJson, LOG_LEVEL_WORDS, type LogRecord} from '../../model/index.ts';
import {API_VERSION} from '../document-parts.ts';
import {yamlText} from '../formats.ts';

/** A log record as one line of JSON, or as a document of YAML, mapped field by field. */
export function logRecordText(record: LogRecord, format: 'json' | 'yaml'): string {
  if (format === 'json') return escapeJson(jsonLine(record));
  return yamlText(JSON.parse(jsonLine(record)), true);
}

const HEAD = `{"apiVersion":"${API_VERSION}","kind":"LogRecord","time":`;

/** Put together by hand: there may be millions of lines. */
function jsonLine(record: LogRecord): string {
  return (
    `${HEAD}${JSON.stringify(record.time)},"node":${JSON.stringify(record.node)}` +
    `,"pod":${JSON.stringify(record.pod)},"level":"${LOG_LEVEL_WORDS[record.level]}","source":${JSON.stringify(record.source)}` +
    `,"message":${JSON.stringify(record.message)},"values":${JSON.stringify(record.values)}` +
    `,"code":${JSON.stringify(record.code)},"meaning":${JSON.stringify(record.meaning)}` +
    `,"raw":${JSON.stringify(record.raw)}}\n`
  );
}

import type {WrappedLine} from './wrapped-line.ts';

const BRACE = 123;

/**
 * A line inside a JSON object, undefined if it is none: `{"log":"…\n","stream":"stderr","time":"…"}`, as Docker's json-file
 * driver writes it (https://docs.docker.com/engine/logging/drivers/json-file/), `"MESSAGE"` with `"__REALTIME_TIMESTAMP"`, as
 * `journalctl -o json` prints it (microseconds), and `"log"` or `"message"` with a time, as shippers of logs do. klog's own
 * JSON has `"ts"` and `"msg"` and is not meant.
 */
export function readJsonWrapping(line: string): WrappedLine | undefined {
  if (line.charCodeAt(0) !== BRACE) return undefined;
  if (!(line.includes('"log"') || line.includes('"MESSAGE"') || line.includes('"message"'))) return undefined;
  const fields = parseObject(line);
  const text = fields?.log ?? fields?.MESSAGE ?? fields?.message;
  if (!fields || typeof text !== 'string' || 'msg' in fields) return undefined;
  return {
    text: text.replace(/\r?\n$/, ''),
    time: timeOf(fields),
    // Docker cuts a line after 16 KiB: only its end has the line end.
    partial: 'log' in fields && 'stream' in fields && !text.endsWith('\n'),
    writer: writerOf(fields),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function parseObject(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

function timeOf(fields: Fields): number {
  const micros = Number(fields.__REALTIME_TIMESTAMP);
  if (micros > 0) return micros;
  const named = fields.time ?? fields['@timestamp'] ?? fields.timestamp;
  return typeof named === 'string' ? Date.parse(named) * 1000 : Number.NaN;
}

function writerOf(fields: Fields): string {
  const name = fields.SYSLOG_IDENTIFIER ?? fields._COMM;
  return typeof name === 'string' ? name : '';
}

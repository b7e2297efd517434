import {findEntry} from '../catalogue/index.ts';
import type {LogEntry, LogLine} from '../model/index.ts';
import type {ChosenEntry} from './choose-entries.ts';
import {codeOf} from './code-of.ts';
import {entryDetails} from './entry-details.ts';
import type {FoldedLine} from './fold-repeats.ts';
import {readQuoted} from './go-string.ts';

/** A folded line for people; `nodes` are the names of the nodes by the index of their log. */
export function makeLine(
  {first, last, count, feeds}: FoldedLine<ChosenEntry>,
  nodes: readonly string[],
): LogLine {
  const {entry, signature} = first;
  const code = codeOf(signature);
  return {
    time: entry.time,
    lastTime: last.entry.time,
    count,
    nodes: [...feeds].map((feed) => nodes[feed] ?? ''),
    level: entry.level,
    ...sourceAndText(entry),
    code: code ?? null,
    severity: (code && findEntry(code)?.severity) ?? null,
    meaning: signature?.meaning ?? null,
  };
}

/** The message without its quotes; keys and values as they were written. */
function sourceAndText(entry: LogEntry): Pick<LogLine, 'source' | 'text'> {
  const {raw, format, body} = entry;
  if (format === 'klog') {
    const close = raw.lastIndexOf(']', body - 1);
    const quoted = readQuoted(raw, body);
    const text = quoted ? quoted.value + raw.slice(quoted.end) : raw.slice(body);
    return {source: raw.slice(raw.lastIndexOf(' ', close) + 1, close), text};
  }
  if (format === 'panic' || format === 'text') return {source: '', text: raw};
  const {source, message, values} = entryDetails(entry);
  const pairs = Object.entries(values).filter(([key]) => key !== 'v');
  return {
    source,
    text: [message, ...pairs.map(([key, value]) => `${key}=${JSON.stringify(value)}`)].join(' '),
  };
}

import type {LogHit, ProxyLog} from '../check/index.ts';
import {createLogParser, createUnderstanding, matchSignature} from '../logs/index.ts';
import type {LogEntry} from '../model/index.ts';

/** Lines kept of each signature. */
const KEPT_LINES = 10;

/** What is left of one log when it has been read. */
export type ReducedLog = Omit<ProxyLog, 'previousUnread'>;

/** Takes a log piece by piece and keeps only what the catalogue knows. */
export interface LogReducer {
  readonly push: (text: string) => void;
  readonly end: () => ReducedLog;
}

/** A line that says that the API server sent Services, or that a sync used them. */
const REACHED_API = /Caches populated.*v1\.Service\b|Adding new service|syncProxyRules complete/;

/**
 * A reducer for the log of one run of kube-proxy, the one before the last restart if `previous`. Dates in it have no
 * year: they are before `reference`, in milliseconds since 1970.
 */
export function createLogReducer(reference: number, previous: boolean): LogReducer {
  const parser = createLogParser(reference);
  const hits = new Map<string, LogHit>();
  const understanding = createUnderstanding();
  const seen = {lineCount: 0, begins: Number.NaN, ends: Number.NaN, lastLine: '', reachedApi: false};
  const take = (entry: LogEntry) => {
    seen.lineCount++;
    understanding.add(entry);
    if (Number.isNaN(seen.begins)) seen.begins = entry.time;
    if (!Number.isNaN(entry.time)) seen.ends = entry.time;
    seen.lastLine = entry.raw;
    seen.reachedApi ||= REACHED_API.test(entry.raw);
    const signature = matchSignature(entry);
    if (!signature) return;
    const {message, codes} = signature;
    hits.set(message, addLine(hits.get(message) ?? newHit(message, codes, previous), entry));
  };
  return {
    push: (text) => parser.push(text).forEach(take),
    end: () => {
      parser.end().forEach(take);
      const times = {begins: dateOf(seen.begins), ends: dateOf(seen.ends)};
      return {...seen, ...times, doubt: understanding.doubt(), hits: [...hits.values()]};
    },
  };
}

function newHit(signature: string, codes: readonly string[], previous: boolean): LogHit {
  return {codes, signature, count: 0, first: undefined, last: undefined, lines: [], times: [], previous};
}

function addLine(hit: LogHit, {time, raw}: LogEntry): LogHit {
  const date = dateOf(time);
  return {
    ...hit,
    count: hit.count + 1,
    first: hit.first ?? date,
    last: date ?? hit.last,
    lines: [...hit.lines.slice(-KEPT_LINES + 1), raw],
    times: date ? [...hit.times.slice(-KEPT_LINES + 1), date] : hit.times,
  };
}

/** Of microseconds since 1970. */
function dateOf(micros: number): Date | undefined {
  return Number.isNaN(micros) ? undefined : new Date(micros / 1000);
}

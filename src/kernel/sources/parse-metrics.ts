import type {MetricSample, Metrics, Parsed} from '../../model/index.ts';
import {quoteText} from '../tables/unreadable-line.ts';
import {conclude, inspectSource, reportFatal, reportLineProblem} from './source-text.ts';

/** The text format of Prometheus: `name{label="value",…} number[ milliseconds]`, lines of `#` for people. */
const SAMPLE =
  /[a-zA-Z_:][\w:]*(?:\{(?:\w+="(?:[^"\\\n]|\\.)*",?)*\})?[ \t]+(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|[+-]?inf|nan)(?:[ \t]+-?\d+)?[ \t]*\n/iy;

const NAME_END = /[{ \t]/g;
const LABEL = /(\w+)="((?:[^"\\\n]|\\.)*)",?/y;
const VALUE = /[ \t]+(\S+)/y;
const ESCAPE = /\\(.)/g;

/**
 * The metrics of kube-proxy. Of the hundreds that there are few are asked for, so this only checks each line and
 * notes where the samples of each name begin; {@link Metrics.samples} reads them.
 */
export function parseMetrics(text: string): Parsed<Metrics> {
  const inspected = inspectSource('kube-proxy-metrics.txt', text);
  const starts = new Map<string, number[]>();
  let line = 0;
  let current = {name: '', starts: [] as number[]};
  for (let start = 0, end = text.indexOf('\n'); end >= 0; start = end + 1, end = text.indexOf('\n', start)) {
    line++;
    if (end === start || text[start] === '#') continue;
    if (!matchesAt(SAMPLE, text, start)) {
      const found = quoteText(text.slice(start, end));
      reportLineProblem(inspected, line - 1, `the line should be a sample of a metric, but is ${found}`);
      continue;
    }
    const name = text.slice(start, nameEnd(text, start));
    if (name !== current.name) current = {name, starts: starts.get(name) ?? []};
    if (current.starts.push(start) === 1) starts.set(name, current.starts);
  }
  if (starts.size === 0) reportFatal(inspected, 0, 'the text has no sample of any metric');
  return conclude(inspected, {
    samples: (name) => (starts.get(name) ?? []).map((start) => readSample(text, start)),
  });
}

function matchesAt(pattern: RegExp, text: string, position: number): boolean {
  pattern.lastIndex = position;
  return pattern.test(text);
}

function nameEnd(text: string, start: number): number {
  NAME_END.lastIndex = start;
  return NAME_END.exec(text)?.index ?? start;
}

function readSample(text: string, start: number): MetricSample {
  const labels: [string, string][] = [];
  let at = nameEnd(text, start);
  if (text[at] === '{') {
    at++;
    for (LABEL.lastIndex = at; ; at = LABEL.lastIndex) {
      const match = LABEL.exec(text);
      if (!match) break;
      labels.push([match[1] ?? '', unescapeValue(match[2] ?? '')]);
    }
    at++;
  }
  VALUE.lastIndex = at;
  return {labels: Object.fromEntries(labels), value: readNumber(VALUE.exec(text)?.[1] ?? '')};
}

function unescapeValue(text: string): string {
  return text.replace(ESCAPE, (_, character: string) => (character === 'n' ? '\n' : character));
}

function readNumber(text: string): number {
  const infinite = /^([+-]?)inf$/i.exec(text);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  return Number(text);
}

import {createDatedReader} from './dated-line.ts';
import {readJsonWrapping} from './json-wrapping.ts';
import {isKlogLine} from './klog-header.ts';
import {prefixTime} from './prefix-time.ts';
import type {WrappedLine} from './wrapped-line.ts';
import type {YearClock} from './year-clock.ts';

/** Takes away what was written before and around a line of a log. */
export type UnwrapLine = (line: string) => WrappedLine;

/**
 * Where a line of kube-proxy itself begins behind something else: klog's head, or the beginning of klog's JSON or of logfmt.
 * A head in quotes or behind a single tab is quoted by another line.
 */
const HEAD =
  /(?<![^\s\]|>])(?:[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ [^\s\]"]+:\d+\]|time="\d{4}-|\{"ts":\d)/;

/** `Nov 24 12:34:56.123456 node1 kube-proxy[812]: `, in the forms of the journal and of RFC 3164. */
const JOURNAL =
  /^(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,6})?|\[ *\d+\.\d{6}\]|\d{9,11}\.\d{6}|[A-Z][a-z]{2} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? [A-Z+\d-]+) \S+ [^\s:[]+(?:\[\d+\])?: /;

/** Behind a time of RFC 3339, `node1 kube-proxy[812]: `; the number tells it from the words of a line. */
const HOST_AND_PROGRAM = /^\S+ [^\s:[]+\[\d+\]: /;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const COLOURS = /\u001b\[[\d;]*m/g;

/** Different shapes of prefixes that are remembered. */
const MOST_SHAPES = 8;

/** Longer ones, in characters, are not remembered. */
const LONGEST_PREFIX = 500;

/**
 * Unwraps the lines of one log. The head of a line of kube-proxy is looked for in each line, so that any prefix will do:
 * other months' names, the name of a Pod, a first line that is something else. What stood before it is remembered without its
 * digits, for the lines that belong to it and have no head.
 */
export function createUnwrapper(years: YearClock): UnwrapLine {
  const dated = createDatedReader();
  const inner = createSearcher(years);
  return (line) => {
    if (isKlogLine(line)) return plain(line);
    const outer = dated(line) ?? readJsonWrapping(line);
    if (!outer) return inner(line);
    if (outer.partial || isKlogLine(outer.text)) return outer;
    const found = inner(outer.text);
    return {...found, time: outer.time, writer: found.writer || outer.writer};
  };
}

function plain(text: string): WrappedLine {
  return {text, time: Number.NaN, partial: false, writer: ''};
}

function createSearcher(years: YearClock): UnwrapLine {
  const shapes = createShapes();
  const behind = (line: string, end: number): WrappedLine => {
    if (end === 0) return plain(line);
    const prefix = line.slice(0, end);
    const time = prefixTime(prefix, years);
    return {text: line.slice(end), time, partial: false, writer: writerOf(prefix)};
  };
  return (whole) => {
    const line = whole.includes('\u001b[') ? whole.replace(COLOURS, '') : whole;
    const head = headIn(line);
    if (head < 0) return behind(line, shapes.end(line));
    shapes.learn(line, head);
    return behind(line, head);
  };
}

/** Where kube-proxy's own line begins; 0 for lines that need no unwrapping, -1 for lines without a head. */
function headIn(line: string): number {
  if (isOwnLine(line)) return 0;
  const found = HEAD.exec(line)?.index ?? -1;
  return found === 1 && line.startsWith('\t') ? 0 : found;
}

/** What stood before heads, to find it before lines without one. */
function createShapes() {
  let shapes: readonly RegExp[] = [];
  return {
    learn(line: string, head: number): void {
      if (head === 0 || head > LONGEST_PREFIX) return;
      if (shapes.some((shape) => shape.exec(line)?.[0].length === head)) return;
      shapes = [shapeOf(line.slice(0, head)), ...shapes].slice(0, MOST_SHAPES);
    },
    /** Where the prefix of a line ends; 0 if it has none that is known. */
    end(line: string): number {
      for (const shape of [...shapes, JOURNAL, HOST_AND_PROGRAM]) {
        const end = shape.exec(line)?.[0].length;
        if (end !== undefined) return end;
      }
      return 0;
    },
  };
}

/** Lines that may quote other lines, and have no prefix. */
function isOwnLine(line: string): boolean {
  return line.startsWith('time="') || line.startsWith('{"') || isKlogLine(line);
}

/** What prefixes like this one have in common; the digits differ, and days are filled up with a space. */
function shapeOf(prefix: string): RegExp {
  const end = prefix.trimEnd().length;
  const shape = prefix
    .slice(0, end)
    .replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    .replace(/\d+/g, '\\d+')
    .replace(/ +/g, ' +');
  return new RegExp(`^${shape}${prefix.slice(end)}`);
}

/** The last word: `kube-proxy[#]:` of a journal, or the name of a container. */
function writerOf(prefix: string): string {
  const words = prefix.trimEnd();
  return words.slice(words.search(/\S+$/)).replace(/\d+/g, '#');
}

import type {CaptureSource, Parsed, ParseProblem} from '../../model/index.ts';
import {quoteText} from '../tables/unreadable-line.ts';

/** A text being parsed: its lines, and what was wrong so far. */
export interface SourceText {
  readonly source: CaptureSource;
  /** Without newlines. A last line without a newline is left out: half a line can read like a whole one. */
  readonly lines: readonly string[];
  readonly problems: ParseProblem[];
  /** Lines not understood beyond {@link MOST_LINE_PROBLEMS}. */
  readonly omitted: {count: number; firstLine: number};
}

/** Lines that are reported one by one; a text that is something else entirely has thousands. */
const MOST_LINE_PROBLEMS = 100;

/** Neither programs nor `/proc` print these: NUL is binary data, U+FFFD what a decoder makes of bytes that are no UTF-8. */
const BINARY = /[\0\uFFFD]/;

/** The text cut into lines; a text that was cut off or is binary data has a fatal problem from the start. */
export function openSource(source: CaptureSource, text: string): SourceText {
  const opened = inspectSource(source, text);
  if (BINARY.test(text)) return opened;
  const lines = text.split('\n');
  lines.pop();
  return {...opened, lines};
}

/** Like {@link openSource}, for a parser that finds the lines itself: none are given. */
export function inspectSource(source: CaptureSource, text: string): SourceText {
  const inspected: SourceText = {source, lines: [], problems: [], omitted: {count: 0, firstLine: 0}};
  const binary = text.search(BINARY);
  const rest = text.slice(text.lastIndexOf('\n') + 1);
  if (binary >= 0) {
    const code = text.charCodeAt(binary).toString(16).toUpperCase().padStart(4, '0');
    const message = `the text is binary data or damaged: it has the character U+${code}`;
    reportFatal(inspected, lineAt(text, binary), message);
  } else if (rest !== '') {
    const message = `the text is cut off: its last line ${quoteText(rest)} has no newline`;
    reportFatal(inspected, lineAt(text, text.length), message);
  }
  return inspected;
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}

/** Says that the whole text must not be used; line 0 stands for no line in particular. */
export function reportFatal(text: SourceText, line: number, message: string): void {
  text.problems.push({source: text.source, line, message, severity: 'fatal'});
}

/** Says that the line at the index was left out, since it is not what it should be. */
export function reportLine(text: SourceText, index: number, expected: string): void {
  reportLineProblem(
    text,
    index,
    `the line should be ${expected}, but is ${quoteText(text.lines[index] ?? '')}`,
  );
}

/** Says in other words why the line at the index was left out. */
export function reportLineProblem(text: SourceText, index: number, message: string): void {
  if (text.problems.length < MOST_LINE_PROBLEMS) {
    text.problems.push({source: text.source, line: index + 1, message, severity: 'line'});
    return;
  }
  if (text.omitted.count === 0) text.omitted.firstLine = index + 1;
  text.omitted.count++;
}

/** Whether the text begins with lines like these; if not, it is something else, which is fatal. */
export function beginsWith(text: SourceText, patterns: readonly RegExp[]): boolean {
  for (const [index, pattern] of patterns.entries()) {
    const line = text.lines[index];
    if (line !== undefined && pattern.test(line)) continue;
    const found = line === undefined ? 'is missing' : `cannot be ${quoteText(line)}`;
    reportFatal(text, index + 1, `line ${index + 1} of ${text.source} ${found}`);
    return false;
  }
  return true;
}

/** The value with all problems of the text. */
export function conclude<Value>(text: SourceText, value: Value): Parsed<Value> {
  const {count, firstLine} = text.omitted;
  if (count > 0) {
    const message = `${count} more ${count === 1 ? 'line was' : 'lines were'} not parsed, the first is line ${firstLine}`;
    text.problems.push({source: text.source, line: firstLine, message, severity: 'line'});
  }
  return {value, problems: text.problems};
}

import type {ParseProblem, TableSource} from '../../model/index.ts';
import type {ParsedTable} from './parsed-table.ts';
import {type PlainText, takeKnownServer, takePlainServers} from './plain-text.ts';
import {newScanner, type Scanner} from './scanner.ts';
import {newDraft, type OpenVirtualServer, type TableDraft} from './table-draft.ts';
import {quoteText, UnreadableLine} from './unreadable-line.ts';

/** How one source writes a table. The readers throw {@link UnreadableLine}. */
export interface TableFormat {
  readonly source: TableSource;
  /** The lines that every text of this format begins with; none if the text of an empty table is empty. */
  readonly header: readonly RegExp[];
  /** The hot path: reads a usual real-server line and its line break; false if it is any other line. */
  readonly scanRealServer: (open: OpenVirtualServer, scanner: Scanner) => boolean;
  /** Likewise for virtual servers. */
  readonly scanVirtualServer?: (draft: TableDraft, scanner: Scanner) => boolean;
  /** How real servers that are as kube-proxy makes them are read without an object for each. */
  readonly plain?: PlainText;
  readonly isRealServer: (line: string) => boolean;
  readonly readRealServer: (open: OpenVirtualServer, line: string) => void;
  /** `rest` stands at the line after this one. */
  readonly readVirtualServer: (draft: TableDraft, line: string, rest: Readonly<Scanner>) => void;
  /** Settles what could not be decided line by line. */
  readonly finish?: (draft: TableDraft) => void;
}

/** Bad lines that are listed one by one; any more are counted. */
const LISTED_LINES = 20;

/** Reads a text in one of the formats. Bad text gives problems, never an exception. */
export function parseTable(format: TableFormat, text: string): ParsedTable {
  const draft = newDraft(format.source);
  const fatal = findDamage(format, text) ?? readLines(format, draft, text) ?? finish(format, draft);
  const problems = listProblems(draft, fatal);
  if (fatal) return {value: new Map(), problems, doubtful: new Map(), familyUnknown: new Set()};
  return {
    value: draft.virtualServers,
    problems,
    doubtful: draft.doubtful,
    familyUnknown: draft.familyUnknown,
  };
}

function findDamage(format: TableFormat, text: string): ParseProblem | undefined {
  const {source} = format;
  if (text === '')
    return format.header.length === 0
      ? undefined
      : fatalProblem(source, 0, 'the text is empty, even its header is missing');
  const strange = firstOf(text.indexOf('\0'), text.indexOf('\ufffd'));
  if (strange >= 0) {
    const line = text.slice(text.lastIndexOf('\n', strange) + 1, strange + 1);
    return fatalProblem(source, lineAt(text, strange), `there are non-text bytes after ${quoteText(line)}`);
  }
  if (text.endsWith('\n')) return undefined;
  const last = text.slice(text.lastIndexOf('\n') + 1);
  return fatalProblem(
    source,
    lineAt(text, text.length),
    `the text is cut off inside its last line ${quoteText(last)}`,
  );
}

function firstOf(a: number, b: number): number {
  return a < 0 || b < 0 ? Math.max(a, b) : Math.min(a, b);
}

function readLines(format: TableFormat, draft: TableDraft, text: string): ParseProblem | undefined {
  const scanner = newScanner(text);
  for (const [index, expected] of format.header.entries()) {
    const line = nextLine(scanner);
    if (!expected.test(line))
      return fatalProblem(format.source, index + 1, `a header line is missing, found ${quoteText(line)}`);
  }
  while (scanner.at < text.length) {
    const start = scanner.at;
    if (takeKnownServer(format, draft, scanner) || takeRealServer(format, draft, scanner)) continue;
    const before = draft.open;
    const fatal = readOther(format, draft, scanner);
    if (fatal) return fatalProblem(format.source, lineAt(text, start), fatal);
    if (draft.open !== before) takePlainServers(format, draft, scanner);
  }
  return undefined;
}

function takeRealServer({scanRealServer}: TableFormat, {open}: TableDraft, scanner: Scanner): boolean {
  const start = scanner.at;
  if (open !== undefined && scanRealServer(open, scanner)) return true;
  scanner.at = start;
  return false;
}

/** Reads a virtual server, or any line that is not as usual; returns why the text must not be trusted, if it must not. */
function readOther(format: TableFormat, draft: TableDraft, scanner: Scanner): string | undefined {
  const start = scanner.at;
  if (format.scanVirtualServer?.(draft, scanner)) return undefined;
  scanner.at = start;
  return readLine(format, draft, scanner);
}

/** Reads any line; returns why the text must not be trusted, if it must not. */
function readLine(format: TableFormat, draft: TableDraft, scanner: Scanner): string | undefined {
  const start = scanner.at;
  const line = nextLine(scanner);
  const isRealServer = format.isRealServer(line);
  try {
    if (isRealServer) format.readRealServer(requireOpen(draft), line);
    else if (line !== '') format.readVirtualServer(draft, line, scanner);
  } catch (error) {
    if (!(error instanceof UnreadableLine)) throw error;
    const message = `${error.message}: ${quoteText(line)}`;
    if (error.fatal || !isRealServer) return message;
    noteBadLine(draft, message, () => lineAt(scanner.text, start));
  }
  return undefined;
}

function requireOpen(draft: TableDraft): OpenVirtualServer {
  if (!draft.open) throw new UnreadableLine('a real server is listed before any virtual server', true);
  return draft.open;
}

function noteBadLine(draft: TableDraft, message: string, line: () => number): void {
  const {source, open, doubtful} = draft;
  if (open && !doubtful.has(open.key)) {
    doubtful.set(open.key, `${source} has a line that could not be parsed, ${message}`);
  }
  draft.badLines++;
  if (draft.badLines <= LISTED_LINES) draft.problems.push({source, line: line(), message, severity: 'line'});
}

function finish(format: TableFormat, draft: TableDraft): ParseProblem | undefined {
  try {
    format.finish?.(draft);
    return undefined;
  } catch (error) {
    if (error instanceof UnreadableLine) return fatalProblem(format.source, 0, error.message);
    throw error;
  }
}

function listProblems(draft: TableDraft, fatal: ParseProblem | undefined): readonly ParseProblem[] {
  const problems = [...draft.problems];
  const more = draft.badLines - LISTED_LINES;
  if (more > 0) {
    problems.push({
      source: draft.source,
      line: 0,
      message: `${more} more lines could not be parsed`,
      severity: 'line',
    });
  }
  return fatal ? [...problems, fatal] : problems;
}

function fatalProblem(source: TableSource, line: number, message: string): ParseProblem {
  return {source, line, message, severity: 'fatal'};
}

/** The line at the scanner, without blanks at its end, such as the programs pad columns with; moves past it. */
function nextLine(scanner: Scanner): string {
  const end = scanner.text.indexOf('\n', scanner.at);
  const stop = end < 0 ? scanner.text.length : end;
  const line = scanner.text.slice(scanner.at, stop).trimEnd();
  scanner.at = stop + 1;
  return line;
}

/** The number of the line at a position. Counted only when a message needs it. */
function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < position; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

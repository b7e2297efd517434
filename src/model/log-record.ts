import type {ReportSource} from './report-source.ts';
import type {Severity} from './severity.ts';

/** Levels of klog: fatal, error, warning, info; empty for text that has none. */
export type LogLevel = 'F' | 'E' | 'W' | 'I' | '';

/** The levels in the words of documents, which are those of `logs --level`; a fatal line is an error that ended kube-proxy. */
export const LOG_LEVEL_WORDS = {
  F: 'fatal',
  E: 'error',
  W: 'warning',
  I: 'info',
  '': '',
} as const satisfies Readonly<Record<LogLevel, string>>;

/** A line of kube-proxy's log, with the lines that belong to it; only what is needed to order and to choose it. */
export interface LogEntry {
  /** Microseconds since 1970; NaN if the line does not say, nor the ones before it. */
  readonly time: number;
  readonly level: LogLevel;
  /** As it was written: without the prefix of a container runtime and without the last line end. */
  readonly raw: string;
  /** Text is read as what it looks like: klog's two formats, the logfmt of Go libraries, a Go panic, or anything else. */
  readonly format: 'klog' | 'json' | 'logfmt' | 'panic' | 'text';
  /** Where in `raw` the message begins. */
  readonly body: number;
}

/** A value in a log line: as JSON has it, or the text that stands there. */
export type LogValue = unknown;

/** All that a line of kube-proxy's log says. */
export interface LogRecord {
  /** RFC 3339 with microseconds; null if it is not known. */
  readonly time: string | null;
  readonly node: string;
  /** `NAMESPACE/NAME`; null where kube-proxy is no Pod. */
  readonly pod: string | null;
  readonly level: LogLevel;
  /** File and line in kube-proxy's source, such as `proxier.go:1560`; empty if it is not known. */
  readonly source: string;
  readonly message: string;
  /** The keys and values of structured logging. */
  readonly values: Readonly<Record<string, LogValue>>;
  /** The catalogue entry that the line is a known sign of; null for none. */
  readonly code: string | null;
  /** What the line means, in words; null if it is not known. */
  readonly meaning: string | null;
  readonly raw: string;
}

/** A line of kube-proxy's log as people read it; equal ones may be folded. */
export interface LogLine {
  /** Microseconds since 1970 of the first and the last time; NaN if it is not known. */
  readonly time: number;
  readonly lastTime: number;
  readonly count: number;
  /** Where it was logged, the first time first. */
  readonly nodes: readonly string[];
  readonly level: LogLevel;
  readonly source: string;
  /** Message, keys and values; perhaps several lines. */
  readonly text: string;
  readonly code: string | null;
  /** Of the catalogue entry. */
  readonly severity: Severity | null;
  readonly meaning: string | null;
}

/** How often a catalogue entry shows in the log of a node. */
export interface LogSummaryRow {
  readonly code: string;
  readonly title: string;
  readonly severity: Severity;
  readonly node: string;
  readonly lines: number;
  /** RFC 3339 with microseconds; null if it is not known. */
  readonly first: string | null;
  readonly last: string | null;
  /** The first such line, as it was written. */
  readonly example: string;
}

/** Known signs of failure in the logs of some nodes. */
export interface LogSummary {
  readonly generatedAt: string;
  readonly source: ReportSource;
  readonly nodes: readonly string[];
  /** Nodes whose log could not be read, or not all of it. */
  readonly unread: readonly {readonly node: string; readonly reason: string}[];
  /** Lines that were read and chosen. */
  readonly lines: number;
  /** Worst first. */
  readonly rows: readonly LogSummaryRow[];
}

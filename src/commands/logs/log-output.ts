import {findEntry} from '../../catalogue/index.ts';
import type {FedLog} from '../../inspect/index.ts';
import {
  type ChosenEntry,
  type CodeCounter,
  codeOf,
  createChooser,
  createCodeCounter,
  createFolder,
  type FoldedLine,
  formatTime,
  type LogChoice,
  type MergedEntries,
  makeLine,
  makeRecord,
} from '../../logs/index.ts';
import {type LogSummary, type LogSummaryRow, SEVERITIES} from '../../model/index.ts';
import {createLogTable, logRecordText, renderLogSummary} from '../../render/index.ts';
import type {Ports} from '../command.ts';
import type {LogOptions} from './log-options.ts';

/** Where merged entries go. */
export interface LogOutput {
  readonly add: (entries: MergedEntries) => Promise<void>;
  /** Writes what is still folded. */
  readonly flush: () => Promise<void>;
  /** Writes the rest. */
  readonly end: () => Promise<void>;
  /** Writes what stands after all lines, or in place of them. */
  readonly conclude: (head: Omit<LogSummary, 'rows' | 'lines'>) => Promise<void>;
}

/** What an output is made of. */
export interface OutputSettings {
  readonly logs: readonly FedLog[];
  readonly choice: LogChoice;
  readonly options: LogOptions;
  readonly headers: boolean;
  readonly ports: Pick<Ports, 'write' | 'warn' | 'colour' | 'width'>;
}

/** Lines that repeat are folded within a minute, and if not too many others are between. */
const FOLD_LIMITS = {span: 60e6, lines: 500};

/** An output for lines, or for a summary only. */
export function createLogOutput(settings: OutputSettings): LogOutput {
  const choose = createChooser(settings.choice);
  const tally = createTally(settings);
  const writer = settings.options.summary ? NO_LINES : createWriter(settings);
  return {
    async add({entries, feeds}) {
      const texts: string[] = [];
      entries.forEach((entry, index) => {
        const chosen = choose(entry, feeds[index] ?? 0);
        if (!chosen) return;
        tally.add(chosen);
        texts.push(writer.add(chosen));
      });
      await writeTo(settings, texts.join(''));
    },
    flush: () => writeTo(settings, writer.rest()),
    async end() {
      await writeTo(settings, writer.rest());
      if (settings.headers && !settings.options.summary) tally.say();
    },
    async conclude(head) {
      if (!settings.options.summary) return;
      await writeTo(settings, tally.report(head));
      if (settings.headers) tally.say();
    },
  };
}

async function writeTo({ports}: OutputSettings, text: string): Promise<void> {
  if (text !== '') await ports.write(text);
}

/** Turns chosen entries into text. */
interface Writer {
  readonly add: (chosen: ChosenEntry) => string;
  readonly rest: () => string;
}

const NO_LINES: Writer = {add: () => '', rest: () => ''};

function createWriter(settings: OutputSettings): Writer {
  const {format} = settings.options;
  return format === 'json' || format === 'yaml' ? recordWriter(settings, format) : tableWriter(settings);
}

function recordWriter({logs}: OutputSettings, format: 'json' | 'yaml'): Writer {
  return {
    add(chosen) {
      const log = logs[chosen.feed];
      return logRecordText(makeRecord(chosen, {node: log?.node ?? '', pod: log?.pod ?? null}), format);
    },
    rest: () => '',
  };
}

function tableWriter({logs, options, headers, ports}: OutputSettings): Writer {
  const nodes = logs.map(({node}) => node);
  const wide = options.format === 'wide';
  const table = createLogTable({wide, headers, colour: ports.colour, width: ports.width, nodes});
  const folder = createFolder<ChosenEntry>(options.fold ? FOLD_LIMITS : {span: -1, lines: 0});
  let header = table.header();
  const write = (lines: readonly FoldedLine<ChosenEntry>[]) => {
    if (lines.length === 0) return '';
    const text = header + lines.map((line) => table.line(makeLine(line, nodes))).join('');
    header = '';
    return text;
  };
  return {add: (chosen) => write(folder.add(chosen)), rest: () => write(folder.rest())};
}

/** Counts known signs of failures. */
interface Tally {
  readonly add: (chosen: ChosenEntry) => void;
  /** Names them beside the result, where people read it. */
  readonly say: () => void;
  readonly report: (head: Omit<LogSummary, 'rows' | 'lines'>) => string;
}

function createTally({logs, options: {format}, headers, ports}: OutputSettings): Tally {
  const counters = logs.map(createCodeCounter);
  let lines = 0;
  const rows = () => logs.flatMap(({node}, index) => summaryRows(node, counters[index])).sort(byWeight);
  return {
    add({entry, feed, signature}) {
      lines++;
      const code = codeOf(signature);
      if (code) counters[feed]?.add(entry, code);
    },
    say() {
      if (format === 'json' || format === 'yaml') return;
      for (const text of sentences(rows())) ports.warn(text);
    },
    report: (head) =>
      renderLogSummary({...head, lines, rows: rows()}, {format, headers, colour: ports.colour}),
  };
}

function summaryRows(node: string, counter: CodeCounter | undefined): readonly LogSummaryRow[] {
  return (counter?.codes() ?? []).map(({code, count, first, last, example}) => {
    const {title = '', severity = 'info'} = findEntry(code) ?? {};
    return {
      code,
      title,
      severity,
      node,
      lines: count,
      first: formatTime(first),
      last: formatTime(last),
      example,
    };
  });
}

function byWeight(one: LogSummaryRow, other: LogSummaryRow): number {
  const severities = SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity);
  return severities || one.code.localeCompare(other.code) || one.node.localeCompare(other.node);
}

function sentences(rows: readonly LogSummaryRow[]): readonly string[] {
  const codes = [...new Set(rows.map(({code}) => code))];
  return codes.map((code) => {
    const own = rows.filter((row) => row.code === code);
    const lines = own.reduce((sum, row) => sum + row.lines, 0);
    const where = own.length === 1 ? own[0]?.node : `${own.length} nodes`;
    return `${code} (${own[0]?.severity}): ${own[0]?.title}; ${lines} ${lines === 1 ? 'line' : 'lines'} on ${where}: kubectl ipvs explain ${code}`;
  });
}

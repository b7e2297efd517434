import {createColors} from 'picocolors';
import type {LogLine, Severity} from '../../model/index.ts';
import {escapeText} from '../escape-text.ts';
import {wrapHanging} from '../wrap-hanging.ts';

/** How log lines are written for people. */
export interface LogTableOptions {
  readonly wide: boolean;
  readonly headers: boolean;
  readonly colour: boolean;
  /** Characters in a line of the terminal; undefined: lines are not wrapped. */
  readonly width: number | undefined;
  /** Names of all nodes that may be written. */
  readonly nodes: readonly string[];
}

/** Writes log lines one after the other, under headers that stand before the first. */
export interface LogTable {
  readonly header: () => string;
  readonly line: (line: LogLine) => string;
}

interface LogColumn {
  readonly header: string;
  readonly width: number;
  readonly value: (line: LogLine) => string;
}

const GAP = '  ';
const LEVELS = {F: 'FATAL', E: 'ERROR', W: 'WARN', I: 'INFO', '': '-'} as const;

/** With less room than this beside the other columns a message goes on under them. */
const LEAST_MESSAGE_WIDTH = 60;
const HANGING = 4;

/** A table whose columns are as wide from the first line on as they may have to be. */
export function createLogTable(options: LogTableOptions): LogTable {
  const columns = columnsFor(options);
  const paint = painter(options);
  const begin = columns.reduce((sum, {width}) => sum + width + GAP.length, 0);
  const room = options.width ?? Number.POSITIVE_INFINITY;
  const dayLine = dayLines(options);
  const hanging = room - begin >= LEAST_MESSAGE_WIDTH ? begin : HANGING;
  return {
    header: () =>
      options.headers
        ? `${columns.map(({header, width}) => header.padEnd(width) + GAP).join('')}MESSAGE\n`
        : '',
    line(line) {
      const before = dayLine(line);
      const head = columns.map(({value, width}) => escapeText(value(line)).padEnd(width) + GAP).join('');
      const rows = messageRows(line, options).flatMap((row, index) =>
        wrapHanging(row, {first: index === 0 ? room - begin : room - hanging, next: room - hanging}),
      );
      const text = rows.map((row, index) => (index === 0 ? row : ' '.repeat(hanging) + row)).join('\n');
      return before + paint(line, head, text);
    },
  };
}

/** The day of a line with the zone of its time, where the day is another than before and no time has it itself. */
function dayLines(options: LogTableOptions): (line: LogLine) => string {
  const {dim} = createColors(options.colour);
  let day = '';
  return ({time}) => {
    if (hasFullTimes(options) || Number.isNaN(time)) return '';
    const own = dayText(time);
    if (own === day) return '';
    day = own;
    return `${dim(`${own}, times in UTC`)}\n`;
  };
}

/** Where nothing stands above lines, each has its day and zone itself. */
function hasFullTimes({wide, headers}: Pick<LogTableOptions, 'wide' | 'headers'>): boolean {
  return wide || !headers;
}

function columnsFor({wide, headers, nodes}: LogTableOptions): readonly LogColumn[] {
  const suffix = wide ? '' : commonSuffix(nodes);
  const nodeWidth = Math.max(4, ...nodes.map((node) => node.length - suffix.length));
  const node: LogColumn = {
    header: 'NODE',
    width: nodeWidth + (nodes.length > 1 ? 3 : 0),
    value: (line) => nodesText(line, suffix),
  };
  const level: LogColumn = {header: 'LEVEL', width: 5, value: ({level: letter}) => LEVELS[letter]};
  const code: LogColumn = {header: 'CODE', width: 7, value: (line) => line.code ?? '-'};
  const source: LogColumn = {header: 'SOURCE', width: 24, value: (line) => line.source || '-'};
  const time: LogColumn = hasFullTimes({wide, headers})
    ? {header: 'TIME', width: 27, value: (line) => timeText(line.time, 'full')}
    : {header: 'TIME', width: 12, value: (line) => timeText(line.time, 'clock')};
  return wide ? [time, node, level, code, source] : [time, node, level, code];
}

function nodesText({nodes: [first = '', ...others]}: LogLine, suffix: string): string {
  const name = first.slice(0, first.length - suffix.length);
  return others.length === 0 ? name : `${name} +${others.length}`;
}

/** What all names end in from a dot on, such as the domain that a cloud gives its nodes. */
function commonSuffix([first = '', ...others]: readonly string[]): string {
  for (let at = first.indexOf('.'); others.length > 0 && at > 0; at = first.indexOf('.', at + 1)) {
    const suffix = first.slice(at);
    if (others.every((name) => name.endsWith(suffix) && name.length > suffix.length)) return suffix;
  }
  return '';
}

function dayText(micros: number): string {
  return new Date(micros / 1000).toISOString().slice(0, 10);
}

function timeText(micros: number, style: 'clock' | 'full'): string {
  if (Number.isNaN(micros)) return '-';
  const text = new Date(micros / 1000).toISOString();
  if (style === 'clock') return text.slice(11, 23);
  return `${text.slice(0, 23)}${String(Math.floor(micros % 1000)).padStart(3, '0')}Z`;
}

function messageRows(line: LogLine, {wide}: LogTableOptions): readonly string[] {
  const meaning = wide && line.meaning !== null ? [`# ${line.meaning}`] : [];
  const [first = '', ...more] = line.text.split('\n').map((row) => escapeText(row.replaceAll('\t', '    ')));
  return [first + repeatText(line), ...more, ...meaning];
}

function repeatText({count, nodes, time, lastTime}: LogLine): string {
  if (count === 1) return '';
  const otherDay = lastTime > time && dayText(lastTime) !== dayText(time) ? `${dayText(lastTime)} ` : '';
  const until = lastTime > time ? `, until ${otherDay}${timeText(lastTime, 'clock')}` : '';
  return ` (${count} times${nodes.length > 1 ? ` on ${nodes.length} nodes` : ''}${until})`;
}

type Painter = (line: LogLine, head: string, message: string) => string;

/** A known sign of failure stands out as a whole; else only the level does. */
function painter({colour}: LogTableOptions): Painter {
  const colors = createColors(colour);
  const bySeverity: Readonly<Record<Severity, (text: string) => string>> = {
    error: (text) => colors.bold(colors.red(text)),
    warning: (text) => colors.bold(colors.yellow(text)),
    info: colors.cyan,
  };
  return ({level, severity}, head, message) => {
    if (severity !== null) return `${bySeverity[severity](head + message)}\n`;
    const levelColor = {F: colors.red, E: colors.red, W: colors.yellow, I: undefined, '': undefined}[level];
    return levelColor ? `${levelColor(head)}${message}\n` : `${head}${message}\n`.replace(/ +\n$/, '\n');
  };
}

import Table from 'cli-table3';
import {escapeText} from './escape-text.ts';
import type {Layout} from './layout.ts';

/** A column: its header, and its value for a row. */
export interface Column<Row> {
  readonly header: string;
  readonly value: (row: Row) => string;
  /** Colours a padded cell. */
  readonly paint?: (text: string, row: Row) => string;
  /** Whether it is cut only where the other columns have nothing left to give, such as an address. */
  readonly whole?: boolean;
  /** Whether it is left out, the last one first, where those that are to stay whole have no room beside it. */
  readonly spare?: boolean;
  /** Whether what tells its values apart is at their end, such as in the name of a Pod: then the middle is cut out. */
  readonly keepsEnd?: boolean;
}

const GAP = 3;

/** cli-table3's time grows with the square of its rows, so it gets this many at a time. */
const CHUNK = 50;

const NO_BORDERS = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ].map((name) => [name, '']),
);

/** A table as kubectl prints it: upper-case headers, no borders, `<none>` for empty cells. */
export function writeTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  {headers, ...layout}: Layout & {readonly headers: boolean},
): string {
  const cells = rows.map((row) => columns.map(({value}) => escapeText(value(row)) || '<none>'));
  const wanted = columns.map(({header}, index) =>
    cells.reduce((widest, row) => Math.max(widest, row[index]?.length ?? 0), headers ? header.length : 0),
  );
  const least = columns.map(({header}, index) =>
    Math.min(wanted[index] ?? 0, Math.max(headers ? header.length : 0, NARROWEST)),
  );
  const preferred = columns.map(({whole}, index) => (whole ? wanted : least)[index] ?? 0);
  const spare = columns.findLastIndex((column) => column.spare);
  if (spare >= 0 && narrowestOf(preferred) > (layout.width ?? Number.POSITIVE_INFINITY))
    return writeTable(columns.toSpliced(spare, 1), rows, {headers, ...layout});
  const gap = gapFor(preferred, layout.width);
  const room = (layout.width ?? Number.POSITIVE_INFINITY) - gap * (columns.length - 1);
  const widths = fitWidths(fitWidths(wanted, preferred, room), least, room);
  const painted = cells.map((row, rowIndex) =>
    row.map((text, index) =>
      paint(columns[index], cut(text, widths[index], columns[index]?.keepsEnd), rows[rowIndex]),
    ),
  );
  const lines = headers ? [columns.map(({header}) => header), ...painted] : painted;
  const chunks: string[] = [];
  for (let start = 0; start < lines.length; start += CHUNK)
    chunks.push(layOut(lines.slice(start, start + CHUNK), {widths, gap}));
  return chunks.length === 0 ? '' : `${chunks.join('\n')}\n`;
}

/** A cell is cut to no fewer characters. */
const NARROWEST = 8;

/** The blanks between columns: fewer where the line is too short for the usual ones. */
function gapFor(least: readonly number[], width = Number.POSITIVE_INFINITY): number {
  const narrowest = least.reduce((sum, one) => sum + one, 0);
  return Math.min(GAP, Math.max(1, Math.floor((width - narrowest) / Math.max(least.length - 1, 1))));
}

/** Characters in a line of columns of these widths with one blank between. */
function narrowestOf(widths: readonly number[]): number {
  return widths.reduce((sum, one) => sum + one + 1, -1);
}

/** Widths that come to no more than `room` where they can: the column that has most to give gives first. */
function fitWidths(wanted: readonly number[], least: readonly number[], room: number): readonly number[] {
  const widths = [...wanted];
  let excess = widths.reduce((sum, one) => sum + one, 0) - room;
  while (excess > 0) {
    const spare = widths.map((one, index) => one - (least[index] ?? one));
    const most = spare.indexOf(Math.max(...spare));
    if ((spare[most] ?? 0) <= 0) break;
    widths[most] = (widths[most] ?? 0) - 1;
    excess--;
  }
  return widths;
}

function cut(text: string, width = text.length, keepsEnd = false): string {
  if (text.length <= width) return text;
  const end = keepsEnd ? Math.floor(width / 2) : 0;
  return `${text.slice(0, width - 1 - end)}…${text.slice(text.length - end)}`;
}

function paint<Row>(column: Column<Row> | undefined, text: string, row: Row | undefined): string {
  return column?.paint && row !== undefined ? column.paint(text, row) : text;
}

function layOut(
  lines: readonly (readonly string[])[],
  {widths, gap}: {readonly widths: readonly number[]; readonly gap: number},
): string {
  const table = new Table({
    chars: NO_BORDERS,
    style: {'padding-left': 0, 'padding-right': gap, head: [], border: [], compact: true},
    colWidths: widths.map((width) => width + gap),
  });
  table.push(...lines.map((line) => [...line]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

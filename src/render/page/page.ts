/** How grave something is, for colour and order; each has a sign of its own, so that colour alone says nothing. */
export type Tone = 'bad' | 'warn' | 'info' | 'ok' | 'unknown';

/** All tones, the gravest first. */
export const TONES: readonly Tone[] = ['bad', 'warn', 'unknown', 'info', 'ok'];

/** The sign of each tone, for readers and printers without colour. */
export const SIGNS: Readonly<Record<Tone, string>> = {bad: '✕', warn: '!', unknown: '?', info: 'i', ok: '✓'};

/** A line with what it says of its gravity. */
export interface Line {
  readonly tone: Tone;
  readonly text: string;
}

/** A command to copy; where it runs is said beside it. */
export interface PageCommand {
  readonly where: string;
  readonly command: string;
}

/** A line with what backs it, shown on demand. */
export interface Claim extends Line {
  readonly evidence: readonly string[];
  readonly commands: readonly PageCommand[];
}

/** A cell of a heat map; undefined where nothing is wrong. */
export interface Cell extends Line {
  /** What the cell means in words, shown when it is pointed at. */
  readonly title: string;
}

/** A row of a heat map, as many cells as there are columns. */
export interface MapRow {
  readonly label: string;
  readonly tone: Tone;
  readonly cells: readonly (Cell | undefined)[];
}

/** Rows by columns, coloured by gravity. */
export interface HeatMap {
  readonly kind: 'map';
  readonly title: string;
  /** What rows and columns are, and what was left out. */
  readonly caption: string;
  readonly rowHeader: string;
  readonly columns: readonly {readonly label: string; readonly title: string}[];
  readonly rows: readonly MapRow[];
}

/** A table that can be filtered and sorted. */
export interface PageTable {
  readonly kind: 'table';
  readonly title: string;
  readonly caption: string;
  readonly headers: readonly string[];
  readonly rows: readonly {readonly tone: Tone; readonly cells: readonly string[]}[];
}

/** A stretch or a moment in a lane. Times are in milliseconds since 1970. */
export interface Mark extends Line {
  readonly from: number;
  /** The same as `from` for a moment. */
  readonly to: number;
}

/** What happened on each node over time. */
export interface Timeline {
  readonly kind: 'timeline';
  readonly title: string;
  readonly caption: string;
  readonly from: number;
  readonly to: number;
  readonly lanes: readonly {readonly label: string; readonly marks: readonly Mark[]}[];
}

/** A part of a page. */
export type Section =
  | {readonly kind: 'claims'; readonly title: string; readonly claims: readonly Claim[]}
  | {readonly kind: 'commands'; readonly title: string; readonly commands: readonly PageCommand[]}
  | HeatMap
  | PageTable
  | Timeline;

/** A report as a page that needs nothing but itself. */
export interface Page {
  readonly title: string;
  readonly verdict: Line;
  /** What was asked, when, of which cluster. */
  readonly facts: readonly string[];
  readonly sections: readonly Section[];
}

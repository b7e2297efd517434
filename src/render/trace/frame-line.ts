import type {createColors} from 'picocolors';
import {wrapHanging} from '../wrap-hanging.ts';
import type {TraceStyle} from './trace-style.ts';

/** The size of a terminal, and the time. */
export interface FrameOptions extends TraceStyle {
  readonly columns: number;
  readonly rows: number;
  /** RFC 3339. */
  readonly time: string;
}

/** A line before it is coloured: cut to the width first, so that colours do not count. */
export interface FrameLine {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/** What paints the lines of a frame. */
export type Colors = ReturnType<typeof createColors>;

/** A line cut to the width: behind a word if one ends near enough. */
export function cutTo(text: string, {columns, unicode}: Pick<FrameOptions, 'columns' | 'unicode'>): string {
  if (text.length <= columns) return text;
  const mark: string = unicode ? '…' : '...';
  const room = Math.max(0, columns - mark.length - 1);
  const space = text.lastIndexOf(' ', room);
  const end = space > room - LONGEST_WORD && text.slice(0, space).trim() !== '' ? space : room;
  return `${text.slice(0, end)} ${mark}`.slice(-columns);
}

/** A word of more characters is cut. */
const LONGEST_WORD = 24;

/** A line in as many as it takes, at most `most`, broken between words; the later ones begin after `indent` blanks. */
export function wrapLine(
  {text, paint}: FrameLine,
  options: FrameOptions,
  {indent, most}: {readonly indent: number; readonly most: number},
): readonly FrameLine[] {
  const below = ' '.repeat(Math.min(indent, Math.floor(options.columns / 2)));
  const rows = wrapHanging(text, {first: options.columns, next: options.columns - below.length});
  const shown = rows.slice(0, most).map((row, index) => (index === 0 ? row : `${below}${row}`));
  const last = shown.length - 1;
  const more = rows.slice(most).join(' ');
  return shown.map((row, index) => ({
    text: index === last && more !== '' ? cutTo(`${row} ${more}`, options) : row,
    ...(paint && {paint}),
  }));
}

import {type Mark, SIGNS, type Timeline} from '../page/page.ts';
import {escapeHtml} from './escape-html.ts';

const WIDTH = 1000;
const LABELS = 200;
const LANE = 22;
const AXIS = 26;
const TICKS = 5;

/** Lanes over time as a picture: a bar for a stretch, a diamond for a moment, each with its words. */
export function timelineMarkup({from, to, lanes}: Timeline): string {
  const span = Math.max(to - from, 1);
  const x = (time: number) => LABELS + ((time - from) / span) * (WIDTH - LABELS - 10);
  const height = AXIS + lanes.length * LANE + 4;
  const ticks = Array.from({length: TICKS}, (_, index) => from + (span * index) / (TICKS - 1));
  return [
    `<svg class="lanes" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="timeline">`,
    ...ticks.map((time) => tickMarkup(x(time), {height, text: seconds(time - from)})),
    ...lanes.map(({label, marks}, index) => {
      const y = AXIS + index * LANE;
      const drawn = marks.map((mark) => markMarkup(mark, {x, y}));
      return `<g><text x="0" y="${y + 14}">${escapeHtml(short(label))}<title>${escapeHtml(label)}</title></text>${drawn.join('')}</g>`;
    }),
    '</svg>',
  ].join('\n');
}

function tickMarkup(x: number, {height, text}: {readonly height: number; readonly text: string}): string {
  return `<line class="axis" x1="${round(x)}" x2="${round(x)}" y1="${AXIS - 6}" y2="${height}"/><text x="${round(x - 14)}" y="14">${text}</text>`;
}

interface Place {
  readonly x: (time: number) => number;
  readonly y: number;
}

function markMarkup({from, to, tone, text}: Mark, {x, y}: Place): string {
  const title = `<title>${escapeHtml(`${SIGNS[tone]} ${text}`)}</title>`;
  if (to > from) {
    const width = Math.max(x(to) - x(from), 2);
    return `<rect class="m-${tone}" x="${round(x(from))}" y="${y + 4}" width="${round(width)}" height="12" rx="2">${title}</rect>`;
  }
  const at = round(x(from));
  return `<path class="m-${tone}" d="M${at} ${y + 2}l6 8l-6 8l-6-8z">${title}</path>`;
}

function short(label: string): string {
  return label.length > 26 ? `${label.slice(0, 25)}…` : label;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`;
}

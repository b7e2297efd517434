import {escapeText} from '../model/index.ts';

/** Text that may come from outside, on one line and without what changes a terminal. */
export function printable(text: string): string {
  return escapeText(text.replace(/\s*[\n\r]\s*|\t/g, ' '));
}

import {escapeText} from '../escape-text.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text from anywhere as text of a page, in an element or in a quoted attribute: it is never markup. */
export function escapeHtml(text: string): string {
  return escapeText(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

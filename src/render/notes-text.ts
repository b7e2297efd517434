import {describeVirtualServer, type Note} from '../model/index.ts';
import {escapeText} from './escape-text.ts';
import {nameList} from './text-lists.ts';

/** What the reader has to know besides the findings, under a title; equal notes of several nodes are one. */
export function notesText(title: string, notes: readonly Note[]): string {
  const folded = new Map<string, {note: Note; nodes: string[]}>();
  for (const note of notes) {
    const key = `${note.message}\u0000${note.remedy}`;
    const present = folded.get(key);
    if (!present) folded.set(key, {note, nodes: note.node === null ? [] : [note.node]});
    else if (note.node !== null && !present.nodes.includes(note.node)) present.nodes.push(note.node);
  }
  if (folded.size === 0) return '';
  return `${title}\n${[...folded.values()].map(({note, nodes}) => noteText(note, nodes)).join('\n')}\n`;
}

function noteText(note: Note, nodes: readonly string[]): string {
  const named = nodes.length === 0 || nodes.every((node) => note.message.includes(node));
  const where = named ? '' : `${nameList(nodes)}: `;
  const code = note.code ? ` (${note.code})` : '';
  const what = note.virtualServer ? `${describeVirtualServer(note.virtualServer)}: ` : '';
  const remedy = note.remedy === '' ? '' : `\n      ${escapeText(note.remedy)}`;
  return `  ${escapeText(`${where}${what}${note.message}${code}`)}${remedy}`;
}

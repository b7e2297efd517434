import {escapeText} from './escape-text.ts';

/** Nodes as kubectl's `-o name` writes them, one a line, for another command to take. */
export function nodeNames(nodes: readonly {readonly name: string}[]): string {
  return nodes.map(({name}) => `node/${escapeText(name)}\n`).join('');
}

import {groupBy} from '../model/index.ts';

/** Names shown before a list is cut. */
export const MOST_NAMES = 3;

/** `a, b, c`; of more than three names, or `most` of them, `a, b, c +9 more`. */
export function nameList(names: readonly string[], most: number = MOST_NAMES): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most).join(', ')} +${names.length - most} more`;
}

/** `1 node`, `2 nodes`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}

/**
 * `a, b: reason`: the same reason of several nodes is said once, with their names, of which `most` are listed; in the order
 * of the first of each.
 */
export function byReason(
  nodes: readonly {readonly name: string; readonly reason: string}[],
  most: number = Number.POSITIVE_INFINITY,
): readonly string[] {
  const groups = groupBy(nodes, ({reason}) => reason);
  const names = (those: typeof nodes) => those.map(({name}) => name);
  return [...groups].map(([reason, those]) => `${nameList(names(those), most)}: ${reason}`);
}

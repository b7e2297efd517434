/** Names shown before a list is cut. */
const MOST_NAMES = 3;

/** `a, b, c`; of more than three names `a, b, c +9 more`. */
export function nameList(names: readonly string[]): string {
  if (names.length <= MOST_NAMES) return names.join(', ');
  return `${names.slice(0, MOST_NAMES).join(', ')} +${names.length - MOST_NAMES} more`;
}

/** `1 node`, `2 nodes`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}

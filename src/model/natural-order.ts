const COLLATOR = new Intl.Collator('en', {numeric: true});

/**
 * Compares names and addresses for sorting as people read them: `node2` before `node10`. The one order of nodes in all that
 * is printed; different texts are never equal.
 */
export function compareNaturally(one: string, other: string): number {
  if (one === other) return 0;
  return COLLATOR.compare(one, other) || (one < other ? -1 : 1);
}

/** For sorting things with a name: {@link compareNaturally}. */
export function byNaturalName(one: {readonly name: string}, other: {readonly name: string}): number {
  return compareNaturally(one.name, other.name);
}

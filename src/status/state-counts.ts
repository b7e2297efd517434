import type {ConnectionEntry, StateCount} from '../model/index.ts';

/** Connection entries by protocol and state, most frequent first. */
export function stateCounts(entries: readonly ConnectionEntry[]): readonly StateCount[] {
  const counts = new Map<string, {protocol: string; state: string; count: number}>();
  for (const {protocol, state, template} of entries) {
    const name = template ? 'template' : state;
    const key = `${protocol} ${name}`;
    const count = counts.get(key) ?? {protocol, state: name, count: 0};
    count.count++;
    counts.set(key, count);
  }
  return [...counts.values()].sort(
    (one, other) =>
      other.count - one.count ||
      (`${one.protocol} ${one.state}` < `${other.protocol} ${other.state}` ? -1 : 1),
  );
}

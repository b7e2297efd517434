import {compareNaturally} from '../../model/index.ts';
/** Nodes that look alike, as one column or row. */
export interface NodeGroup {
  readonly names: readonly string[];
  /** `node1`, or `142 nodes`. */
  readonly label: string;
}

/** Nodes with the same signature as one group, in the order of the first of each; the names of a group are sorted. */
export function foldNodes(signatures: ReadonlyMap<string, string>): readonly NodeGroup[] {
  const groups = new Map<string, string[]>();
  for (const [name, signature] of signatures) {
    const group = groups.get(signature);
    if (group) group.push(name);
    else groups.set(signature, [name]);
  }
  return [...groups.values()].map((names) => ({
    names: names.sort(compareNaturally),
    label: names.length === 1 ? (names[0] ?? '') : `${names.length} nodes`,
  }));
}

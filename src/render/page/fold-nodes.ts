import {compareNaturally, groupBy} from '../../model/index.ts';
/** Nodes that look alike, as one column or row. */
export interface NodeGroup {
  readonly names: readonly string[];
  /** `node1`, or `142 nodes`. */
  readonly label: string;
}

/** Nodes with the same signature as one group, in the order of the first of each; the names of a group are sorted. */
export function foldNodes(signatures: ReadonlyMap<string, string>): readonly NodeGroup[] {
  const groups = groupBy(signatures, ([, signature]) => signature);
  return [...groups.values()].map((group) => ({
    names: group.map(([name]) => name).sort(compareNaturally),
    label: group.length === 1 ? group[0][0] : `${group.length} nodes`,
  }));
}

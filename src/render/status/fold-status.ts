import {groupBy, type NodeStatus} from '../../model/index.ts';

/** Nodes of which a table says the same. */
export interface AlikeStatuses {
  readonly first: NodeStatus;
  readonly nodes: readonly NodeStatus[];
}

/** Nodes with equal keys together, in the order of the first of each. */
export function foldStatuses(
  nodes: readonly NodeStatus[],
  keyOf: (node: NodeStatus) => string,
): readonly AlikeStatuses[] {
  return [...groupBy(nodes, keyOf).values()].map((group) => ({first: group[0], nodes: group}));
}

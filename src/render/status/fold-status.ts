import type {NodeStatus} from '../../model/index.ts';

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
  const groups = new Map<string, NodeStatus[]>();
  for (const node of nodes) {
    const key = keyOf(node);
    const group = groups.get(key);
    if (group) group.push(node);
    else groups.set(key, [node]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first ? [{first, nodes: group}] : [];
  });
}

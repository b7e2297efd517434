import {connectionSums, type KernelTable, type NodeStatus} from '../model/index.ts';

/** The connections of all real servers; null if the table's source does not tell them. */
export function countConnections(table: KernelTable | undefined): NodeStatus['connections'] {
  if (!table) return null;
  let active = 0;
  let inactive = 0;
  for (const server of table.values()) {
    const sums = connectionSums(server);
    if (!sums) return null;
    active += sums.active;
    inactive += sums.inactive;
  }
  return {active, inactive};
}

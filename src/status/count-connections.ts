import type {KernelTable, NodeStatus} from '../model/index.ts';

/** The connections of all real servers; null if the table's source does not tell them. */
export function countConnections(table: KernelTable | undefined): NodeStatus['connections'] {
  if (!table) return null;
  let active = 0;
  let inactive = 0;
  for (const {realServers} of table.values()) {
    for (const {activeConnections, inactiveConnections} of realServers.values()) {
      if (activeConnections === undefined || inactiveConnections === undefined) return null;
      active += activeConnections;
      inactive += inactiveConnections;
    }
  }
  return {active, inactive};
}

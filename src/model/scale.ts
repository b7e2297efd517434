/** Where one way of reading a cluster gives way to another. */
export const SCALE = {
  /** Without a flag that chooses nodes, so many are read at most. */
  mostNodes: 100,
  /** With more virtual servers than this the whole table is read: one long answer costs a node less than many short ones. */
  mostAskedServers: 64,
  /** With more endpoints a node's IP sets would hardly get shorter. */
  mostAskedMembers: 1000,
  /** With fewer service ports a table is small: to compute what is expected takes longer than to send it. */
  leastAssumedPorts: 1000,
  /** From so many nodes on all debug pods are made at once, without waiting for those before: the nodes start them side by side. */
  leastFleet: 200,
} as const;

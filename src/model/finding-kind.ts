/** The readable names of differences between expected and actual state. Released names do not change. */
export const FINDING_KINDS = [
  'virtual-server-missing',
  'virtual-server-unexpected',
  'scheduler-mismatch',
  'persistence-mismatch',
  'real-server-missing',
  'real-server-stale',
  'real-server-weight',
  'real-server-draining',
  'forwarding-mismatch',
  'address-unbound',
  'address-unexpected',
  'ipset-member-missing',
  'ipset-member-unexpected',
  'iptables-chain-missing',
] as const;

/** One of {@link FINDING_KINDS}. */
export type FindingKind = (typeof FINDING_KINDS)[number];

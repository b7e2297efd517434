import type {FindingService, Note} from './finding.ts';
import type {ReportSource} from './report-source.ts';

/** What of a node's kernel changes. */
export const UPGRADE_PARTS = [
  'virtual-server',
  'real-server',
  'persistence',
  'scheduler',
  'address',
  'ip-set',
  'ip-set-member',
  'iptables-chain',
] as const;

/** One of {@link UPGRADE_PARTS}. */
export type UpgradePart = (typeof UPGRADE_PARTS)[number];

/** `may-…`: the other version leaves it to chance, or what decides is not known. */
export type UpgradeEffect = 'appears' | 'disappears' | 'may-appear' | 'may-disappear' | 'changes';

/** Something in the kernel that another version of kube-proxy would program otherwise. */
export interface TableChange {
  readonly part: UpgradePart;
  readonly effect: UpgradeEffect;
  readonly service: FindingService | null;
  /** Virtual server, `SERVER -> REAL SERVER`, address, set with the number of its members, `SET MEMBER`, or `FAMILY TABLE CHAIN`. */
  readonly subject: string;
  /** For `changes`: the values; empty otherwise. */
  readonly from: string;
  readonly to: string;
}

/** A change, and the nodes that it is on. */
export interface UpgradeChange extends TableChange {
  readonly nodes: readonly string[];
}

/** A node before an upgrade: `unknown`, nothing can be said; `other-mode`, it does not run IPVS mode. */
export interface UpgradeNode {
  readonly name: string;
  readonly kubeProxyVersion: string;
  readonly state: 'same' | 'changes' | 'unknown' | 'other-mode';
  /** For `unknown` and `other-mode`. */
  readonly reason: string;
  readonly changes: number;
}

/** A known bug of the version that runs, or of the other: `fixed`, `kept`, or `gained` by the upgrade. */
export interface UpgradeBug {
  readonly number: number;
  readonly title: string;
  /** Entry of the catalogue. */
  readonly code: string;
  readonly effect: 'fixed' | 'kept' | 'gained';
  /** Whether the cluster has what the bug needs. */
  readonly concerned: boolean;
  /** The issue, and the versions that fix it. */
  readonly reference: string;
  readonly meanwhile: string;
  readonly nodes: readonly string[];
}

/** What another version of kube-proxy would change on a cluster. */
export interface UpgradeReport {
  /** RFC 3339. */
  readonly generatedAt: string;
  readonly source: ReportSource;
  /** `v1.38.0`. */
  readonly target: string;
  readonly nodes: readonly UpgradeNode[];
  readonly changes: readonly UpgradeChange[];
  /** The rules on which the versions differ, as a person calls them. */
  readonly rules: readonly string[];
  readonly bugs: readonly UpgradeBug[];
  readonly notes: readonly Note[];
}

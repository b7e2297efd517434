import type {Assessment} from './assessment.ts';
import type {Finding, Note} from './finding.ts';
import type {ReportSource} from './report-source.ts';
import type {Severity} from './severity.ts';

/** The states of a node. Unknown is never in sync; `other-mode`: its kube-proxy keeps no IPVS table, so none is compared. */
export type NodeState = 'in-sync' | 'drifted' | 'converging' | 'unknown' | 'other-mode';

/** All node states, in the order of a summary. */
export const NODE_STATES: readonly NodeState[] = [
  'in-sync',
  'drifted',
  'converging',
  'unknown',
  'other-mode',
];

/** How many should be there, and how many are. */
export interface Counts {
  readonly expected: number;
  readonly actual: number;
}

/** One node's part of a report. Counts are null where the node could not be read. */
export interface NodeReport {
  readonly name: string;
  readonly state: NodeState;
  /** For `unknown` and `other-mode`, why, in words; empty otherwise. */
  readonly reason: string;
  /** `ipvs`, `iptables`, … as kube-proxy says; empty if nothing tells. */
  readonly proxyMode: string;
  readonly kubeProxyVersion: string;
  /** `namespace/name`; empty if there is no such Pod. */
  readonly kubeProxyPod: string;
  readonly virtualServers: Counts | null;
  readonly realServers: Counts | null;
}

/** What was compared. */
export interface ReportScope {
  /** `all`: the whole table; else `namespace/name` of each Service. */
  readonly services: 'all' | readonly string[];
  readonly nodes: readonly string[];
}

/** The result of `diff`. */
export interface DiffReport {
  /** RFC 3339. */
  readonly generatedAt: string;
  readonly source: ReportSource;
  /** The snapshot compared with, for `--against`. */
  readonly against: ReportSource | null;
  readonly scope: ReportScope;
  readonly summary: {
    readonly nodes: Readonly<Record<NodeState, number>>;
    readonly findings: Readonly<Record<Severity, number>>;
  };
  readonly nodes: readonly NodeReport[];
  /** What users feel, and why; empty for a comparison of two snapshots. */
  readonly assessment: Assessment;
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
}

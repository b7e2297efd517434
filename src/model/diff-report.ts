import type {Finding, Note} from './finding.ts';
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

/** Where a report's data came from. */
export type ReportSource =
  | {
      readonly type: 'cluster';
      readonly context: string;
      readonly serverVersion: string;
      /** Flags that make kubectl speak to the same server as the same user, for commands that a user may copy; no secrets. */
      readonly kubectlFlags: readonly string[];
      /** Flags of the call for debug pods, such as their namespace: a call that reads the same nodes needs them, too. */
      readonly podFlags: readonly string[];
    }
  | {
      readonly type: 'snapshot';
      readonly path: string;
      readonly capturedAt: string;
      readonly serverVersion: string;
      readonly clusterName: string;
      /** Whether names and addresses in it were replaced. */
      readonly redacted: boolean;
    };

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
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
}

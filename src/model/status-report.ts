import type {Assessment} from './assessment.ts';
import type {Concern} from './concern.ts';
import type {Counts, NodeState} from './diff-report.ts';
import type {Note} from './finding.ts';
import type {NodeDetail} from './node-detail.ts';
import type {ReportSource} from './report-source.ts';
import type {ServiceStatus} from './service-status.ts';
import type {Severity} from './severity.ts';
import type {SyncFamily} from './sync-facts.ts';

/** The worst of a node's concerns, and how many there are; all differences are one, and info does not count. */
export interface Attention {
  readonly severity: Severity;
  readonly code: string | null;
  readonly count: number;
}

/** kube-proxy on a node. `silent`: it does not answer on its HTTP ports; `absent`: it has no Pod on the node. */
export type ProxyState = 'running' | 'not-running' | 'silent' | 'absent' | 'unknown';

/** kube-proxy on a node, as its Pod and its own answers tell. */
export interface ProxyStatus {
  readonly state: ProxyState;
  /** `namespace/name`; empty if there is no Pod. */
  readonly pod: string;
  /** Empty if nothing tells. */
  readonly version: string;
  /** Null without a Pod. */
  readonly restarts: number | null;
  readonly ready: boolean | null;
}

/** The syncs of a node's kube-proxy; times are RFC 3339, by the node's clock. */
export interface SyncStatus {
  /** End of the last successful sync by family; a family without an entry has had none. */
  readonly last: Readonly<Partial<Record<SyncFamily, string>>>;
  /** Seconds between the last successful sync and the capture, by family. */
  readonly age: Readonly<Partial<Record<SyncFamily, number>>>;
  readonly p99: {readonly seconds: number; readonly beyond: boolean} | null;
  /** Whether a sync was asked for after the last one that succeeded. */
  readonly queued: boolean;
  readonly pendingServices: number | null;
  readonly pendingEndpoints: number | null;
  readonly startedAt: string | null;
}

/** One node of a status report. What is not known is null. */
export interface NodeStatus {
  readonly name: string;
  /** Null if the API says Unknown, or does not list the node. */
  readonly ready: boolean | null;
  readonly schedulable: boolean;
  readonly state: NodeState;
  /** Why a node that could be read is not compared: another mode, no kube-proxy. */
  readonly reason: string;
  /** Why the node could not be read, or not be trusted. */
  readonly error: string;
  /** Empty if nothing tells. */
  readonly proxyMode: string;
  /** Whether the running kube-proxy says the mode; otherwise it is what is configured. */
  readonly modeConfirmed: boolean;
  readonly kubeProxy: ProxyStatus;
  readonly sync: SyncStatus | null;
  readonly virtualServers: Counts | null;
  readonly realServers: Counts | null;
  /** Differences from the API, as `diff` counts them; null where nothing was compared. */
  readonly drift: number | null;
  /** Real servers that kube-proxy is draining. */
  readonly draining: number;
  readonly connections: {readonly active: number; readonly inactive: number} | null;
  readonly conntrack: {readonly used: number; readonly max: number} | null;
  /** Worst first. */
  readonly concerns: readonly Concern[];
  readonly attention: Attention | null;
  /** Null unless the node was asked for by name. */
  readonly detail: NodeDetail | null;
}

/** In what a node can differ from the rest. */
export type OutlierKind = 'mode' | 'version' | 'configuration' | 'sync-age' | 'table';

/** Nodes that differ from the rest, or two or more camps without a majority. */
export interface Outlier {
  readonly kind: OutlierKind;
  readonly nodes: readonly string[];
  readonly message: string;
}

/** Something that is different from one look to the next. */
export interface StatusChange {
  /** A node, or a Service with one of its real servers. */
  readonly subject: string;
  /** Such as `drift`; `is new` and `is gone` have no values. */
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** The result of `status`. Nodes that need attention come first. */
export interface StatusReport {
  /** RFC 3339. */
  readonly generatedAt: string;
  readonly source: ReportSource;
  readonly nodes: readonly NodeStatus[];
  /** What users feel, and why. */
  readonly assessment: Assessment;
  readonly outliers: readonly Outlier[];
  /** The Services that were asked for; empty for a report on nodes. */
  readonly services: readonly ServiceStatus[];
  readonly notes: readonly Note[];
  /** Since the look before; undefined if there was none. */
  readonly changes?: readonly StatusChange[];
}

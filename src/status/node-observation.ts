import type {
  CheckResult,
  Finding,
  ImportantLine,
  KubeProxyConfiguration,
  KubeProxyPod,
  KubeVersion,
  Node,
  NodeDetail,
  NodeReport,
  NodeStatus,
  Note,
  ProxyCondition,
  SyncFacts,
} from '../model/index.ts';

/** What was seen on one node, besides its comparison with the API. */
export interface NodeObservation {
  readonly name: string;
  /** The snapshot that it was read from; undefined for a cluster. */
  readonly snapshot: string | undefined;
  /** Undefined if the API does not list it. */
  readonly node: Node | undefined;
  readonly pod: KubeProxyPod | undefined;
  /** Whether kube-proxy should run on the node: not on Windows, nor where there is no machine behind the Node. */
  readonly proxyExpected: boolean;
  /** Why nothing could be read from the node. */
  readonly captureError: string | undefined;
  /** Why there is nothing to compare: another mode, no kube-proxy. */
  readonly notCompared: string | undefined;
  /** Empty if nothing tells. */
  readonly mode: string;
  readonly modeConfirmed: boolean;
  readonly version: KubeVersion | undefined;
  readonly configuration: KubeProxyConfiguration;
  readonly condition: ProxyCondition;
  readonly sync: SyncFacts | undefined;
  /** When the node was captured, in seconds since 1970, by its own clock if that is known. */
  readonly capturedAt: number;
  readonly connections: NodeStatus['connections'];
  readonly conntrack: NodeStatus['conntrack'];
  /** The last important line of the log of a kube-proxy that does not answer. */
  readonly lastWords?: ImportantLine | undefined;
  /** Equal for tables that agree; see `tableDigest`. */
  readonly table: string | undefined;
}

/** What the comparison of a node with the API found. */
export interface NodeComparison {
  readonly report: NodeReport;
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
}

/** A node as `status` saw it. */
export interface ObservedNode {
  readonly observation: NodeObservation;
  readonly comparison: NodeComparison;
  /** Failed checks of the catalogue. */
  readonly failures: readonly CheckResult[];
  /** For a node that was asked for by name. */
  readonly detail?: Omit<NodeDetail, 'findings'> | undefined;
}

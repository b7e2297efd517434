import type {
  ActualState,
  ConnectionEntry,
  ExpectedState,
  Finding,
  InterfaceAddress,
  IpFamily,
  IpSet,
  IptablesRules,
  IpvsTimeouts,
  KernelInfo,
  KernelTable,
  Known,
  KubeProxyConfiguration,
  KubeProxyPod,
  KubeVersion,
  Metrics,
  Node,
  ProxyCondition,
  ServedMode,
  ServiceRules,
  SyncFacts,
} from '../model/index.ts';
import type {ProxyLog} from './proxy-log.ts';

/**
 * What a check of one node can ask for. A fact that the node's capture does not give is not here as undefined: asking
 * for it gives the reason instead ({@link Known}).
 */
export interface NodeFacts {
  /** All of the kernel's state, as far as it was read. */
  readonly state: ActualState;
  /** The rules that serve Services in nftables or iptables mode, by family. */
  readonly rules: Readonly<Partial<Record<IpFamily, ServiceRules>>>;
  /** The modes of kube-proxy that the kernel shows traces of. */
  readonly traces: readonly ServedMode[];
  /** Virtual servers by key. */
  readonly table: KernelTable;
  /** What kube-proxy must have programmed. */
  readonly expected: ExpectedState;
  /** Differences between the two, `confirmed` if a second look showed them again. */
  readonly findings: readonly Finding[];
  readonly addresses: readonly InterfaceAddress[];
  /** By name. */
  readonly ipSets: ReadonlyMap<string, IpSet>;
  /** Rules of the families whose dump was read; at least one was. */
  readonly iptables: Readonly<Partial<Record<IpFamily, IptablesRules>>>;
  readonly sysctls: ReadonlyMap<string, string>;
  /** Seconds. */
  readonly timeouts: IpvsTimeouts;
  readonly connections: readonly ConnectionEntry[];
  /** Buckets of the connection table: the `size=` of `ipvsadm -Ln`. */
  readonly connectionTableSize: number;
  /** By processor, then by name of the counter. */
  readonly conntrackStats: ReadonlyMap<number, ReadonlyMap<string, number>>;
  /** Lines of `conntrack -L`. */
  readonly conntrack: readonly string[];
  /** Names of the loaded modules; what is built in is not among them. */
  readonly modules: ReadonlySet<string>;
  /** Whether ip_vs is in the kernel, loaded or built in. */
  readonly kernelHasIpvs: boolean;
  readonly metrics: Metrics;
  readonly kernel: KernelInfo;
  /** Of kube-proxy. */
  readonly version: KubeVersion;
  /** What kube-proxy itself answered. */
  readonly mode: string;
  /** The best that is known: kube-proxy's own answer, else ConfigMap and flags, else defaults (see `source`). */
  readonly configuration: KubeProxyConfiguration;
  /** What kube-proxy itself answered on `/configz`. */
  readonly runningConfiguration: KubeProxyConfiguration;
  /** Why kube-proxy, in the version that runs, would not start again with the ConfigMap's configuration; none: nothing known. */
  readonly startObstacles: readonly string[];
  readonly pod: KubeProxyPod;
  /** Whether kube-proxy runs and answers. */
  readonly proxy: ProxyCondition;
  /** What its metrics say of its syncs. */
  readonly syncs: SyncFacts;
  /** The Node object. */
  readonly node: Node;
  /** What came of asking kube-proxy over HTTP. */
  readonly replies: ProxyReplies;
  /** The answer of `/healthz`. */
  readonly healthz: unknown;
  /** Known lines of kube-proxy's log, of this run and of the one before the last restart. */
  readonly log: ProxyLog;
  /** When the node was read, by its own clock. */
  readonly capturedAt: Date;
  /** Seconds by which the node's clock was ahead of ours; known on a cluster only, and as exact as a capture is fast. */
  readonly clockOffset: number;
}

/** What came of asking kube-proxy over HTTP on the node: whether, where, and with what. */
export interface ProxyReplies {
  /** The port of metrics; `unanswered`: at no place where it was asked. */
  readonly metrics: 'answered' | 'unanswered' | 'not-asked';
  /** The port of `/healthz`. */
  readonly health: 'answered' | 'unanswered' | 'not-asked';
  /** Whether it took a question somewhere and answered none at all, as a process that was stopped does. */
  readonly hangs: boolean;
  /** What came of asking the port of metrics, in words. */
  readonly metricsText: string;
  /** What came of asking the port of `/healthz`, in words. */
  readonly healthText: string;
}

/** The name of a fact. */
export type FactName = keyof NodeFacts;

/** One node as the checks see it: each fact is read when the first check asks for it. */
export interface NodeEvidence {
  readonly node: string;
  /** Why nothing of the node could be read; undefined if something could. */
  readonly unread: string | undefined;
  /** Why checks of IPVS mode have nothing to check here, such as another mode; undefined if they have. */
  readonly notIpvs: string | undefined;
  /** Whether it is a node in nftables or iptables mode whose rules were compared. */
  readonly servesByRules?: boolean;
  readonly read: <Name extends FactName>(name: Name) => Known<NodeFacts[Name]>;
}

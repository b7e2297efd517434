import type {CheckResult, Finding, KubeProxyPod, Node, SyncFacts} from '../model/index.ts';

/**
 * What came back when kube-proxy was asked on its HTTP ports: `yes`, an answer; `hangs`, the connection was taken and
 * nothing came; `refuses`, nobody listens; `not-asked`: nothing is known.
 */
export type ProxyAnswers = 'yes' | 'hangs' | 'refuses' | 'not-asked';

/** What of one node may explain what is wrong with it; kept when its texts are dropped. */
export interface NodeSigns {
  readonly node: string;
  /** Differences, after the last look. */
  readonly findings: readonly Finding[];
  /** Failed checks, as far as they were asked. */
  readonly failures: readonly CheckResult[];
  readonly pod: KubeProxyPod | undefined;
  /** Whether kube-proxy runs as Pods in this cluster, and should run on this node. */
  readonly podExpected: boolean;
  readonly answers: ProxyAnswers;
  readonly sync: SyncFacts | undefined;
  /** The Node object; undefined if the API lists none. */
  readonly object: Node | undefined;
  readonly capturedAt: Date;
  /** When kube-proxy's log ends; undefined if it was not read, or names no time. */
  readonly logEnds: Date | undefined;
}

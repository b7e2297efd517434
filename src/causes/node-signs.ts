import type {
  CheckResult,
  Finding,
  KubeProxyPod,
  Node,
  ProxyConditionKind,
  SyncFacts,
} from '../model/index.ts';

/** What of one node may explain what is wrong with it; kept when its texts are dropped. */
export interface NodeSigns {
  readonly node: string;
  /** Whether its table was compared. */
  readonly compared: boolean;
  /** Differences, after the last look. */
  readonly findings: readonly Finding[];
  /** Failed checks, as far as they were asked, without those that somebody accepted. */
  readonly failures: readonly CheckResult[];
  /** Failed checks that do not count, since somebody accepted them. */
  readonly accepted: readonly CheckResult[];
  readonly pod: KubeProxyPod | undefined;
  /** Whether kube-proxy runs there and answers. */
  readonly proxy: ProxyConditionKind;
  readonly sync: SyncFacts | undefined;
  /** The Node object; undefined if the API lists none. */
  readonly object: Node | undefined;
  readonly capturedAt: Date;
  /** When kube-proxy's log ends; undefined if it was not read, or names no time. */
  readonly logEnds: Date | undefined;
}

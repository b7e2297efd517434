/**
 * kube-proxy on a node, as its own answers, its Pod and what asking it came to tell together. `running`: it answered;
 * `not-running`: its Pod says so; `absent`: the cluster has Pods of it, but none here; `hung`: it takes connections and
 * never answers; `cut-off`: connections to it are dropped on the node; `silent`: nothing answers where it should;
 * `unknown`: nobody asked, or not where it listens.
 */
export type ProxyConditionKind =
  | 'running'
  | 'not-running'
  | 'absent'
  | 'hung'
  | 'cut-off'
  | 'silent'
  | 'unknown';

/** {@link ProxyConditionKind}, with what a reader has to know of it. */
export interface ProxyCondition {
  readonly kind: ProxyConditionKind;
  /** For `unknown`, why; for `running` what all the same was not answered; empty otherwise. */
  readonly why: string;
}

import {
  type NodeEvidence,
  type NodeSummary,
  type ProxyLog,
  type Surroundings,
  summariseNode,
} from '../check/index.ts';
import type {NodeResult} from '../compare/index.ts';
import type {CaptureSource, CheckedNode, CheckResult, ClusterState, Evidence, Known} from '../model/index.ts';
import type {Assessor} from './assess.ts';
import {checkEvidence} from './facts.ts';
import {UNREAD_LOG} from './health.ts';
import {type LookedAtNode, lookAtNodes, type Wait} from './look-at-nodes.ts';
import {surroundingsOf} from './surroundings.ts';

/** What the checks of a node left behind when its texts were dropped. */
export interface SeenByChecks<Result = CheckResult> {
  readonly result: NodeResult;
  readonly error: string;
  readonly notIpvs: string;
  readonly results: readonly Result[];
  readonly summary: NodeSummary;
}

/** What is checked, and with what. */
export interface NodeChecks<Result> {
  /** Applies the checks to one node. */
  readonly judge: (node: NodeEvidence, around: Surroundings) => readonly Result[];
  /** What they read of it. */
  readonly sources: readonly CaptureSource[];
  /** Whether they look at differences between table and API, which take a second look. */
  readonly compares: boolean;
  readonly cluster: ClusterState;
  readonly nodes: readonly string[];
  readonly logs: ReadonlyMap<string, Known<ProxyLog>>;
  readonly now: Date;
  /** Undefined: nothing is made out of what was found. */
  readonly assessor?: Pick<Assessor, 'add'> | undefined;
}

/** Checks nodes one by one; one whose table differs is looked at twice, and what the second look shows is checked. */
export function checkNodes<Result>(
  evidence: Evidence,
  checks: NodeChecks<Result>,
  {wait, now: clock}: {readonly wait: Wait; readonly now: () => Date},
): Promise<readonly SeenByChecks<Result>[]> {
  const keep = (looked: LookedAtNode): SeenByChecks<Result> => {
    checks.assessor?.add(looked);
    const {capture, context, inspected, result, again} = looked;
    const node = checkEvidence({
      capture,
      inspected,
      findings: result.findings,
      log: checks.logs.get(capture.node) ?? UNREAD_LOG,
      cluster: context.cluster,
      arrivedAt: evidence.live ? clock() : undefined,
      now: checks.now,
    });
    const around = surroundingsOf(context.cluster, evidence, checks.now);
    return {
      result,
      error: checks.compares ? whyUnknown(result) : (capture.error ?? ''),
      notIpvs: node.notIpvs ?? '',
      // What is looked at again is checked then.
      results: again ? [] : checks.judge(node, around),
      summary: summariseNode(node),
    };
  };
  const scope = {filter: undefined, services: [], names: 'all' as const};
  const {cluster, nodes, sources, compares} = checks;
  return lookAtNodes(evidence, {cluster, nodes, scope, sources, compares}, {keep, wait});
}

function whyUnknown({report}: NodeResult): string {
  return report.state === 'unknown' ? report.reason : '';
}

/** A node as a report lists it. */
export function checkedNode({result: {report}, error, notIpvs}: SeenByChecks<unknown>): CheckedNode {
  const {name, proxyMode, kubeProxyVersion} = report;
  return {name, error, notIpvs, proxyMode, kubeProxyVersion};
}

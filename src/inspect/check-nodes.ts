import {
  type NodeEvidence,
  type NodeSummary,
  type ProxyLog,
  type Reading,
  type Surroundings,
  summariseNode,
} from '../check/index.ts';
import {type NodeResult, needsSecondLook, settle, unconfirmed} from '../compare/index.ts';
import {
  type CaptureSource,
  type CheckedNode,
  type CheckResult,
  type ClusterState,
  type Evidence,
  type NodeCapture,
  parseKubeVersion,
  type ReportSource,
} from '../model/index.ts';
import {checkEvidence} from './facts.ts';
import {type EvaluationContext, type InspectedNode, inspectNode} from './inspect-node.ts';
import {lookAtNodes, type SeenNode, type Wait} from './look-at-nodes.ts';

/** What the checks of a node left behind when its texts were dropped. */
export interface SeenByChecks<Result = CheckResult> extends SeenNode {
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
  readonly logs: ReadonlyMap<string, Reading<ProxyLog>>;
  readonly now: Date;
}

/** Checks nodes one by one; one whose table differs is looked at twice, and what the second look shows is checked. */
export function checkNodes<Result>(
  evidence: Evidence,
  checks: NodeChecks<Result>,
  {wait, now: clock}: {readonly wait: Wait; readonly now: () => Date},
): Promise<readonly SeenByChecks<Result>[]> {
  const earlier = new Map<string, NodeResult>();
  const see = (capture: NodeCapture, context: EvaluationContext): SeenByChecks<Result> => {
    const inspected = inspect(capture, context, checks.compares);
    const before = earlier.get(capture.node);
    earlier.set(capture.node, inspected.result);
    const settled = before ? settle(before, inspected.result) : firstLook(inspected.result, evidence);
    const node = checkEvidence({
      capture,
      inspected,
      findings: settled.findings,
      log: checks.logs.get(capture.node) ?? {known: false, why: "kube-proxy's log was not read"},
      cluster: context.cluster,
      arrivedAt: evidence.live ? clock() : undefined,
      now: checks.now,
    });
    const around = surroundingsOf(context.cluster, evidence, checks.now);
    // What differs on a cluster is looked at again: its checks wait for that.
    const again = evidence.live && !before && needsSecondLook(inspected.result);
    return {
      result: inspected.result,
      error: capture.error ?? '',
      notIpvs: node.notIpvs ?? '',
      results: again ? [] : checks.judge(node, around),
      summary: summariseNode(node),
    };
  };
  const scope = {filter: undefined, services: [], names: 'all' as const};
  const look = {cluster: checks.cluster, nodes: checks.nodes, scope, sources: checks.sources};
  return lookAtNodes(evidence, look, {see, wait});
}

/** A node whose differences nobody looks at need not be looked at again. */
function inspect(capture: NodeCapture, context: EvaluationContext, compares: boolean): InspectedNode {
  const inspected = inspectNode(capture, context);
  return compares ? inspected : {...inspected, result: {...inspected.result, findings: []}};
}

function firstLook(result: NodeResult, {live}: Evidence): NodeResult {
  return live ? result : unconfirmed(result);
}

/** What rules may look at besides their node. */
export function surroundingsOf(cluster: ClusterState, {source, live}: Evidence, now: Date): Surroundings {
  return {cluster, serverVersion: serverVersionOf(source), now: timeOf(source, now), live};
}

function serverVersionOf(source: ReportSource) {
  return source.type === 'cluster' ? parseKubeVersion(source.serverVersion) : undefined;
}

function timeOf(source: ReportSource, now: Date): Date {
  if (source.type === 'cluster') return now;
  const captured = new Date(source.capturedAt);
  return Number.isNaN(captured.getTime()) ? now : captured;
}

/** A node as a report lists it. */
export function checkedNode({result: {report}, error, notIpvs}: SeenByChecks<unknown>): CheckedNode {
  const {name, proxyMode, kubeProxyVersion} = report;
  return {name, error, notIpvs, proxyMode, kubeProxyVersion};
}

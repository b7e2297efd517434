import {type NodeResult, needsSecondLook, settle, unconfirmed} from '../compare/index.ts';
import {createExpectedStates} from '../expected/index.ts';
import type {CaptureSource, ClusterState, Evidence, NodeCapture} from '../model/index.ts';
import {narrowFocus, type ServiceScope} from '../scope/index.ts';
import {assumeNodes} from './assume-node.ts';
import type {EvaluationContext} from './inspect-node.ts';

/** Which nodes are looked at, and for what. */
export interface Look {
  readonly cluster: ClusterState;
  readonly nodes: readonly string[];
  readonly scope: ServiceScope;
  readonly sources: readonly CaptureSource[];
  /** Whether only differences of the Services in scope matter, so that the nodes need not tell anything else. */
  readonly narrow?: boolean;
}

/** What is kept of a captured node: the result of its comparison, and what else a command wants to know. */
export interface SeenNode {
  readonly result: NodeResult;
}

/** Resolves after this many seconds; throws when the user ends the program. */
export type Wait = (seconds: number) => Promise<void>;

/** Makes of a captured node what is kept of it; the texts are dropped. */
export type See<Seen extends SeenNode> = (capture: NodeCapture, context: EvaluationContext) => Seen;

/**
 * Looks at the nodes; on a cluster a second time at those that differ, after the settling delay and against the API as
 * it is then. A snapshot is one look, whose differences are not confirmed.
 */
export async function lookAtNodes<Seen extends SeenNode>(
  evidence: Evidence,
  look: Look,
  {see, wait}: {readonly see: See<Seen>; readonly wait: Wait},
): Promise<readonly Seen[]> {
  const first = await lookOnce(evidence, look, see);
  if (!evidence.live) return first.map((seen) => ({...seen, result: unconfirmed(seen.result)}));
  const differing = new Map(
    first.filter(({result}) => needsSecondLook(result)).map((seen) => [seen.result.report.name, seen]),
  );
  if (differing.size === 0) return first;
  await wait(Math.max(...[...differing.values()].map(({result}) => result.settlingSeconds)));
  const again = {...look, cluster: await evidence.readCluster(), nodes: [...differing.keys()]};
  const settled = new Map<string, Seen>();
  for (const second of await lookOnce(evidence, again, see)) {
    const {name} = second.result.report;
    const before = differing.get(name);
    if (before) settled.set(name, {...second, result: settle(before.result, second.result)});
  }
  return first.map((seen) => settled.get(seen.result.report.name) ?? seen);
}

/** One look: each node is captured, compared and dropped. */
async function lookOnce<Seen extends SeenNode>(
  evidence: Evidence,
  {cluster, nodes, scope, sources, narrow}: Look,
  see: See<Seen>,
): Promise<readonly Seen[]> {
  const expectedStates = createExpectedStates(cluster);
  const context = {cluster, expectedStates, services: scope.filter, sources};
  const seen: Seen[] = [];
  const focus = {
    only: narrow ? narrowFocus(scope, cluster) : undefined,
    assume: narrow && !scope.filter ? assumeNodes(cluster, expectedStates) : undefined,
  };
  for await (const capture of evidence.captureNodes(nodes, sources, focus)) seen.push(see(capture, context));
  return seen;
}

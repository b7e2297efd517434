import {MOST_LOOKS, type NodeLook, type NodeResult, settle} from '../compare/index.ts';
import {createExpectedStates} from '../expected/index.ts';
import type {CaptureSource, ClusterState, Evidence, NodeCapture} from '../model/index.ts';
import {narrowFocus, type ServiceScope} from '../scope/index.ts';
import {apiSides} from './api-sides.ts';
import {assumeNodes} from './assume-node.ts';
import {capturedAt} from './facts.ts';
import {type EvaluationContext, type InspectedNode, inspectNode} from './inspect-node.ts';
import {proxyFocus} from './proxy-on-node.ts';

/** Which nodes are looked at, and for what. */
export interface Look {
  readonly cluster: ClusterState;
  readonly nodes: readonly string[];
  readonly scope: ServiceScope;
  readonly sources: readonly CaptureSource[];
  /** Whether only differences of the Services in scope matter, so that the nodes need not tell anything else. */
  readonly narrow?: boolean;
  /** False where nobody looks at differences between table and API: a second look would tell nothing. */
  readonly compares?: boolean;
  /** Whether one look is enough, since what follows it tells what a second one would. */
  readonly once?: boolean;
}

/** A node as one look shows it, settled by the looks before. */
export interface LookedAtNode {
  readonly capture: NodeCapture;
  readonly context: EvaluationContext;
  /** As this look alone shows it. */
  readonly inspected: InspectedNode;
  /** What all looks so far tell together. */
  readonly result: NodeResult;
  /** Whether another look follows that counts in place of this one, whatever it shows. */
  readonly again: boolean;
}

/** Makes of a captured node what is kept of it; the texts are dropped. */
export type Keep<Kept> = (node: LookedAtNode) => Kept;

/** Resolves after this many seconds; throws when the user ends the program. */
export type Wait = (seconds: number) => Promise<void>;

/**
 * Looks at the nodes; on a cluster again at those that differ, after the settling delay and against the API as it is then,
 * and once more at those where two looks left something open. A snapshot is one look, whose differences are not
 * confirmed. What is kept of a node is what was kept of the last look at it; of one that drifted and could not be read
 * again, of the look before.
 */
export async function lookAtNodes<Kept>(
  evidence: Evidence,
  look: Look,
  {keep, wait}: {readonly keep: Keep<Kept>; readonly wait: Wait},
): Promise<readonly Kept[]> {
  const kept = new Map<string, Kept>();
  const drifted = new Set<string>();
  let looks: ReadonlyMap<string, readonly NodeLook[]> = new Map();
  for (let current = look, count = 1; ; count++) {
    const open = new Map<string, readonly NodeLook[]>();
    const apiSide = apiSides(current.cluster);
    let delay = 0;
    await lookOnce(evidence, current, ({capture, context, inspected}) => {
      const {node} = capture;
      const at = capturedAt(capture)?.getTime();
      const all = [...(looks.get(node) ?? []), {result: inspected.result, at, apiSide}];
      const {result, againIn} = settle(all);
      const follows = evidence.live && !look.once && againIn !== undefined && count < MOST_LOOKS;
      if (follows) {
        open.set(node, all);
        delay = Math.max(delay, againIn);
      }
      if (result.report.state === 'unknown' && drifted.has(node)) return;
      const isSure = count > 1 && result.report.state === 'drifted';
      if (isSure) drifted.add(node);
      kept.set(node, keep({capture, context, inspected, result, again: follows && !isSure}));
    });
    if (open.size === 0) return [...kept.values()];
    await wait(delay);
    looks = open;
    current = {...look, cluster: await evidence.readCluster(), nodes: [...open.keys()]};
  }
}

type See = (node: Pick<LookedAtNode, 'capture' | 'context' | 'inspected'>) => void;

/** One look: each node is captured, compared and dropped. */
async function lookOnce(
  evidence: Evidence,
  {cluster, nodes, scope, sources, narrow, compares = true}: Look,
  see: See,
): Promise<void> {
  const expectedStates = createExpectedStates(cluster);
  const context = {cluster, expectedStates, services: scope.filter, sources};
  const focus = {
    only: narrow ? narrowFocus(scope, cluster) : undefined,
    ...proxyFocus(cluster),
    assume: narrow && !scope.filter ? assumeNodes(cluster, expectedStates) : undefined,
  };
  for await (const capture of evidence.captureNodes(nodes, sources, focus)) {
    const inspected = inspectNode(capture, context);
    if (compares && evidence.live) evidence.tellJudged(capture.node, isDrifted(inspected));
    see({capture, context, inspected: compares ? inspected : withoutFindings(inspected)});
  }
}

function isDrifted({result}: InspectedNode): boolean {
  return result.report.state === 'drifted';
}

function withoutFindings(inspected: InspectedNode): InspectedNode {
  return {...inspected, result: {...inspected.result, findings: []}};
}

import {type HasMoved, type NodeResult, needsSecondLook, settle} from '../compare/index.ts';
import {createExpectedStates} from '../expected/index.ts';
import type {CaptureSource, ClusterState, Evidence, NodeCapture} from '../model/index.ts';
import {narrowFocus, type ServiceScope} from '../scope/index.ts';
import {assumeNodes} from './assume-node.ts';
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
}

/** A node as one look shows it, settled by the looks before. */
export interface LookedAtNode {
  readonly capture: NodeCapture;
  readonly context: EvaluationContext;
  /** As this look alone shows it. */
  readonly inspected: InspectedNode;
  /** What all looks so far tell together. */
  readonly result: NodeResult;
  /** Whether another look follows, which counts in place of this one. */
  readonly again: boolean;
}

/** Makes of a captured node what is kept of it; the texts are dropped. */
export type Keep<Kept> = (node: LookedAtNode) => Kept;

/** Resolves after this many seconds; throws when the user ends the program. */
export type Wait = (seconds: number) => Promise<void>;

/**
 * Looks at the nodes; on a cluster a second time at those that differ, after the settling delay and against the API as
 * it is then. A snapshot is one look, whose differences are not confirmed. What is kept of a node is what was kept of the
 * last look at it.
 */
export async function lookAtNodes<Kept>(
  evidence: Evidence,
  look: Look,
  {keep, wait}: {readonly keep: Keep<Kept>; readonly wait: Wait},
): Promise<readonly Kept[]> {
  const kept = new Map<string, Kept>();
  const differing = new Map<string, NodeResult>();
  await lookOnce(evidence, look, ({capture, context, inspected}) => {
    const {result} = inspected;
    const again = evidence.live && needsSecondLook(result);
    if (again) differing.set(capture.node, result);
    kept.set(capture.node, keep({capture, context, inspected, result, again}));
  });
  if (differing.size === 0) return [...kept.values()];
  await wait(Math.max(...[...differing.values()].map(({settlingSeconds}) => settlingSeconds)));
  const again = {...look, cluster: await evidence.readCluster(), nodes: [...differing.keys()]};
  const hasMoved = movedBetween(look.cluster, again.cluster);
  await lookOnce(evidence, again, ({capture, context, inspected}) => {
    const before = differing.get(capture.node);
    if (!before) return;
    const result = settle(before, inspected.result, hasMoved);
    kept.set(capture.node, keep({capture, context, inspected, result, again: false}));
  });
  return [...kept.values()];
}

/** Whether what the API says of a finding's Service is other in the second reading; asked for few, so it is compared then. */
function movedBetween(before: ClusterState, after: ClusterState): HasMoved {
  const known = new Map<string, boolean>();
  return ({service}) => {
    if (!service) return false;
    const {namespace, name} = service;
    const key = `${namespace}/${name}`;
    const moved = known.get(key) ?? sideOf(before, namespace, name) !== sideOf(after, namespace, name);
    known.set(key, moved);
    return moved;
  };
}

function sideOf({services, endpointSlices}: ClusterState, namespace: string, name: string): string {
  const slices = endpointSlices.filter(
    (slice) => slice.namespace === namespace && slice.serviceName === name,
  );
  return JSON.stringify([
    services.find((service) => service.namespace === namespace && service.name === name),
    slices.sort((one, other) => (one.name < other.name ? -1 : 1)),
  ]);
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
    see({capture, context, inspected: compares ? inspected : withoutFindings(inspected)});
  }
}

function withoutFindings(inspected: InspectedNode): InspectedNode {
  return {...inspected, result: {...inspected.result, findings: []}};
}

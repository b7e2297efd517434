import type {CaptureFocus, CaptureSource, NodeCapture} from '../model/index.ts';
import {endOf, type PodFactory, planPod, podsPath} from './capture-node.ts';
import {createRefusal} from './create-refusal.ts';
import {daemonSetManifest} from './daemon-set-manifest.ts';
import {inParallel} from './in-parallel.ts';
import {type PodPlan, podManifest} from './pod-manifest.ts';
import {PodWatch} from './pod-watch.ts';
import {readPodLog} from './read-pod-log.ts';
import {createRoom, READ_AHEAD} from './room.ts';
import {fleetSelector} from './run-labels.ts';
import type {TargetNode} from './target-node.ts';
import {createTurns} from './turns.ts';

/** Many nodes to capture at once. */
export interface FleetTask {
  readonly nodes: readonly TargetNode[];
  readonly sources: readonly CaptureSource[];
  readonly focus: CaptureFocus | undefined;
  readonly signal: AbortSignal;
  /** Makes the DaemonSet. */
  readonly create: (manifest: unknown) => Promise<unknown>;
  /** Deletes the DaemonSet and its pods. */
  readonly remove: (selector: string) => Promise<void>;
}

/** The controller makes pods in bursts; so many seconds for each are added to the time that a node has. */
const SECONDS_PER_NODE = 0.1;

/**
 * Captures nodes by a DaemonSet: one request makes all pods, one watch tells when they are done. What is expected of the
 * first node is what all of them compare with: a node that differs sends what it has.
 */
export async function* captureFleet(factory: PodFactory, task: FleetTask): AsyncGenerator<NodeCapture> {
  const {nodes, sources, signal} = task;
  const [first] = nodes;
  if (!first) return;
  const over = new AbortController();
  const plan = planFleet(factory, first, task);
  const selector = fleetSelector(plan.name);
  const path = podsPath(factory.options.namespace);
  const watch = new PodWatch({
    client: factory.client,
    path,
    labelSelector: selector,
    signal: AbortSignal.any([signal, over.signal]),
    byNode: true,
  });
  const waiters = nodes.map((node) => ({node, waiter: watch.expect(node.name)}));
  try {
    const refusal = await createFleet(factory, task, plan);
    const seconds = factory.options.timeoutSeconds + nodes.length * SECONDS_PER_NODE;
    // A log is read only when there is room for what is in it: it is given up when the one who asked takes the next.
    const turns = createTurns(factory.options.concurrency);
    const room = createRoom(READ_AHEAD);
    const tasks = waiters.map(({node, waiter}) => async () => {
      const failed = (error: string) => ({
        capture: {node: node.name, texts: {}, error},
        done: () => undefined,
      });
      if (refusal !== undefined) return failed(refusal);
      const end = await endOf(waiter, {seconds, node}, signal);
      if (end.kind === 'failed') return failed(waiter.podName() === '' ? noPod(plan) : end.reason);
      const done = await turns.take();
      const pod = {
        node: node.name,
        path: `${path}/${waiter.podName()}`,
        sources,
        assumption: plan.assumption,
        room,
      };
      return {capture: await readPodLog(factory.client, pod, signal), done};
    });
    for await (const {capture, done} of inParallel(tasks, tasks.length)) {
      await watch.caughtUp();
      yield capture;
      room.leave(capture.node);
      done();
    }
  } finally {
    over.abort();
    // What is left is deleted with the run.
    if (!factory.options.keepPods) await task.remove(selector).catch(() => undefined);
  }
}

function noPod({name, namespace}: PodPlan): string {
  return `the DaemonSet made no pod for this node in time: a quota may be used up, or its controller does not keep up. kubectl --namespace ${namespace} describe daemonset ${name} tells, with --keep-pods`;
}

function planFleet(factory: PodFactory, first: TargetNode, {sources, focus}: FleetTask): PodPlan {
  return planPod(factory, first, {name: factory.nextName(), sources, focus});
}

/** Makes the DaemonSet; gives the reason if a debug pod would be refused, which its controller would tell nobody. */
async function createFleet(
  {client, options}: PodFactory,
  {nodes, create, signal}: FleetTask,
  plan: PodPlan,
): Promise<string | undefined> {
  try {
    const query = {dryRun: 'All'};
    const path = podsPath(options.namespace);
    await client.request({method: 'POST', path, query, body: podManifest(plan), repeatable: true, signal});
    await create(
      daemonSetManifest(
        plan,
        nodes.map(({hostname}) => hostname),
      ),
    );
    return undefined;
  } catch (error) {
    return createRefusal(error, options.namespace);
  }
}

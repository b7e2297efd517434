import {setTimeout as wait} from 'node:timers/promises';
import type {ApiClient} from '../api/index.ts';
import type {Room, Turns} from '../concurrency.ts';
import type {CaptureFocus, CaptureSource, NodeCapture, PodOptions, SampleRequest} from '../model/index.ts';
import {DEFAULT_IMAGES, type ImageChoice, imageChoices} from './choose-image.ts';
import {type CreateRefusal, createRefusal, statusOf} from './create-refusal.ts';
import {asObject, objectField, textField} from './json-fields.ts';
import {type PodPlan, podManifest, profileFor} from './pod-manifest.ts';
import type {PodEnd, PodWaiter, PodWatch} from './pod-watch.ts';
import {readPodLog} from './read-pod-log.ts';
import type {TargetNode} from './target-node.ts';

/** What users choose about debug pods, and who makes them. */
export interface CaptureOptions extends PodOptions {
  /** From so many nodes on all debug pods are made at once; undefined: as `SCALE` has it. */
  readonly leastFleet?: number;
  /** Who runs this, for administrators who find a pod. */
  readonly owner: string;
  readonly toolVersion: string;
}

/** What the pods of one run have in common. */
export interface PodFactory {
  readonly client: ApiClient;
  readonly options: CaptureOptions;
  readonly runId: string;
  readonly watch: PodWatch;
  /** Images that turned out to lack what a debug pod needs, on whatever node, and why. */
  readonly unfit: Map<string, string>;
  /** A name for the next pod. */
  readonly nextName: () => string;
  /** Sends the request that makes a pod; it is not cut off, so that clean-up knows when it is over. */
  readonly create: (manifest: unknown) => Promise<unknown>;
}

/** The pod has this much longer than we wait for it, so that we say what it waited for before the kubelet ends it. */
const GRACE_SECONDS = 30;

/** Seconds after which the kubelet ends a pod that nobody has deleted. */
function deadlineSeconds(timeoutSeconds: number): number {
  return Math.ceil(timeoutSeconds) + GRACE_SECONDS;
}

/** The API path of the pods in a namespace. */
export function podsPath(namespace: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
}

/** The debug pod for a node. */
export function planPod(
  {options, runId}: Pick<PodFactory, 'options' | 'runId'>,
  node: Pick<TargetNode, 'name'>,
  pod: {
    readonly name: string;
    readonly sources: readonly CaptureSource[];
    readonly focus: CaptureFocus | undefined;
    readonly patienceSeconds?: number | undefined;
    /** Undefined: the image that the user named, or the default. */
    readonly choice?: ImageChoice | undefined;
  },
): PodPlan {
  const {image, unprivileged} = options;
  return {
    name: pod.name,
    namespace: options.namespace,
    node: node.name,
    runId,
    owner: options.owner,
    toolVersion: options.toolVersion,
    image: pod.choice?.image ?? image ?? DEFAULT_IMAGES[0],
    imageIsThere: pod.choice?.there ?? false,
    imagePullSecret: options.imagePullSecret,
    profile: profileFor(pod.sources, unprivileged),
    sources: pod.sources,
    complete: pod.focus?.complete ?? false,
    only: pod.focus?.only,
    assumption: pod.focus?.assume?.(node.name),
    proxyPlaces: pod.focus?.proxyPlaces?.(node.name),
    keep: options.keepPods,
    deadlineSeconds: deadlineSeconds(options.timeoutSeconds),
    ...(pod.patienceSeconds !== undefined && {patienceSeconds: pod.patienceSeconds}),
  };
}

/** A node to capture. */
export interface NodeTask {
  readonly node: TargetNode;
  readonly sources: readonly CaptureSource[];
  readonly focus: CaptureFocus | undefined;
  /** Room for the node's texts. */
  readonly room: Room;
  /** Makes the pod when there is a turn for it: an API server takes only so many requests of a user at once. */
  readonly making: Turns;
  /** Turns to read a log; each lasts until what was read is used, so that only so many logs are in memory. */
  readonly reading: Turns;
  /** After which nobody waits for the pod any more, if that is later than its deadline. */
  readonly patienceSeconds: number | undefined;
}

/** A captured node. */
export interface CapturedNode {
  readonly capture: NodeCapture;
  /** What was read is used: another log may be read. */
  readonly used: () => void;
}

/** What many nodes need beside the time of one, in seconds for each: their logs are read a few at a time. */
const SECONDS_PER_NODE = 0.1;

/** Seconds after which nobody waits for a pod of so many nodes, of which all were made at once. */
export function patienceOf(timeoutSeconds: number, nodes: number): number {
  return deadlineSeconds(timeoutSeconds) + Math.ceil(nodes * SECONDS_PER_NODE);
}

/** How long one pod samples before another takes its place: what a killed program leaves behind ends after that. */
export const SAMPLING_SECONDS = 600;

/** The debug pod that samples a node for so many seconds. */
export function samplingPod(
  factory: Pick<PodFactory, 'options' | 'runId'>,
  node: Pick<TargetNode, 'name'>,
  pod: {
    readonly name: string;
    readonly request: SampleRequest;
    readonly lifeSeconds: number;
    readonly choice?: ImageChoice | undefined;
  },
): PodPlan {
  const {name, request, lifeSeconds, choice} = pod;
  const life = Math.min(lifeSeconds, (request.seconds ?? lifeSeconds) + GRACE_SECONDS);
  return {
    ...planPod(factory, node, {name, sources: [], focus: undefined, choice}),
    deadlineSeconds: deadlineSeconds(factory.options.timeoutSeconds + life),
    sampling: {...request, lifeSeconds: life},
  };
}

/** Captures one node with a debug pod. What goes wrong is the node's error; only an abort is thrown. */
export async function captureNode(
  factory: PodFactory,
  task: NodeTask,
  signal: AbortSignal,
): Promise<CapturedNode> {
  const {node, focus} = task;
  if (node.trouble !== undefined) return failedNode(node.name, `no debug pod was started: ${node.trouble}`);
  const kubeProxy = focus?.kubeProxy?.(node.name)?.image;
  const choices = imageChoices({asked: factory.options.image, kubeProxy, present: node.images});
  const passedOver: PassedOver[] = [];
  for (const choice of choices) {
    const known = factory.unfit.get(choice.image);
    const attempt: Attempt =
      known === undefined
        ? await captureWith(factory, {...task, choice, passedOver}, signal)
        : {failure: known, image: true};
    if ('captured' in attempt) return attempt.captured;
    // A pod that lacks more than an image would lack it with the next one too.
    passedOver.push({image: choice.image, reason: attempt.failure});
    if (attempt.unfit) factory.unfit.set(choice.image, attempt.failure);
    if (!attempt.image) break;
  }
  const last = passedOver.pop();
  const before =
    passedOver.length > 0 ? `. Tried before: ${passedOver.map(({image}) => image).join(', ')}` : '';
  return failedNode(node.name, `${last?.reason}${before}`);
}

/** An image that a node could not run. */
export interface PassedOver {
  readonly image: string;
  readonly reason: string;
}

type Attempt =
  | {readonly captured: CapturedNode}
  /** `image`: another image may do. `unfit`: this one does on no node. */
  | {readonly failure: string; readonly image: boolean; readonly unfit?: boolean};

function failedNode(node: string, error: string): CapturedNode {
  return {capture: {node, texts: {}, error}, used: () => undefined};
}

async function captureWith(
  factory: PodFactory,
  task: NodeTask & {readonly choice: ImageChoice; readonly passedOver: readonly PassedOver[]},
  signal: AbortSignal,
): Promise<Attempt> {
  const {node, sources, focus, room, making, reading, patienceSeconds, choice, passedOver} = task;
  const name = factory.nextName();
  const waiter = factory.watch.expect(name);
  try {
    const {timeoutSeconds} = factory.options;
    const plan = planPod(factory, node, {name, sources, focus, patienceSeconds, choice});
    const refusal = await making.run(() => createPod(factory, plan, waiter));
    if (refusal !== undefined) return {failure: refusal.reason, image: refusal.image};
    const end = await endOf(waiter, {seconds: timeoutSeconds, node}, signal);
    if (end.kind === 'failed') {
      return {failure: end.reason, image: end.image ?? false, unfit: end.unfit ?? false};
    }
    const path = `${podsPath(factory.options.namespace)}/${name}`;
    const by = {image: choice.image, imageOrigin: choice.origin, passedOver};
    const pod = {node: node.name, path, sources, assumption: plan.assumption, by, timeoutSeconds, room};
    const used = await reading.take();
    return {captured: {capture: await readPodLog(factory.client, pod, signal), used}};
  } finally {
    waiter.forget();
  }
}

/** Makes the pod; gives the reason if the server refuses. That it is there already means: our request came twice. */
export async function createPod(
  factory: PodFactory,
  plan: PodPlan,
  waiter: PodWaiter,
): Promise<CreateRefusal | undefined> {
  try {
    const pod = asObject(await factory.create(podManifest(plan)));
    waiter.created(textField(objectField(pod, 'metadata'), 'uid'));
    return undefined;
  } catch (error) {
    if (error instanceof StoppedError) throw error;
    return statusOf(error) === 409 ? undefined : createRefusal(error, plan.namespace);
  }
}

/** No pod is made any more, because the run is over. */
export class StoppedError extends Error {}

/** Waits until a pod has ended, or for so many seconds. */
async function endOf(
  waiter: PodWaiter,
  {seconds, node}: {readonly seconds: number; readonly node: TargetNode},
  signal: AbortSignal,
): Promise<PodEnd> {
  const over = new AbortController();
  const timeout = wait(seconds * 1000, 'late' as const, {signal: AbortSignal.any([signal, over.signal])});
  timeout.catch(() => undefined);
  try {
    const end = await Promise.race([waiter.ended, timeout]);
    if (end !== 'late') return end;
    const late = `no capture within ${seconds} s: ${waiter.state()}`;
    const {notReady = 'allow more time with --timeout'} = node;
    return {kind: 'failed', reason: `${late}; ${notReady}`};
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    over.abort();
  }
}

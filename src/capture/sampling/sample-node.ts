import {setTimeout as wait} from 'node:timers/promises';
import {UserError} from '../../errors.ts';
import type {SampleEvent, SampleRequest} from '../../model/index.ts';
import {createPod, type PodFactory, podsPath, StoppedError, samplingPod} from '../capture-node.ts';
import {type ImageChoice, imageChoices} from '../choose-image.ts';
import {CONTAINER} from '../pod-manifest.ts';
import type {PodEnd, PodWaiter} from '../pod-watch.ts';
import type {TargetNode} from '../target-node.ts';
import {createSampleDecoder} from './sample-decoder.ts';
import {sampleParts} from './sample-parts.ts';

/** What sampling a node needs beside the factory. */
export interface Sampling {
  readonly factory: PodFactory;
  readonly target: TargetNode;
  readonly request: SampleRequest;
  /** Seconds after which a pod ends by itself and is replaced. */
  readonly lifeSeconds: () => number;
  /** Runs a start when it is this node's turn: not all pods are made at once. */
  readonly inTurn: <Result>(start: () => Promise<Result>) => Promise<Result>;
  /** Deletes a pod that has served its time. */
  readonly discard: (name: string) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Pauses before a new pod is made after one that gave nothing. */
const FIRST_PAUSE_SECONDS = 1;
const LONGEST_PAUSE_SECONDS = 30;

/** Milliseconds before a log is opened again. */
const LEAST_PAUSE = 150;
const LONGEST_PAUSE = 2000;

/** A log is opened again so many times before its pod is given up. */
const REOPENINGS = 4;

/** Samples a node until the signal is aborted. A pod that ends, fails or falls silent is replaced, and the gap is told. */
export async function* sampleNode(sampling: Sampling): AsyncGenerator<SampleEvent> {
  const {signal} = sampling;
  let pause = FIRST_PAUSE_SECONDS;
  for (let pod = 1; !signal.aborted; pod++) {
    let sampled = false;
    for await (const event of samplePod(sampling, pod)) {
      yield event;
      sampled ||= event.kind === 'sample';
    }
    pause = sampled ? FIRST_PAUSE_SECONDS : Math.min(pause * 2, LONGEST_PAUSE_SECONDS);
    if (!sampled) await wait(pause * 1000, undefined, {signal}).catch(() => undefined);
  }
}

/** The samples of one pod; at last a gap with the reason why there are no more. */
async function* samplePod(sampling: Sampling, pod: number): AsyncGenerator<SampleEvent> {
  const {factory, target, signal, inTurn, discard} = sampling;
  if (target.trouble !== undefined)
    return yield {kind: 'gap', reason: `no debug pod was started: ${target.trouble}`};
  const name = factory.nextName();
  const waiter = factory.watch.expect(name);
  try {
    const refusal = await inTurn(() => begin(sampling, name, waiter));
    if (refusal !== undefined) return yield {kind: 'gap', reason: refusal};
    yield* followPod(sampling, {name, pod, waiter});
    await discard(name).catch(() => undefined);
  } catch (error) {
    if (signal.aborted || error instanceof StoppedError) return;
    yield {kind: 'gap', reason: error instanceof Error ? error.message : String(error)};
  } finally {
    waiter.forget();
  }
}

/** Sampling needs awk, which kube-proxy's own image lacks; the next pod takes the next image. */
function samplingImage({factory, target}: Sampling): ImageChoice | undefined {
  const choices = imageChoices({
    asked: factory.options.image,
    kubeProxy: undefined,
    present: target.images,
  });
  return choices.find(({image}) => !factory.unfit.has(image)) ?? choices[0];
}

/** Makes the pod and waits until it runs; gives the reason if it does not. */
async function begin(sampling: Sampling, name: string, waiter: PodWaiter) {
  const {factory, target, request, lifeSeconds, signal} = sampling;
  const choice = samplingImage(sampling);
  const plan = samplingPod(factory, target, {name, request, lifeSeconds: lifeSeconds(), choice});
  const refusal = await createPod(factory, plan, waiter);
  if (refusal !== undefined) {
    if (refusal.image) factory.unfit.set(plan.image, refusal.reason);
    return refusal.reason;
  }
  const {timeoutSeconds} = factory.options;
  const over = new AbortController();
  const late = wait(timeoutSeconds * 1000, 'late' as const, {signal: AbortSignal.any([signal, over.signal])});
  late.catch(() => undefined);
  try {
    const first = await Promise.race([waiter.started, waiter.ended, late]);
    if (first === 'late') return `no sample within ${timeoutSeconds} s: ${waiter.state()}`;
    if (first?.kind !== 'failed') return undefined;
    if (first.image) factory.unfit.set(plan.image, first.reason);
    return first.reason;
  } finally {
    over.abort();
  }
}

interface RunningPod {
  readonly name: string;
  readonly pod: number;
  readonly waiter: PodWaiter;
}

/** How far the log of a pod was read. */
interface Progress {
  last: number;
  reason: string;
  failures: number;
}

/** Follows the log of a pod to its end; a stream that breaks off is opened again, and what came before is skipped. */
async function* followPod(sampling: Sampling, running: RunningPod): AsyncGenerator<SampleEvent> {
  const {signal} = sampling;
  const progress: Progress = {last: 0, reason: '', failures: 0};
  const ended: PodEnd[] = [];
  void running.waiter.ended.then((end) => ended.push(end));
  while (progress.failures <= REOPENINGS) {
    // Of a pod that has ended before, the log was read to its end.
    const over = ended.length > 0;
    for await (const event of followOnce(sampling, running)) if (advance(progress, event)) yield event;
    if (signal.aborted) return;
    if (progress.reason === DONE || over) break;
    await pauseAfter(progress, signal);
  }
  const [end] = ended;
  yield {
    kind: 'gap',
    reason: end?.kind === 'failed' && progress.reason !== DONE ? end.reason : progress.reason,
  };
}

/** Waits before a log is opened again. One that is damaged may have been damaged on its way, but once more tells. */
async function pauseAfter(progress: Progress, signal: AbortSignal): Promise<void> {
  const damaged = progress.reason.startsWith(DAMAGED);
  progress.failures += damaged ? REOPENINGS : 1;
  if (progress.failures > REOPENINGS) return;
  const pause = damaged ? LEAST_PAUSE : LEAST_PAUSE * 2 ** progress.failures;
  await wait(Math.min(pause, LONGEST_PAUSE), undefined, {signal}).catch(() => undefined);
}

/** Takes note of an event; true if it is new. */
function advance(progress: Progress, event: SampleEvent): boolean {
  if (event.kind === 'gap') progress.reason = event.reason;
  if (event.kind === 'begun') return progress.last === 0 && progress.failures === 0;
  if (event.kind !== 'sample' || event.sequence <= progress.last) return false;
  progress.last = event.sequence;
  progress.failures = 0;
  return true;
}

/** How reasons begin that a log itself gives. */
const DAMAGED = 'what the debug pod sent is damaged: ';

/** The reason of a gap that is as planned. */
const DONE = 'the debug pod reached its planned end and was replaced by a new one';

/** Seconds of silence after which a stream is taken for dead, at least. */
const LEAST_SILENCE = 5;

async function* followOnce(sampling: Sampling, {name, pod}: RunningPod): AsyncGenerator<SampleEvent> {
  const {factory, request, signal} = sampling;
  const silent = new AbortController();
  const patience = Math.max(LEAST_SILENCE, request.intervalSeconds * 4) * 1000;
  const timer = setTimeout(() => silent.abort(new Error('silent')), patience);
  const decoder = createSampleDecoder();
  const path = `${podsPath(factory.options.namespace)}/${name}/log`;
  try {
    const chunks = factory.client.stream(path, {
      query: {container: CONTAINER, follow: 'true'},
      signal: AbortSignal.any([signal, silent.signal]),
    });
    for await (const line of linesOf(chunks)) {
      timer.refresh();
      const decoded = decoder.feed(line);
      if (decoded?.kind === 'damaged') return yield {kind: 'gap', reason: `${DAMAGED}${decoded.reason}`};
      if (decoded?.kind === 'ended') return yield {kind: 'gap', reason: DONE};
      if (decoded?.kind === 'begun') yield decoded;
      if (decoded?.kind === 'sample') {
        const {sequence, from, to, text} = decoded;
        yield {kind: 'sample', pod, sequence, from, to, ...sampleParts(text)};
      }
    }
    yield {kind: 'gap', reason: "the stream of the debug pod's log was cut off"};
  } catch (error) {
    if (signal.aborted) return;
    yield {kind: 'gap', reason: whyBroken(error, silent.signal.aborted, patience)};
  } finally {
    clearTimeout(timer);
  }
}

function whyBroken(error: unknown, silent: boolean, patience: number): string {
  if (silent) return `the debug pod sent nothing for ${patience / 1000} s`;
  if (error instanceof UserError) return `the log of the debug pod could not be followed: ${error.message}`;
  return `the log of the debug pod was cut off: ${error instanceof Error ? error.message : error}`;
}

/** Whole lines; what comes after the last one is left out, for it may be cut. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new Error('a line does not end');
    yield* lines;
  }
}

const LONGEST_LINE = 1_000_000;

import {setTimeout as wait} from 'node:timers/promises';
import type {ApiClient} from '../api/index.ts';
import {createRoom, createTurns, inParallel, type Turns} from '../concurrency.ts';
import {
  type CaptureFocus,
  type CaptureNodes,
  type CaptureProgress,
  type CaptureSource,
  type NodeCapture,
  type SampleEvent,
  type SampleNode,
  type SampleRequest,
  SCALE,
} from '../model/index.ts';
import {likeNode, sharingLines} from './assumed-texts.ts';
import {
  type CaptureOptions,
  captureNode,
  type NodeTask,
  type PodFactory,
  patienceOf,
  podsPath,
  SAMPLING_SECONDS,
  StoppedError,
} from './capture-node.ts';
import {deletePod, deleteRun, type RunToDelete} from './delete-pods.ts';
import {execNode, NO_SAMPLES} from './exec-node.ts';
import {sweep} from './leftovers.ts';
import {PodWatch} from './pod-watch.ts';
import {readTargets} from './read-targets.ts';
import {checkPermissions} from './rights/preflight.ts';
import {cleanupCommand, randomName, runSelector} from './run-labels.ts';
import {sampleNode} from './sampling/sample-node.ts';
import type {TargetNode} from './target-node.ts';

/** What a run of captures is made of. */
export interface CaptureRunSettings {
  readonly client: ApiClient;
  readonly options: CaptureOptions;
  /** Numbers from 0 up to 1. */
  readonly random: () => number;
  /** Ends the run: no pod is made any more, and those there are get deleted. */
  readonly signal: AbortSignal;
  readonly progress: (progress: CaptureProgress) => void;
}

/** Captures nodes by debug pods that all bear the run's name, and removes them. */
export interface CaptureRun {
  readonly captureNodes: CaptureNodes;
  readonly sampleNode: SampleNode;
  /** Deletes the pods of captures that are over, for a run that goes on. Throws `UserError` if a pod may be left. */
  readonly release: () => Promise<void>;
  /** Deletes the run's pods. Begins by itself when the signal is aborted. Throws `UserError` if a pod may be left. */
  readonly close: () => Promise<void>;
  /** From now on `close` waits for no request that is under way. */
  readonly hurry: () => void;
  /** The command that deletes the run's pods, for a user whose program had no time to do it. */
  readonly cleanupCommand: string;
  readonly runId: string;
}

/** How long the end of a run waits for requests that are under way. */
const PATIENCE_MILLISECONDS = 3000;

/** How long a run tries to remove what others left. */
const SWEEP_MILLISECONDS = 30_000;

/** Begins a run. Clean-up is in place from here on; nothing is asked of the server before the first node is captured. */
export function createCaptureRun(settings: CaptureRunSettings): CaptureRun {
  const run = new Run(settings);
  return {
    captureNodes: (nodes, sources, focus) => run.captureNodes(nodes, sources, focus),
    sampleNode: (request) => run.sampleNode(request),
    release: () => run.release(),
    close: () => run.close(),
    hurry: () => run.hurry(),
    get cleanupCommand() {
      return run.cleanupCommand();
    },
    runId: run.runId,
  };
}

/** So many nodes' texts are in memory at most; packed logs wait for room. */
const READ_AHEAD = 4;

class Run {
  readonly runId: string;
  readonly #settings: CaptureRunSettings;
  readonly #factory: PodFactory;
  readonly #watching = new AbortController();
  readonly #creating = new Set<Promise<unknown>>();
  readonly #cutOff = new AbortController();
  readonly #hurry = new AbortController();
  readonly #sweepingEnd = new AbortController();
  readonly #turns: Turns;
  #podsMayExist = false;
  #stopped = false;
  #prepared: Promise<void> | undefined;
  #closed: Promise<void> | undefined;
  #sweeping: Promise<void> | undefined;

  constructor(settings: CaptureRunSettings) {
    const {client, options, random, signal} = settings;
    this.#settings = settings;
    this.#turns = createTurns(options.concurrency);
    this.runId = randomName(random, 16);
    const labelSelector = runSelector(this.runId);
    const path = podsPath(options.namespace);
    this.#factory = {
      client,
      options,
      runId: this.runId,
      unfit: new Map(),
      watch: new PodWatch({client, path, labelSelector, signal: this.#watching.signal}),
      nextName: () => `kubectl-ipvs-${this.runId.slice(0, 8)}-${randomName(random, 10)}`,
      create: (manifest) => this.#create(manifest),
    };
    // Whoever waits for close() hears of a failure; without anybody the pods end by their deadline.
    const stop = (): void => void this.close().catch(() => undefined);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, {once: true});
  }

  async *captureNodes(
    nodes: readonly string[],
    sources: readonly CaptureSource[],
    focus?: CaptureFocus,
  ): AsyncGenerator<NodeCapture> {
    const {client, options, signal, progress} = this.#settings;
    signal.throwIfAborted();
    this.#prepared ??= checkPermissions(client, options, signal);
    await this.#prepared;
    const targets = await readTargets(client, nodes, signal);
    const left = new AbortController();
    const ended = AbortSignal.any([signal, left.signal]);
    const shared = focus?.assume ? {...focus, assume: sharingLines(focus.assume)} : focus;
    const counts = {done: 0, failed: 0};
    const report = (): void =>
      progress({...counts, waiting: targets.size - counts.done - counts.failed, total: targets.size});
    report();
    try {
      const task = {sources, focus: shared, signal: ended};
      for await (const capture of this.#capture([...targets.values()], task)) {
        counts[capture.error === undefined ? 'done' : 'failed']++;
        report();
        yield capture;
      }
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      left.abort(new StoppedError('the remaining nodes are no longer needed'));
    }
  }

  /** A few nodes at a time; where they are many all pods at once, as each node starts its own. */
  async *#capture(
    targets: readonly TargetNode[],
    {sources, focus, signal}: Pick<NodeTask, 'sources' | 'focus'> & {readonly signal: AbortSignal},
  ): AsyncGenerator<NodeCapture> {
    const {leastFleet = SCALE.leastFleet, concurrency, timeoutSeconds} = this.#settings.options;
    const many = targets.length >= leastFleet;
    const shared = {
      sources,
      focus: many ? likeNode(focus, targets[0]?.name ?? '') : focus,
      room: createRoom(READ_AHEAD),
      making: createTurns(concurrency),
      reading: createTurns(concurrency),
      patienceSeconds: many ? patienceOf(timeoutSeconds, targets.length) : undefined,
    };
    const read = this.#settings.options.exec ? execNode : captureNode;
    const tasks = targets.map((node) => () => read(this.#factory, {node, ...shared}, signal));
    for await (const {capture, used} of inParallel(tasks, many ? tasks.length : concurrency)) {
      await this.#factory.watch.caughtUp();
      yield capture;
      shared.room.leave(capture.node);
      used();
    }
  }

  async *sampleNode(request: SampleRequest): AsyncGenerator<SampleEvent> {
    const {client, options, random} = this.#settings;
    const signal = AbortSignal.any([this.#settings.signal, request.signal]);
    signal.throwIfAborted();
    if (options.exec) return yield NO_SAMPLES;
    this.#prepared ??= checkPermissions(client, options, signal);
    await this.#prepared;
    const target = (await readTargets(client, [request.node], signal)).get(request.node);
    if (!target) throw new Error(`${request.node} was not looked up`);
    const place = {client, namespace: options.namespace, signal};
    yield* sampleNode({
      factory: this.#factory,
      target,
      request,
      // Not all nodes change their pods at once.
      lifeSeconds: () => SAMPLING_SECONDS * (1 + random() / 4),
      inTurn: (start) => this.#turns.run(start),
      discard: (name) => (options.keepPods ? Promise.resolve() : deletePod(place, this.runId, name)),
      signal,
    });
  }

  async release(): Promise<void> {
    const {client, options, signal} = this.#settings;
    if (this.#stopped || !this.#podsMayExist || options.keepPods) return;
    await Promise.allSettled([...this.#creating, this.#sweeping]);
    // A run that was ended meanwhile deletes its pods by itself.
    if (!signal.aborted) await deleteRun({client, namespace: options.namespace}, this.#ours());
  }

  cleanupCommand(): string {
    const {client, options} = this.#settings;
    return cleanupCommand({namespace: options.namespace, ...this.#ours()}, client.kubectlFlags);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Waits no longer for requests that are under way. */
  hurry(): void {
    this.#hurry.abort();
  }

  #ours(): RunToDelete {
    return {runId: this.runId, fleet: false};
  }

  async #close(): Promise<void> {
    const {client, options, signal} = this.#settings;
    this.#stopped = true;
    this.#watching.abort();
    const cutOff = await this.#endCreating();
    if (this.#podsMayExist && !options.keepPods) {
      const place = {client, namespace: options.namespace};
      await deleteRun(place, this.#ours());
      // The server may still have been working on a request that was cut off.
      if (cutOff) {
        await wait(PATIENCE_MILLISECONDS);
        await deleteRun(place, this.#ours());
      }
    }
    // Whoever ended the run wants to be gone; else what others left goes with what was ours.
    if (signal.aborted) this.#sweepingEnd.abort();
    await this.#sweeping;
  }

  /** Waits until no request is under way that makes a pod; gives whether one had to be cut off. */
  async #endCreating(): Promise<boolean> {
    const settled = Promise.allSettled(this.#creating).then(() => false);
    const over = new AbortController();
    const either = AbortSignal.any([over.signal, this.#hurry.signal]);
    const late = wait(PATIENCE_MILLISECONDS, true, {signal: either}).catch(() => this.#hurry.signal.aborted);
    const cutOff = await Promise.race([settled, late]);
    over.abort();
    this.#cutOff.abort(new StoppedError('the run is over'));
    await settled;
    return cutOff;
  }

  /** From the first request on pods may exist, whatever becomes of the answer. */
  async #create(manifest: unknown): Promise<unknown> {
    if (this.#stopped) throw new StoppedError('the run is over');
    const {client, options} = this.#settings;
    this.#podsMayExist = true;
    const request = client.request({
      method: 'POST',
      path: podsPath(options.namespace),
      body: manifest,
      repeatable: true,
      signal: this.#cutOff.signal,
    });
    this.#creating.add(request);
    try {
      const pod = await request;
      this.#sweeping ??= this.#sweep();
      return pod;
    } finally {
      this.#creating.delete(request);
    }
  }

  /** What cannot be swept now is left to the next run. */
  async #sweep(): Promise<void> {
    const {client, options} = this.#settings;
    const signal = AbortSignal.any([this.#sweepingEnd.signal, AbortSignal.timeout(SWEEP_MILLISECONDS)]);
    await sweep({client, namespace: options.namespace, signal}).catch(() => undefined);
  }
}

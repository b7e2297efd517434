import {setImmediate as turn, setTimeout as wait} from 'node:timers/promises';
import type {ApiClient, WatchEvent} from '../api/index.ts';
import type {JsonObject} from '../model/index.ts';
import {asObject, objectField, textField} from './json-fields.ts';
import {hasStarted, type PodOutcome, podOutcome} from './pod-outcome.ts';

/** How a pod that was waited for came to its end. */
export type PodEnd = Exclude<PodOutcome, {kind: 'waiting'}>;

/** Waits for one pod. */
export interface PodWaiter {
  readonly ended: Promise<PodEnd>;
  /** Resolves when its container runs. */
  readonly started: Promise<void>;
  /** What the pod waited for when it was last seen, in words. */
  readonly state: () => string;
  /** The server has made the pod: from now on its absence means that it was deleted. */
  readonly created: (uid: string) => void;
  readonly forget: () => void;
}

interface Waiting {
  readonly end: (end: PodEnd) => void;
  readonly start: () => void;
  uid: string;
  state: string;
}

/** Which pods to watch. */
export interface WatchedPods {
  readonly client: ApiClient;
  readonly path: string;
  readonly labelSelector: string;
  readonly signal: AbortSignal;
}

/** How often a watch that fails for good is begun again. */
const RESTARTS = 3;
const PAUSE_MILLISECONDS = 500;

const DELETED: PodEnd = {
  kind: 'failed',
  reason:
    'the debug pod was deleted while it was running, by an eviction, a drain or an administrator. Try again',
};

/** One watch for all pods of a run. It begins with the first pod that is waited for. */
export class PodWatch {
  readonly #pods: WatchedPods;
  readonly #waiting = new Map<string, Waiting>();
  #running = false;
  #events = 0;

  constructor(pods: WatchedPods) {
    this.#pods = pods;
  }

  /** Begins to wait for a pod. Called before the pod is made, so that no change is missed. */
  expect(name: string): PodWaiter {
    let end: (end: PodEnd) => void = () => undefined;
    const ended = new Promise<PodEnd>((resolve) => {
      end = resolve;
    });
    let start: () => void = () => undefined;
    const started = new Promise<void>((resolve) => {
      start = resolve;
    });
    const entry: Waiting = {end, start, uid: '', state: 'the kubelet had not started it'};
    this.#waiting.set(name, entry);
    this.#start();
    return {
      ended,
      started,
      state: () => entry.state,
      created: (uid) => {
        entry.uid = uid;
      },
      forget: () => this.#waiting.delete(name),
    };
  }

  /**
   * Resolves when what the server has told so far is taken in. Whoever works long on each node lets the watch catch up in
   * between; else pods that ended long ago would seem to be late.
   */
  async caughtUp(): Promise<void> {
    for (let before = -1; before !== this.#events; ) {
      before = this.#events;
      // Two turns: one to read, one to parse what came compressed or in pieces.
      await turn();
      await turn();
    }
  }

  #start(): void {
    if (this.#running) return;
    this.#running = true;
    void this.#run().finally(() => {
      this.#running = false;
    });
  }

  async #run(): Promise<void> {
    const {client, path, labelSelector, signal} = this.#pods;
    const relist = (): Promise<string> => this.#relist();
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        const resourceVersion = failures === 0 ? '' : await relist();
        await client.watch(path, {labelSelector, signal, resourceVersion, relist}, (event) =>
          this.#note(event),
        );
      } catch (error) {
        if (failures >= RESTARTS) return this.#giveUp(error);
      }
      await wait(PAUSE_MILLISECONDS * 2 ** Math.min(failures, RESTARTS), undefined, {signal}).catch(
        () => undefined,
      );
    }
  }

  /** What the watch has missed: pods that are in the list have changed, those that are not were deleted. */
  async #relist(): Promise<string> {
    const {client, path, labelSelector, signal} = this.#pods;
    const missed = new Set([...this.#waiting].filter(([, {uid}]) => uid !== '').map(([name]) => name));
    const {resourceVersion} = await client.list(path, {labelSelector, signal}, (items) => {
      for (const object of items) missed.delete(this.#note({type: 'MODIFIED', object}));
    });
    for (const name of missed) this.#waiting.get(name)?.end(DELETED);
    return resourceVersion;
  }

  #note({type, object}: WatchEvent): string {
    this.#events++;
    const metadata = metadataOf(object);
    const name = textField(metadata, 'name');
    const entry = this.#waiting.get(name);
    if (!entry || (entry.uid !== '' && entry.uid !== textField(metadata, 'uid'))) return name;
    const outcome = podOutcome(object);
    if (hasStarted(object)) entry.start();
    if (outcome.kind === 'waiting') entry.state = outcome.state;
    else if (type !== 'DELETED' || outcome.kind === 'failed') entry.end(outcome);
    if (type === 'DELETED') entry.end(DELETED);
    return name;
  }

  #giveUp(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    for (const {end} of this.#waiting.values()) {
      end({kind: 'failed', reason: `the API server no longer reports the state of the debug pod: ${why}`});
    }
  }
}

function metadataOf(object: unknown): JsonObject {
  return objectField(asObject(object), 'metadata');
}

import {ContainerLog} from './container-log.ts';
import type {Kind} from './kinds.ts';
import type {ApiObject, ObjectStore} from './object-store.ts';

/** What becomes of a pod. */
export type PodOutcome =
  /** Its container ran and ended; the log may still come while it runs. */
  | {
      readonly kind: 'ran';
      readonly log: string | Buffer | AsyncIterable<Buffer>;
      /** Default 0. */
      readonly exitCode?: number | Promise<number>;
    }
  /** Its container cannot start, such as `ImagePullBackOff`. */
  | {readonly kind: 'waiting'; readonly reason: string; readonly message?: string}
  /** The node refuses it or throws it out, such as `OutOfpods` or `Evicted`. */
  | {readonly kind: 'failed'; readonly reason: string; readonly message?: string}
  /** Nobody takes it up, as on a node that is not ready. */
  | {readonly kind: 'pending'};

/** Stands in for the kubelet of all nodes: is given a pod's manifest and says what becomes of it. */
export type Kubelet = (pod: ApiObject, signal: AbortSignal) => PodOutcome | Promise<PodOutcome>;

type Ran = Extract<PodOutcome, {kind: 'ran'}>;

/** The log of a pod while it grows. */
export interface PodLog {
  readonly chunks: Buffer[];
  ended: boolean;
  readonly waiting: Set<() => void>;
}

/** Runs pods by a {@link Kubelet} and keeps their logs. */
export class PodRunner {
  readonly #store: ObjectStore;
  readonly #kind: Kind;
  readonly #kubelet: Kubelet;
  readonly #logs = new Map<string, PodLog>();
  readonly #containerLogs = new Map<string, ContainerLog>();
  readonly #logFiles = new Map<string, string>();
  readonly #running = new Map<string, AbortController>();
  readonly #deadlines = new Map<string, NodeJS.Timeout>();

  constructor(store: ObjectStore, kind: Kind, kubelet: Kubelet) {
    this.#store = store;
    this.#kind = kind;
    this.#kubelet = kubelet;
  }

  /** The log of a pod, by UID; undefined while its container has not begun. */
  log(uid: string): PodLog | undefined {
    return this.#logs.get(uid);
  }

  /** The log of a pod that is kept line by line; undefined if it has none. */
  containerLog(uid: string): ContainerLog | undefined {
    return this.#containerLogs.get(uid);
  }

  /** Gives a pod a log that is kept line by line. */
  keepLog(uid: string): ContainerLog {
    const log = new ContainerLog();
    this.#containerLogs.set(uid, log);
    return log;
  }

  /** The file that has the log of a pod; undefined if none has. */
  logFile(uid: string): string | undefined {
    return this.#logFiles.get(uid);
  }

  /** Gives a pod a log that is read from a file, times included. */
  setLogFile(uid: string, file: string): void {
    this.#logFiles.set(uid, file);
  }

  /** Gives a pod a log without running it. */
  setLog(uid: string, text: string): void {
    this.#logs.set(uid, {chunks: [Buffer.from(text)], ended: true, waiting: new Set()});
  }

  /** Takes up a new pod. */
  start(pod: ApiObject): void {
    const control = new AbortController();
    const {uid} = pod.metadata;
    this.#running.set(uid, control);
    const seconds = pod.spec?.activeDeadlineSeconds;
    if (typeof seconds === 'number') {
      const expire = () =>
        this.#fail(pod, 'DeadlineExceeded', 'Pod was active on the node longer than the specified deadline');
      this.#deadlines.set(uid, setTimeout(expire, seconds * 1000));
    }
    void this.#run(pod, control.signal).finally(() => this.#running.delete(uid));
  }

  /** Ends a pod that was deleted. */
  stop(pod: ApiObject): void {
    const {uid} = pod.metadata;
    clearTimeout(this.#deadlines.get(uid));
    this.#deadlines.delete(uid);
    this.#running.get(uid)?.abort(new Error('the pod was deleted'));
    this.#endLog(uid);
  }

  /** Ends all pods. */
  close(): void {
    for (const timer of this.#deadlines.values()) clearTimeout(timer);
    for (const control of this.#running.values()) control.abort(new Error('the server is closing'));
    for (const uid of this.#logs.keys()) this.#endLog(uid);
  }

  async #run(pod: ApiObject, signal: AbortSignal): Promise<void> {
    // The answer to the creation leaves first.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      const outcome = await this.#kubelet(pod, signal);
      if (signal.aborted) return;
      if (outcome.kind === 'failed') this.#fail(pod, outcome.reason, outcome.message ?? '');
      if (outcome.kind === 'waiting')
        this.#setStatus(pod, 'Pending', {waiting: {...outcome, kind: undefined}});
      if (outcome.kind === 'ran') await this.#runContainer(pod, outcome, signal);
    } catch (error) {
      if (!signal.aborted) this.#fail(pod, 'KubeletError', String(error));
    } finally {
      this.#endLog(pod.metadata.uid);
    }
  }

  async #runContainer(pod: ApiObject, outcome: Ran, signal: AbortSignal): Promise<void> {
    const {log} = outcome;
    const {uid} = pod.metadata;
    this.#logs.set(uid, {chunks: [], ended: false, waiting: new Set()});
    const running = {running: {startedAt: new Date().toISOString()}};
    const stays = pod.spec?.restartPolicy === 'Always';
    this.#setStatus(pod, 'Running', running, !stays);
    if (typeof log === 'string' || Buffer.isBuffer(log)) this.#append(uid, Buffer.from(log as string));
    else for await (const chunk of log) this.#append(uid, chunk);
    const exitCode = (await outcome.exitCode) ?? 0;
    if (signal.aborted) return;
    // Its script waits to be deleted, and the probe finds the log complete.
    if (stays) return this.#setStatus(pod, 'Running', running);
    const reason = exitCode === 0 ? 'Completed' : 'Error';
    this.#setStatus(pod, exitCode === 0 ? 'Succeeded' : 'Failed', {terminated: {exitCode, reason}});
  }

  #append(uid: string, chunk: Buffer): void {
    const log = this.#logs.get(uid);
    log?.chunks.push(chunk);
    for (const wake of log?.waiting ?? []) wake();
  }

  #endLog(uid: string): void {
    const log = this.#logs.get(uid);
    if (!log || log.ended) return;
    log.ended = true;
    for (const wake of log.waiting) wake();
  }

  #fail(pod: ApiObject, reason: string, message: string): void {
    this.#running.get(pod.metadata.uid)?.abort(new Error(reason));
    this.#update(pod, {phase: 'Failed', reason, message});
    this.#endLog(pod.metadata.uid);
  }

  #setStatus(pod: ApiObject, phase: string, state: object, ready = 'running' in state): void {
    const containers = (pod.spec?.containers ?? []) as readonly {name: string; image: string}[];
    const containerStatuses = containers.map(({name, image}) => ({
      name,
      image,
      state,
      ready,
      restartCount: 0,
    }));
    this.#update(pod, {phase, containerStatuses});
    if (phase === 'Succeeded' || phase === 'Failed') clearTimeout(this.#deadlines.get(pod.metadata.uid));
  }

  #update(pod: ApiObject, status: Record<string, unknown>): void {
    const {namespace, name, uid} = pod.metadata;
    const now = this.#store.get(this.#kind, namespace, name);
    if (now?.metadata.uid !== uid) return;
    this.#store.put({...now, status: {...now.status, ...status}});
  }
}

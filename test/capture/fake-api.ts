import {setTimeout as wait} from 'node:timers/promises';
import type {ApiClient, ApiRequest, WatchEvent} from '../../src/api/index.ts';
import {ApiError} from '../../src/api/index.ts';
import {frameLog} from './frame-log.ts';

/** A pod as JSON, as far as these tests look into it. */
export interface FakePod {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly creationTimestamp: string;
  };
  readonly spec: {
    readonly nodeName: string;
    readonly activeDeadlineSeconds: number;
    readonly containers: readonly {image: string}[];
  };
  readonly status: unknown;
}

/** A refusal of the server. */
export function refusal(status: number, serverMessage: string): ApiError {
  return new ApiError({
    code: 'api-failed',
    message: `refused (${status}): ${serverMessage}`,
    remedy: 'try',
    status,
    reason: '',
    serverMessage,
  });
}

/** The status of a pod that has ended well. */
export const SUCCEEDED = {
  phase: 'Succeeded',
  containerStatuses: [{state: {terminated: {exitCode: 0, reason: 'Completed'}}}],
};

/** The status of a pod whose container waits. */
export function waitingFor(reason: string, message = ''): unknown {
  return {phase: 'Pending', containerStatuses: [{state: {waiting: {reason, message}}}]};
}

/** What a test changes about the server; each hook may throw what a real server would refuse with. */
export interface Behaviour {
  readonly forbidden?: readonly string[];
  readonly nodes?: readonly unknown[];
  /** The statuses that a pod on this node takes, one after the other. */
  readonly statuses?: (node: string, image: string) => readonly unknown[];
  readonly log?: (node: string, attempt: number) => string;
  readonly beforeRequest?: (request: ApiRequest, count: number) => void | Promise<void>;
  readonly watch?: (attempt: number) => void | Promise<void>;
  /** Pods that somebody deletes once they are made. */
  readonly deleted?: (node: string) => boolean;
  readonly created?: (pod: FakePod) => void;
}

/** A Node as JSON. */
export function node(name: string, more: {labels?: unknown; status?: object} = {}): unknown {
  return {
    metadata: {name, labels: more.labels ?? {}},
    status: {
      nodeInfo: {operatingSystem: 'linux'},
      conditions: [{type: 'Ready', status: 'True'}],
      ...more.status,
    },
  };
}

/** An API server in memory: pods live, are watched, have logs and are deleted by selector. */
export class FakeApi implements ApiClient {
  readonly server = 'https://fake.invalid';
  readonly context = 'fake';
  readonly namespace = 'default';
  readonly kubectlFlags: readonly string[] = ['--context', 'fake'];
  readonly pods = new Map<string, FakePod>();
  readonly requests: ApiRequest[] = [];
  readonly calls = {list: 0, watch: 0, stream: 0, can: 0};
  readonly #watchers = new Set<(event: WatchEvent) => void>();
  readonly #behaviour: Behaviour;
  serverTime = '2026-11-20T12:00:00Z';

  constructor(behaviour: Behaviour = {}) {
    this.#behaviour = behaviour;
  }

  async request(request: ApiRequest): Promise<unknown> {
    this.requests.push(request);
    const count = this.requests.filter(({method}) => method === request.method).length;
    // A client that has cut a request off does not learn what became of it.
    const answer = this.#answer(request, count);
    const cut = new Promise<never>((_, reject) => {
      request.signal?.addEventListener('abort', () => reject(request.signal?.reason));
    });
    answer.catch(() => undefined);
    return await Promise.race([answer, cut]);
  }

  async #answer(request: ApiRequest, count: number): Promise<unknown> {
    await this.#behaviour.beforeRequest?.(request, count);
    if (request.method === 'POST') return this.#create(request.body as FakePod);
    if (request.method === 'DELETE') return this.#delete(request.query?.labelSelector ?? '');
    const name = request.path.replace('/api/v1/nodes/', '');
    const found = this.#nodes([name]).find((candidate) => (candidate as FakePod).metadata.name === name);
    if (!found) throw refusal(404, `nodes "${name}" not found`);
    return found;
  }

  async list(...[path, options, onItems]: Parameters<ApiClient['list']>) {
    this.calls.list++;
    await wait(1);
    const pods = path.endsWith('/pods') ? this.#select(options.labelSelector ?? '') : [];
    const items = path === '/api/v1/nodes' ? this.#nodes([]) : pods;
    onItems(items, true);
    return {resourceVersion: '7'};
  }

  exec(): Promise<never> {
    return Promise.reject(new Error('these tests run no command in a Pod'));
  }

  async watch(...[, options, onEvent]: Parameters<ApiClient['watch']>): Promise<void> {
    const attempt = ++this.calls.watch;
    if (!options.resourceVersion)
      for (const object of this.#select(options.labelSelector ?? '')) onEvent({type: 'ADDED', object});
    this.#watchers.add(onEvent);
    try {
      await this.#behaviour.watch?.(attempt);
      await wait(60_000, undefined, options.signal && {signal: options.signal}).catch(() => undefined);
    } finally {
      this.#watchers.delete(onEvent);
    }
  }

  async *stream(path: string): AsyncGenerator<Buffer> {
    this.calls.stream++;
    const pod = this.pods.get(path.split('/').at(-2) ?? '');
    if (!pod) throw refusal(404, 'pod not found');
    await wait(1);
    const texts = {'uname.txt': `Linux ${pod.spec.nodeName}\n`};
    yield Buffer.from(this.#behaviour.log?.(pod.spec.nodeName, this.calls.stream) ?? frameLog(texts));
  }

  async can(...[attributes]: Parameters<ApiClient['can']>) {
    this.calls.can++;
    await wait(1);
    return attributes.map((asked) => ({
      attributes: asked,
      allowed: !this.#behaviour.forbidden?.includes(`${asked.verb} ${asked.resource}`),
      reason: '',
    }));
  }

  now(): Date {
    return new Date(this.serverTime);
  }

  close(): void {
    this.#watchers.clear();
  }

  /** Puts a pod there that no run of the test made. */
  add(pod: FakePod): void {
    this.pods.set(pod.metadata.name, pod);
  }

  #nodes(asked: readonly string[]): readonly unknown[] {
    return (
      this.#behaviour.nodes ??
      [...asked, ...Array.from({length: 200}, (_, i) => `node${i}`)].map((name) => node(name))
    );
  }

  #select(selector: string): readonly FakePod[] {
    const wanted = selector.split(',').map((term) => term.split('='));
    return [...this.pods.values()].filter(({metadata: {labels}}) =>
      wanted.every(([key = '', value]) => (value === undefined ? key in labels : labels[key] === value)),
    );
  }

  #create(body: FakePod): FakePod {
    if (this.pods.has(body.metadata.name)) throw refusal(409, 'already exists');
    const metadata = {
      ...body.metadata,
      uid: `uid-${this.pods.size}-${body.metadata.name}`,
      creationTimestamp: this.serverTime,
    };
    const pod = {...body, metadata, status: {phase: 'Pending'}};
    this.pods.set(pod.metadata.name, pod);
    this.#tell('ADDED', pod);
    this.#behaviour.created?.(pod);
    void this.#live(pod);
    return pod;
  }

  async #live(pod: FakePod): Promise<void> {
    const statuses = this.#behaviour.statuses?.(pod.spec.nodeName, pod.spec.containers[0]?.image ?? '') ?? [
      {phase: 'Running'},
      SUCCEEDED,
    ];
    for (const status of statuses) {
      await wait(2);
      if (!this.pods.has(pod.metadata.name)) return;
      const next = {...pod, status};
      this.pods.set(pod.metadata.name, next);
      this.#tell('MODIFIED', next);
    }
    if (!this.#behaviour.deleted?.(pod.spec.nodeName)) return;
    this.pods.delete(pod.metadata.name);
    this.#tell('DELETED', pod);
  }

  #delete(selector: string): unknown {
    for (const pod of this.#select(selector)) {
      this.pods.delete(pod.metadata.name);
      this.#tell('DELETED', pod);
    }
    return {kind: 'PodList', items: []};
  }

  #tell(type: WatchEvent['type'], object: unknown): void {
    for (const watcher of this.#watchers) watcher({type, object});
  }
}

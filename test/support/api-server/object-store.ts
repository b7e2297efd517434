import {randomUUID} from 'node:crypto';
import {apiVersionOf, KINDS, type Kind} from './kinds.ts';

/** Metadata as the server fills it in. */
export interface Metadata {
  name: string;
  namespace?: string;
  generateName?: string;
  uid: string;
  resourceVersion: string;
  creationTimestamp: string;
  labels?: Record<string, string>;
  [field: string]: unknown;
}

/** Any object of the API. */
export interface ApiObject {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
  spec?: Record<string, unknown>;
  status?: Record<string, unknown>;
  [field: string]: unknown;
}

/** An object in the store: it and, once asked for, its text as an item of a list. */
export interface Stored {
  readonly object: ApiObject;
  readonly version: number;
  readonly item: () => string;
}

/** One change, with the object as it was before. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly kind: Kind;
  readonly version: number;
  readonly stored: Stored;
  readonly before: Stored | undefined;
}

/** Objects in memory with versions, and the history of their changes. */
export class ObjectStore {
  #version = 1000;
  /** Changes up to this version are forgotten. */
  #forgotten = 0;
  readonly #objects = new Map<Kind, Map<string, Stored>>(KINDS.map((kind) => [kind, new Map()]));
  #history: Change[] = [];
  readonly #listeners = new Set<(change: Change) => void>();

  get version(): number {
    return this.#version;
  }

  get forgotten(): number {
    return this.#forgotten;
  }

  /** Adds an object or puts it in the place of the one with its name. Metadata that is missing is filled in. */
  put(input: object): ApiObject {
    const given = input as Partial<ApiObject>;
    const kind = KINDS.find((one) => one.kind === given.kind);
    if (!kind) throw new Error(`the test API server knows no ${given.kind}`);
    const metadata = (given.metadata ?? {}) as Partial<Metadata>;
    const name = metadata.name ?? `${metadata.generateName ?? 'object-'}${randomUUID().slice(0, 5)}`;
    const key = `${metadata.namespace ?? ''}/${name}`;
    const before = this.#objects.get(kind)?.get(key);
    this.#version++;
    const object: ApiObject = {
      ...given,
      apiVersion: apiVersionOf(kind),
      kind: kind.kind,
      metadata: {
        ...metadata,
        name,
        ...(kind.namespaced && {namespace: metadata.namespace ?? 'default'}),
        uid: before?.object.metadata.uid ?? metadata.uid ?? randomUUID(),
        resourceVersion: String(this.#version),
        creationTimestamp: metadata.creationTimestamp ?? new Date().toISOString(),
      },
    };
    const stored = makeStored(object, this.#version);
    this.#objects.get(kind)?.set(`${object.metadata.namespace ?? ''}/${name}`, stored);
    this.#record({type: before ? 'MODIFIED' : 'ADDED', kind, version: this.#version, stored, before});
    return object;
  }

  get(kind: Kind, namespace: string | undefined, name: string): ApiObject | undefined {
    return this.#objects.get(kind)?.get(`${namespace ?? ''}/${name}`)?.object;
  }

  remove(kind: Kind, namespace: string | undefined, name: string): ApiObject | undefined {
    const key = `${namespace ?? ''}/${name}`;
    const before = this.#objects.get(kind)?.get(key);
    if (!before) return undefined;
    this.#objects.get(kind)?.delete(key);
    this.#version++;
    const metadata = {...before.object.metadata, resourceVersion: String(this.#version)};
    const stored = makeStored({...before.object, metadata}, this.#version);
    this.#record({type: 'DELETED', kind, version: this.#version, stored, before});
    return stored.object;
  }

  /** All objects of a kind, sorted as etcd does: by namespace and name. */
  list(kind: Kind): readonly Stored[] {
    const entries = [...(this.#objects.get(kind) ?? [])];
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return entries.map(([, stored]) => stored);
  }

  /** Changes of a kind after a version; undefined if they are forgotten. */
  changesAfter(kind: Kind, version: number): readonly Change[] | undefined {
    if (version < this.#forgotten) return undefined;
    return this.#history.filter((change) => change.kind === kind && change.version > version);
  }

  /** Calls the listener at each change, until the function that it gives is called. */
  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Forgets all history, as etcd's compaction does. */
  compact(): void {
    this.#version++;
    this.#forgotten = this.#version;
    this.#history = [];
  }

  #record(change: Change): void {
    this.#history.push(change);
    for (const listener of [...this.#listeners]) listener(change);
  }
}

function makeStored(object: ApiObject, version: number): Stored {
  let text: string | undefined;
  return {
    object,
    version,
    item() {
      // Items of a list bear no kind.
      text ??= JSON.stringify({...object, kind: undefined, apiVersion: undefined});
      return text;
    },
  };
}

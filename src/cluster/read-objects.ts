import type {ApiClient, ListOptions} from '../api/index.ts';
import {UserError} from '../errors.ts';
import {InvalidObjectError, type JsonObject} from '../model/index.ts';

/** A kind of object to read. */
export interface Reading<Item> {
  readonly path: string;
  readonly kind: string;
  readonly options?: ListOptions;
  readonly readItem: (json: unknown) => Item;
  /** Takes the objects as they are, page by page. */
  readonly onPage?: ((items: readonly unknown[], first: boolean) => void) | undefined;
}

/** All objects of a kind, of each only what its reader keeps: a page is dropped before the next one comes. */
export async function readObjects<Item>(client: ApiClient, reading: Reading<Item>): Promise<readonly Item[]> {
  let items: Item[] = [];
  await client.list(reading.path, reading.options ?? {}, (page, first) => {
    if (first) items = [];
    reading.onPage?.(page, first);
    for (const json of page) items.push(readOne(reading, json));
  });
  return items;
}

function readOne<Item>({kind, readItem}: Reading<Item>, json: unknown): Item {
  try {
    return readItem(json);
  } catch (cause) {
    if (!(cause instanceof InvalidObjectError)) throw cause;
    throw new UserError({
      code: 'object-invalid',
      message: `${kind} ${nameOf(json)}: ${cause.message}`,
      remedy: 'this version cannot parse the object: check it with kubectl get -o yaml, and report it',
      cause,
    });
  }
}

function nameOf(json: unknown): string {
  const metadata = (json as JsonObject | null)?.metadata as JsonObject | null | undefined;
  return (
    [metadata?.namespace, metadata?.name].filter((name) => typeof name === 'string').join('/') ||
    'without a name'
  );
}

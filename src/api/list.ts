import {type JsonObject, listItems, optionalObject, optionalString} from '../model/index.ts';
import {kindAt, reading} from './answer-kind.ts';
import type {ListOptions, OnItems} from './api-client.ts';
import {ApiError} from './api-error.ts';
import {defined} from './defined.ts';
import type {Transport} from './transport.ts';

/** Objects in a page, as kubectl asks for them. */
const PAGE = 500;

/** How often a list may begin anew because its continue token expired. */
const RESTARTS = 3;

/** What to list, and who receives it. */
export interface Listing {
  readonly path: string;
  readonly options: ListOptions;
  readonly onItems: OnItems;
}

/** Lists objects page by page; begins anew when the server has forgotten the list (410). */
export async function listPages(
  transport: Transport,
  listing: Listing,
): Promise<{readonly resourceVersion: string}> {
  for (let restarts = 0; ; restarts++) {
    try {
      return await listOnce(transport, listing);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 410 || restarts >= RESTARTS) throw error;
    }
  }
}

async function listOnce(transport: Transport, {path, options, onItems}: Listing) {
  const {limit = PAGE, resourceVersion, labelSelector, fieldSelector, signal} = options;
  const selectors = defined({labelSelector, fieldSelector});
  const {server} = transport.connection;
  const end = createEndGuard(server, path);
  let query: Readonly<Record<string, string>> = {
    limit: String(limit),
    ...selectors,
    ...defined({resourceVersion}),
  };
  for (let first = true; ; first = false) {
    const json = await transport.json({method: 'GET', path, query, ...defined({signal})});
    const page = reading({server, path}, () => readPage(json, kindAt(path)));
    end.check(page);
    onItems(page.items, first);
    if (page.token === '') return {resourceVersion: page.resourceVersion};
    // The token holds the version; the server refuses both together.
    query = {limit: String(limit), ...selectors, continue: page.token};
  }
}

interface Page {
  readonly items: readonly unknown[];
  /** With which the next page is asked for; empty after the last one. */
  readonly token: string;
  readonly resourceVersion: string;
}

function readPage(json: unknown, kind: string): Page {
  const items = listItems(json, kind);
  const metadata = optionalObject(optionalObject(json, '').metadata, 'metadata');
  return {items, token: text(metadata, 'continue'), resourceVersion: text(metadata, 'resourceVersion')};
}

function text(metadata: JsonObject, name: string): string {
  return optionalString(metadata[name], `metadata.${name}`) ?? '';
}

/** No cluster has so many objects of a kind, by far; a list that goes on beyond has no end. */
const MOST_ITEMS = 2_000_000;

/** Pages without a single object: a server that filters may send some. */
const MOST_EMPTY = 100;

/** Finds lists that have no end. A page begins with an object that no page before it began with: a list is in order. */
function createEndGuard(server: string, path: string) {
  const begun = new Set<string>();
  let count = 0;
  let empty = 0;
  return {
    check({items, token}: Page): void {
      count += items.length;
      empty += items.length === 0 ? 1 : 0;
      const begin = identityOf(items[0]);
      const repeated = begin !== '' && begun.has(begin);
      begun.add(begin);
      if (!repeated && count <= MOST_ITEMS && (empty <= MOST_EMPTY || token === '')) return;
      throw new ApiError({
        code: 'api-failed',
        message:
          `the list that ${server} sends for GET ${path} does not end: ${count} objects so far, and the server ` +
          'announces more',
        remedy: 'the server or a proxy in front of it is failing: check that kubectl get works there',
        status: 200,
        reason: 'EndlessList',
        serverMessage: '',
      });
    },
  };
}

function identityOf(item: unknown): string {
  const {metadata} = (item ?? {}) as {
    readonly metadata?: {readonly namespace?: unknown; readonly name?: unknown};
  };
  return metadata ? `${String(metadata.namespace ?? '')}/${String(metadata.name ?? '')}` : '';
}

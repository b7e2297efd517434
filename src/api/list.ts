import {type JsonObject, optionalList, optionalObject, optionalString} from '../model/index.ts';
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
  let query: Readonly<Record<string, string>> = {
    limit: String(limit),
    ...selectors,
    ...defined({resourceVersion}),
  };
  for (let first = true; ; first = false) {
    const page = optionalObject(await transport.json({method: 'GET', path, query, ...defined({signal})}), '');
    const metadata = optionalObject(page.metadata, 'metadata');
    onItems(optionalList(page.items, 'items'), first);
    const token = text(metadata, 'continue');
    if (token === '') return {resourceVersion: text(metadata, 'resourceVersion')};
    // The token holds the version; the server refuses both together.
    query = {limit: String(limit), ...selectors, continue: token};
  }
}

function text(metadata: JsonObject, name: string): string {
  return optionalString(metadata[name], `metadata.${name}`) ?? '';
}

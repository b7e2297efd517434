import {randomUUID} from 'node:crypto';
import {apiVersionOf, type Target} from './kinds.ts';
import type {ObjectStore, Stored} from './object-store.ts';
import {selectionOf} from './selection.ts';
import {StatusError} from './status-error.ts';

interface Remainder {
  readonly version: number;
  readonly rest: readonly Stored[];
}

/** Answers list requests in pages; what is left of each list is kept for its continue token. */
export class Lists {
  readonly #store: ObjectStore;
  readonly #remainders = new Map<string, Remainder>();

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** The text of a list, or of one page of it. */
  answer(target: Target, query: URLSearchParams): string {
    const token = query.get('continue');
    const {version, rest} = token ? this.#resume(token) : this.#begin(target, query);
    // A list from the server's memory comes in one piece, as up to Kubernetes 1.33.
    const limit = query.get('resourceVersion') === '0' ? 0 : Number(query.get('limit') ?? 0);
    const page = limit > 0 ? rest.slice(0, limit) : rest;
    const left = rest.slice(page.length);
    return this.#write(target, page, {version, rest: left});
  }

  /** Forgets all continue tokens. */
  forget(): void {
    this.#remainders.clear();
  }

  #begin(target: Target, query: URLSearchParams): Remainder {
    const selected = selectionOf(target.namespace, query);
    const rest = this.#store.list(target.kind).filter(({object}) => selected(object));
    return {version: this.#store.version, rest};
  }

  #resume(token: string): Remainder {
    const found = this.#remainders.get(token);
    if (!found) {
      const message = 'The provided continue parameter is too old to display a consistent list result.';
      throw new StatusError(410, 'Expired', message);
    }
    return found;
  }

  #write({kind}: Target, page: readonly Stored[], remainder: Remainder): string {
    const metadata: Record<string, unknown> = {resourceVersion: String(remainder.version)};
    if (remainder.rest.length > 0) {
      const token = randomUUID();
      this.#remainders.set(token, remainder);
      metadata.continue = token;
      metadata.remainingItemCount = remainder.rest.length;
    }
    const head = {kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata};
    return `${JSON.stringify(head).slice(0, -1)},"items":[${page.map((stored) => stored.item()).join(',')}]}\n`;
  }
}

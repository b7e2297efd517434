import type {ServerResponse} from 'node:http';
import {apiVersionOf, type Target} from './kinds.ts';
import type {Change, ObjectStore, Stored} from './object-store.ts';
import {type Selection, selectionOf} from './selection.ts';
import {StatusError} from './status-error.ts';

/** Answers watch requests. */
export class Watches {
  readonly #store: ObjectStore;
  readonly #bookmarkInterval: number;
  readonly #open = new Set<() => void>();

  constructor(store: ObjectStore, bookmarkInterval: number) {
    this.#store = store;
    this.#bookmarkInterval = bookmarkInterval;
  }

  /** How many watches are open. */
  get size(): number {
    return this.#open.size;
  }

  /** Ends all watches, as a server that restarts does. */
  closeAll(): void {
    for (const close of [...this.#open]) close();
  }

  /** Begins to send changes. */
  start(target: Target, query: URLSearchParams, response: ServerResponse): void {
    const selected = selectionOf(target.namespace, query);
    const send = (type: string, object: object) => response.write(`${JSON.stringify({type, object})}\n`);
    const report = (change: Change) => {
      if (change.kind !== target.kind) return;
      const type = typeFor(change, selected);
      if (type)
        send(
          type,
          (type === 'DELETED' && change.type !== 'DELETED' ? change.before : change.stored)?.object ?? {},
        );
    };
    response.writeHead(200, {'Content-Type': 'application/json'});
    response.flushHeaders();
    if (!this.#replay(target, query, {selected, send, report})) {
      response.end();
      return;
    }
    this.#follow(target, query, {send, report, response});
  }

  #replay(target: Target, query: URLSearchParams, {selected, send, report}: Replay): boolean {
    const from = query.get('resourceVersion') ?? '';
    if (from === '' || from === '0') {
      for (const {object} of this.#store.list(target.kind)) if (selected(object)) send('ADDED', object);
      return true;
    }
    const changes = this.#store.changesAfter(target.kind, Number(from));
    if (!changes) send('ERROR', new StatusError(410, 'Expired', `too old resource version: ${from}`).status);
    for (const change of changes ?? []) report(change);
    return changes !== undefined;
  }

  #follow(target: Target, query: URLSearchParams, {send, report, response}: Following): void {
    const unsubscribe = this.#store.onChange(report);
    const bookmark = () => {
      const metadata = {resourceVersion: String(this.#store.version), creationTimestamp: null};
      send('BOOKMARK', {kind: target.kind.kind, apiVersion: apiVersionOf(target.kind), metadata});
    };
    const wanted = query.get('allowWatchBookmarks') === 'true';
    const bookmarks = wanted ? setInterval(bookmark, this.#bookmarkInterval) : undefined;
    const seconds = Number(query.get('timeoutSeconds') ?? 0) || 1800;
    const close = () => {
      unsubscribe();
      clearInterval(bookmarks);
      clearTimeout(deadline);
      this.#open.delete(close);
      response.end();
    };
    const deadline = setTimeout(close, seconds * 1000);
    this.#open.add(close);
    response.on('close', close);
  }
}

interface Replay {
  readonly selected: Selection;
  readonly send: (type: string, object: object) => void;
  readonly report: (change: Change) => void;
}

interface Following extends Omit<Replay, 'selected'> {
  readonly response: ServerResponse;
}

/** The type of a change as one watch sees it: an object that leaves its selection is deleted to it. */
function typeFor({type, stored, before}: Change, selected: Selection): Change['type'] | undefined {
  const was = before !== undefined && isSelected(before, selected);
  const is = type !== 'DELETED' && isSelected(stored, selected);
  if (was) return is ? 'MODIFIED' : 'DELETED';
  return is ? 'ADDED' : undefined;
}

function isSelected({object}: Stored, selected: Selection): boolean {
  return selected(object);
}

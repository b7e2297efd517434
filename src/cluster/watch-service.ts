import {type ApiClient, ApiError, type WatchEvent} from '../api/index.ts';
import {
  type EndpointSlice,
  InvalidObjectError,
  readEndpointSlice,
  readService,
  type Service,
  type ServiceEvent,
  type ServiceWatchRequest,
} from '../model/index.ts';

/** Who watches, and with which clock, in milliseconds. */
export interface Watcher {
  readonly client: ApiClient;
  readonly now: () => number;
}

/**
 * Watches a Service and its EndpointSlices, and tells of each change as it arrives. Each watch begins with what there is,
 * so that nothing between the reading and the watch is lost; what is as it was is not told.
 */
export async function watchService(
  watcher: Watcher,
  request: ServiceWatchRequest,
  tell: (event: ServiceEvent) => void,
): Promise<void> {
  const {namespace, name} = request;
  let service: Service | undefined = request.state.service;
  const slices = new Map(request.state.endpointSlices.map((slice) => [slice.name, slice]));
  const changed = (): void =>
    tell({
      kind: 'changed',
      state: {service, endpointSlices: [...slices.values()]},
      receivedAt: watcher.now(),
    });
  const takeService = (next: Service | undefined): void => {
    if (isSame(service, next)) return;
    service = next;
    changed();
  };
  const takeSlice = (key: string, next: EndpointSlice | undefined): void => {
    if (isSame(slices.get(key), next)) return;
    if (next) slices.set(key, next);
    else slices.delete(key);
    changed();
  };
  const place = `namespaces/${encodeURIComponent(namespace)}`;
  await Promise.all([
    watchObjects<Service>(
      {...watcher, request, tell},
      {
        path: `/api/v1/${place}/services`,
        selector: {fieldSelector: `metadata.name=${name}`},
        read: readService,
        take: (_, next) => takeService(next),
        known: () => [name],
      },
    ),
    watchObjects<EndpointSlice>(
      {...watcher, request, tell},
      {
        path: `/apis/discovery.k8s.io/v1/${place}/endpointslices`,
        selector: {labelSelector: `kubernetes.io/service-name=${name}`},
        read: readEndpointSlice,
        take: takeSlice,
        known: () => [...slices.keys()],
      },
    ),
  ]);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

interface Context extends Watcher {
  readonly request: ServiceWatchRequest;
  readonly tell: (event: ServiceEvent) => void;
}

interface Watched<Item> {
  readonly path: string;
  readonly selector: {readonly labelSelector?: string; readonly fieldSelector?: string};
  readonly read: (json: unknown) => Item;
  readonly take: (name: string, item: Item | undefined) => void;
  readonly known: () => readonly string[];
}

/** A watch that the server forgot (410) lists anew: what is not in the list is gone. */
async function watchObjects<Item extends {readonly name: string}>(
  context: Context,
  watched: Watched<Item>,
): Promise<void> {
  const {client, request, tell} = context;
  const {path, selector, take} = watched;
  const {signal} = request;
  const note = ({type, object}: WatchEvent): string | undefined => {
    const item = readItem(object, watched, tell);
    if (item) take(item.name, type === 'DELETED' ? undefined : item);
    return item?.name;
  };
  const relist = async (): Promise<string> => {
    const gone = new Set(watched.known());
    const {resourceVersion} = await client.list(path, {...selector, signal}, (items) => {
      for (const object of items) gone.delete(note({type: 'MODIFIED', object}) ?? '');
    });
    for (const name of gone) take(name, undefined);
    return resourceVersion;
  };
  while (!signal.aborted) {
    try {
      await client.watch(path, {...selector, signal, resourceVersion: await relist(), relist}, note);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      const lost = error.status === 403;
      tell({
        kind: 'trouble',
        message: lost
          ? `changes in the API cannot be watched: ${error.message}; ${error.remedy}`
          : `changes in the API may have been missed: ${error.message}`,
      });
      if (lost) return;
      await pause(signal);
    }
  }
}

function readItem<Item>(object: unknown, {read}: Watched<Item>, tell: Context['tell']): Item | undefined {
  try {
    return read(object);
  } catch (error) {
    if (!(error instanceof InvalidObjectError)) throw error;
    tell({kind: 'trouble', message: `a change in the API could not be parsed: ${error.message}`});
    return undefined;
  }
}

const PAUSE_MILLISECONDS = 2000;

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PAUSE_MILLISECONDS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

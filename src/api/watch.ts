import {InvalidObjectError, type JsonObject, optionalObject, requireObject} from '../model/index.ts';
import {reading} from './answer-kind.ts';
import type {WatchEvent, WatchOptions} from './api-client.ts';
import {ApiError, refused} from './api-error.ts';
import {defined} from './defined.ts';
import {unreachable} from './network-error.ts';
import {readLines} from './read-lines.ts';
import {mayPass, pause} from './retry.ts';
import type {Transport} from './transport.ts';

/** Failures in a row after which a watch gives up. */
const FAILURES = 8;

/** The server ends each watch after this time, in seconds; it is then opened again. */
const SHORTEST = 240;
const SPREAD = 60;

/** What to watch, and who receives it. */
export interface Watching {
  readonly path: string;
  readonly options: WatchOptions;
  readonly onEvent: (event: WatchEvent) => void;
}

/** Reports changes until the signal is aborted; opens the watch again whenever it ends. */
export async function watchChanges(transport: Transport, watching: Watching): Promise<void> {
  const {signal} = watching.options;
  const position: Position = {version: watching.options.resourceVersion ?? '', failures: 0};
  while (!signal?.aborted) {
    try {
      const began = position.version;
      await watchOnce(transport, watching, position);
      // A watch that ends at once, without an event, is a server in trouble.
      if (position.version === began) await stumble(transport, watching, {position, retryAfter: undefined});
    } catch (error) {
      if (signal?.aborted) return;
      await recover(transport, watching, {position, error});
    }
  }
}

/** Where a watch is, and how many failures it has had since it last heard something. */
interface Position {
  version: string;
  failures: number;
}

async function watchOnce(transport: Transport, watching: Watching, position: Position): Promise<void> {
  const {path, options, onEvent} = watching;
  const seconds = SHORTEST + Math.floor(transport.connection.environment.random() * SPREAD);
  const query = {
    watch: 'true',
    allowWatchBookmarks: 'true',
    timeoutSeconds: String(seconds),
    ...defined({labelSelector: options.labelSelector, fieldSelector: options.fieldSelector}),
    ...(position.version !== '' && {resourceVersion: position.version}),
  };
  const body = await transport.open(
    {method: 'GET', path, query, ...defined({signal: options.signal})},
    {once: true},
  );
  const silence = setTimeout(() => body.destroy(), (seconds + 30) * 1000);
  try {
    for await (const line of linesOf(transport, body)) {
      const {server, userName} = transport.connection;
      const event = reading({server, path}, () => readEvent(path, line, userName));
      position.version = event.version || position.version;
      position.failures = 0;
      if (event.type !== 'BOOKMARK') onEvent({type: event.type, object: event.object});
    }
  } finally {
    clearTimeout(silence);
    body.destroy();
  }
}

async function* linesOf(transport: Transport, body: Parameters<typeof readLines>[0]): AsyncGenerator<string> {
  try {
    yield* readLines(body);
  } catch (cause) {
    throw unreachable(transport.connection.server, cause);
  }
}

interface ReadEvent {
  readonly type: WatchEvent['type'] | 'BOOKMARK';
  readonly object: unknown;
  readonly version: string;
}

function readEvent(path: string, line: string, user: string): ReadEvent {
  const event = requireObject(parsed(line), '');
  const object = requireObject(event.object, 'object');
  if (event.type === 'ERROR') {
    const status = typeof object.code === 'number' ? object.code : 500;
    throw refused(
      {method: 'GET', path, query: {watch: 'true'}},
      {status, body: JSON.stringify(object)},
      user,
    );
  }
  const version = String(optionalObject(object.metadata, 'object.metadata').resourceVersion ?? '');
  return {type: readType(event), object, version};
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new InvalidObjectError('', 'JSON', line.slice(0, 100));
  }
}

function readType(event: JsonObject): ReadEvent['type'] {
  const types = ['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK'] as const;
  const type = types.find((known) => known === event.type);
  if (!type) throw new InvalidObjectError('type', types.join(', '), event.type);
  return type;
}

interface Trouble {
  readonly position: Position;
  readonly error: unknown;
}

async function recover(transport: Transport, watching: Watching, {position, error}: Trouble): Promise<void> {
  if (!(error instanceof ApiError)) throw error;
  if (error.status === 410) {
    position.version = (await watching.options.relist?.()) ?? '';
    await stumble(transport, watching, {position, retryAfter: undefined, error});
    return;
  }
  if (!mayPass(error, {repeatable: true, seen: () => true})) throw error;
  await stumble(transport, watching, {position, retryAfter: error.retryAfter, error});
}

interface Stumble {
  readonly position: Position;
  readonly retryAfter: number | undefined;
  readonly error?: ApiError;
}

async function stumble(transport: Transport, watching: Watching, {position, retryAfter, error}: Stumble) {
  position.failures++;
  if (error && position.failures >= FAILURES) throw error;
  const {random} = transport.connection.environment;
  const {signal} = watching.options;
  // A watch whose signal is aborted ends quietly.
  await pause({failures: Math.min(position.failures, FAILURES), retryAfter, random}, signal).catch(
    () => undefined,
  );
}

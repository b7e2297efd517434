import type {Readable} from 'node:stream';
import type {ApiRequest} from './api-client.ts';
import {ApiError} from './api-error.ts';
import type {Connection} from './connection.ts';
import {withRetries} from './retry.ts';
import {readBody, send, type Transmission} from './send.ts';
import {createServerClock, type ServerClock} from './server-clock.ts';

/** Sends requests over one connection, with retries and renewed credentials. */
export interface Transport {
  readonly connection: Connection;
  readonly clock: ServerClock;
  /** The parsed JSON of the answer. */
  json(request: ApiRequest): Promise<unknown>;
  /** The body of the answer, not yet read; with `once` a failure is not tried again. */
  open(request: ApiRequest, options?: {readonly once?: boolean}): Promise<Readable>;
}

/** Makes the transport of a connection. */
export function createTransport(connection: Connection): Transport {
  const {environment} = connection;
  const clock = createServerClock(environment.now);
  let seen = false;
  const rulesFor = (request: ApiRequest) => ({
    environment,
    requestTimeout: connection.requestTimeout,
    repeatable: request.repeatable ?? (request.method === 'GET' || request.method === 'DELETE'),
    seen: () => seen,
    signal: request.signal,
  });
  const attempt = async <Result>(request: ApiRequest, compress: boolean, take: Take<Result>) => {
    try {
      const result = await withCredentials(connection, request, {clock, compress, take});
      seen = true;
      return result;
    } catch (error) {
      seen ||= error instanceof ApiError && error.status !== 0;
      throw error;
    }
  };
  return {
    connection,
    clock,
    json: (request) => withRetries(rulesFor(request), () => attempt(request, connection.compress, readJson)),
    open(request, options) {
      const once = () => attempt(request, false, (_, body) => Promise.resolve(body));
      return options?.once ? once() : withRetries(rulesFor(request), once);
    },
  };
}

type Take<Result> = (transmission: Transmission, body: Readable) => Promise<Result>;

async function withCredentials<Result>(
  connection: Connection,
  request: ApiRequest,
  {clock, compress, take}: Pick<Transmission, 'clock' | 'compress'> & {readonly take: Take<Result>},
): Promise<Result> {
  const {authenticator} = connection;
  const credentials = await unlessAborted(authenticator.current(), request.signal);
  const transmission = {connection, clock, request, compress, credentials};
  try {
    return await take(transmission, await send(transmission));
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    const renewed = await unlessAborted(authenticator.renewed(credentials.revision), request.signal);
    if (!renewed) throw error;
    const again = {...transmission, credentials: renewed};
    return await take(again, await send(again));
  }
}

/** The result, or the reason of the signal if that comes first: a credential plugin may ask a question that nobody answers. */
async function unlessAborted<Result>(
  result: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  if (!signal) return await result;
  signal.throwIfAborted();
  const over = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), {signal: over.signal});
  });
  try {
    return await Promise.race([result, aborted]);
  } finally {
    over.abort();
  }
}

async function readJson(transmission: Transmission, body: Readable): Promise<unknown> {
  const bytes = await readBody(transmission, body);
  try {
    return bytes.length === 0 ? undefined : JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    const {request, connection} = transmission;
    throw new ApiError({
      code: 'api-failed',
      message: `${connection.server} answered ${request.method} ${request.path} with something that is not JSON`,
      remedy:
        'check that the server in the kubeconfig is a Kubernetes API server and not a login page or proxy',
      status: 200,
      reason: 'NotJson',
      serverMessage: bytes.toString('utf8', 0, 200),
      cause,
    });
  }
}

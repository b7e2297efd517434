import http, {type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders} from 'node:http';
import https from 'node:https';
import type {Readable} from 'node:stream';
import {createGunzip} from 'node:zlib';
import type {ApiRequest} from './api-client.ts';
import {refused} from './api-error.ts';
import type {Credentials} from './authenticator.ts';
import type {Connection} from './connection.ts';
import {logExchange} from './log-exchange.ts';
import {notAName, timedOut, tooLarge, unreachable} from './network-error.ts';
import {parseRetryAfter} from './retry-after.ts';
import type {ServerClock} from './server-clock.ts';

/** One round trip as the transport sees it. */
export interface Transmission {
  readonly connection: Connection;
  /** Learns the server's time from the answer. */
  readonly clock: ServerClock;
  readonly request: ApiRequest;
  readonly credentials: Credentials;
  /** Whether the answer may be compressed. */
  readonly compress: boolean;
}

/** TCP probes keep long silent connections known to firewalls, and find dead ones, in milliseconds. */
const PROBE_AFTER = 30_000;

/** Sends a request once. Gives the answer if it is a success; throws `ApiError` or the signal's reason. */
export async function send(transmission: Transmission): Promise<Readable> {
  const {connection, request} = transmission;
  const response = await logged(transmission);
  transmission.clock.hear(response.headers.date);
  const status = response.statusCode ?? 0;
  const body = response.headers['content-encoding'] === 'gzip' ? inflate(response) : response;
  if (status >= 200 && status < 300) return body;
  const text = await readText(transmission, body);
  const retryAfter = parseRetryAfter(response.headers['retry-after'], connection.environment.now());
  throw refused(request, {status, body: text, retryAfter}, connection.userName);
}

async function logged(transmission: Transmission): Promise<IncomingMessage> {
  const {environment} = transmission.connection;
  const {method} = transmission.request;
  const about = {method, url: urlOf(transmission).href, headers: headersOf(transmission)};
  const started = environment.now();
  const tell = (outcome: string) => logExchange(environment, {...about, started, outcome});
  try {
    const response = await exchange(transmission);
    tell(`${response.statusCode} ${response.statusMessage}`);
    return response;
  } catch (error) {
    tell(`failed: ${(error as Error).message}`);
    throw error;
  }
}

/** No answer is larger: V8 has no longer strings either. */
const MOST_BYTES = 512 * 1024 * 1024 - 64;

/** The whole body. Throws `ApiError` if it breaks off, or the signal's reason. */
export async function readBody({connection, request}: Transmission, body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    let length = 0;
    for await (const chunk of body) {
      length += (chunk as Buffer).length;
      if (length > MOST_BYTES) throw tooLarge(connection.server, request, MOST_BYTES);
      chunks.push(chunk as Buffer);
    }
  } catch (cause) {
    request.signal?.throwIfAborted();
    throw unreachable(connection.server, cause);
  }
  return Buffer.concat(chunks);
}

async function readText(transmission: Transmission, body: Readable): Promise<string> {
  return (await readBody(transmission, body)).toString('utf8');
}

function inflate(response: IncomingMessage): Readable {
  const inflated = createGunzip();
  response.on('error', (error) => inflated.destroy(error));
  inflated.on('close', () => response.destroy());
  return response.pipe(inflated);
}

function exchange(transmission: Transmission): Promise<IncomingMessage> {
  const {connection, request} = transmission;
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => {
      const {signal} = request;
      reject(signal?.aborted ? (signal.reason as Error) : unreachable(connection.server, cause));
    };
    try {
      const outgoing = start(transmission);
      outgoing.on('error', fail);
      outgoing.on('response', resolve);
      const body = request.body === undefined ? undefined : JSON.stringify(request.body);
      // Node.js sends the body of a DELETE without its length, and the server takes it for another request.
      if (body !== undefined) outgoing.setHeader('Content-Length', Buffer.byteLength(body));
      outgoing.end(body);
    } catch (cause) {
      // Certificates that cannot be read are thrown, not emitted.
      fail(cause);
    }
  });
}

function start(transmission: Transmission): ClientRequest {
  const {request, credentials} = transmission;
  request.signal?.throwIfAborted();
  const url = urlOf(transmission);
  const outgoing = (url.protocol === 'http:' ? http : https).request(url, {
    method: request.method,
    agent: credentials.agent,
    headers: headersOf(transmission),
    ...(request.signal && {signal: request.signal}),
  });
  outgoing.on('socket', (socket) => socket.setKeepAlive(true, PROBE_AFTER));
  outgoing.setNoDelay(true);
  limitTime(outgoing, transmission);
  return outgoing;
}

function urlOf({connection, request}: Transmission): URL {
  // Such a segment would lead to another place of the API.
  const leading = request.path.split('/').find((segment) => segment === '.' || segment === '..');
  if (leading !== undefined) throw notAName(leading);
  const url = new URL(connection.server + request.path);
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
  return url;
}

function headersOf({connection, request, credentials, compress}: Transmission): OutgoingHttpHeaders {
  const patch = request.method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  return {
    Accept: 'application/json',
    'User-Agent': connection.environment.userAgent,
    ...(compress && {'Accept-Encoding': 'gzip'}),
    ...(request.body !== undefined && {'Content-Type': patch}),
    ...credentials.headers,
  };
}

/** Ends a request that takes too long, the reading of its answer included; streams have only their beginning limited. */
function limitTime(outgoing: ClientRequest, {connection, request}: Transmission): void {
  const {requestTimeout, server} = connection;
  if (requestTimeout === 0) return;
  const error = timedOut(server, requestTimeout);
  let answer: IncomingMessage | undefined;
  const timer = setTimeout(() => (answer ?? outgoing).destroy(error), requestTimeout);
  outgoing.on('response', (response) => {
    answer = response;
    if (isStream(request)) clearTimeout(timer);
  });
  outgoing.on('close', () => clearTimeout(timer));
}

function isStream({path, query}: ApiRequest): boolean {
  return query?.watch !== undefined || path.endsWith('/log');
}

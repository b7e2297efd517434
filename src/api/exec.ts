import type {IncomingMessage} from 'node:http';
import {type RawData, WebSocket} from 'ws';
import type {ExecRequest, ExecResult} from './api-client.ts';
import {refused} from './api-error.ts';
import type {Credentials} from './authenticator.ts';
import type {Connection} from './connection.ts';
import {unreachable} from './network-error.ts';

/**
 * The first byte of each message of the protocol `v4.channel.k8s.io` (Kubernetes
 * `staging/src/k8s.io/apimachinery/pkg/util/remotecommand`).
 */
const CHANNEL = {stdin: 0, stdout: 1, stderr: 2, error: 3} as const;

/** A part of the standard input that fits into a message of every server. */
const PART = 16 * 1024;

/** More output than this is given up. */
const MOST_BYTES = 96 * 1024 * 1024;

/** Runs a command in a container. Throws `ApiError` if the server refuses or is lost, or the signal's reason. */
export async function execute(connection: Connection, request: ExecRequest): Promise<ExecResult> {
  const {authenticator} = connection;
  const credentials = await authenticator.current();
  const first = await attempt(connection, request, credentials);
  if (!('refusal' in first)) return first;
  const renewed =
    first.refusal.status === 401 ? await authenticator.renewed(credentials.revision) : undefined;
  const second = renewed ? await attempt(connection, request, renewed) : first;
  if (!('refusal' in second)) return second;
  throw refused({method: 'GET', path: request.path}, second.refusal, connection.userName);
}

interface Refused {
  readonly refusal: {readonly status: number; readonly body: string; readonly retryAfter: undefined};
}

function attempt(
  connection: Connection,
  request: ExecRequest,
  credentials: Credentials,
): Promise<ExecResult | Refused> {
  const {signal} = request;
  signal?.throwIfAborted();
  const url = new URL(connection.server + request.path);
  url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
  for (const word of request.command) url.searchParams.append('command', word);
  const query = {container: request.container, stdin: 'true', stdout: 'true', stderr: 'true'};
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, ['v4.channel.k8s.io'], {
      agent: credentials.agent,
      headers: {'User-Agent': connection.environment.userAgent, ...stringHeaders(credentials.headers)},
      handshakeTimeout: connection.requestTimeout || undefined,
      maxPayload: MOST_BYTES,
      perMessageDeflate: false,
    });
    const stop = (): void => socket.terminate();
    signal?.addEventListener('abort', stop, {once: true});
    const output = collect();
    socket.on('unexpected-response', (_, response) => {
      void bodyOf(response).then((body) => {
        resolve({refusal: {status: response.statusCode ?? 0, body, retryAfter: undefined}});
        stop();
      }, reject);
    });
    socket.on('open', () => sendInput(socket, request.stdin));
    socket.on('message', (data) => {
      if (!output.take(bytesOf(data))) stop();
    });
    socket.on('error', (cause) =>
      reject(signal?.aborted ? signal.reason : unreachable(connection.server, cause)),
    );
    socket.on('close', () => {
      signal?.removeEventListener('abort', stop);
      const result = output.result();
      if (signal?.aborted) reject(signal.reason);
      else if (result) resolve(result);
      else reject(unreachable(connection.server, new Error('aborted')));
    });
  });
}

function sendInput(socket: WebSocket, text: string): void {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += PART) {
    socket.send(Buffer.concat([Buffer.of(CHANNEL.stdin), bytes.subarray(from, from + PART)]));
  }
}

/** Takes the messages in; the result is there once the server has said how the command ended. */
function collect() {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let length = 0;
  let status: string | undefined;
  return {
    take(message: Buffer): boolean {
      length += message.length;
      const [channel, content] = [message[0], message.subarray(1)];
      if (channel === CHANNEL.stdout) stdout.push(content);
      if (channel === CHANNEL.stderr) stderr.push(content);
      if (channel === CHANNEL.error) status = (status ?? '') + content.toString('utf8');
      return length <= MOST_BYTES;
    },
    result(): ExecResult | undefined {
      if (status === undefined) return undefined;
      return {
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString('utf8'),
        failure: failureOf(status),
      };
    },
  };
}

/** What a Status object says of the command's end; empty for a success. */
function failureOf(text: string): string {
  try {
    const {status, message} = JSON.parse(text);
    return status === 'Success' ? '' : String(message ?? status);
  } catch {
    return text.trim() || 'the server did not report how the command ended';
  }
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function stringHeaders(headers: Credentials['headers']): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      if (value === undefined) return [];
      return [[name, typeof value === 'number' ? String(value) : (value as string | string[])]];
    }),
  );
}

import type {IncomingMessage} from 'node:http';
import type {Duplex} from 'node:stream';
import {WebSocketServer} from 'ws';
import {allows} from './authorization.ts';
import {KINDS, targetOf} from './kinds.ts';
import type {ApiObject, ObjectStore} from './object-store.ts';
import {StatusError} from './status-error.ts';
import type {User} from './users.ts';

/** What a command in a Pod printed; `failure` is the server's word for a command that could not run. */
export interface ExecOutcome {
  readonly stdout: Buffer;
  readonly failure?: string;
}

/** Runs a command in a Pod; `stdin` resolves when the client has sent a line that ends it. */
export type Exec = (
  pod: ApiObject,
  command: readonly string[],
  stdin: AsyncIterable<Buffer>,
) => Promise<ExecOutcome>;

const sockets = new WebSocketServer({noServer: true, handleProtocols: () => 'v4.channel.k8s.io'});

/** Answers a request for `pods/exec` as the API server and the kubelet do, over a WebSocket. */
export function answerExec(
  {store, exec, user}: {readonly store: ObjectStore; readonly exec: Exec; readonly user: User | undefined},
  {
    request,
    socket,
    head,
  }: {readonly request: IncomingMessage; readonly socket: Duplex; readonly head: Buffer},
): void {
  try {
    const {pod, command} = podOf(request, store, user);
    sockets.handleUpgrade(request, socket, head, (channel) => {
      const input = new InputQueue();
      channel.on('message', (data: Buffer) => input.push(data.subarray(1)));
      void exec(pod, command, input.chunks()).then(({stdout, failure}) => {
        for (let from = 0; from < stdout.length; from += 8192)
          channel.send(Buffer.concat([Buffer.of(1), stdout.subarray(from, from + 8192)]));
        const status = failure === undefined ? {status: 'Success'} : {status: 'Failure', message: failure};
        channel.send(Buffer.concat([Buffer.of(3), Buffer.from(JSON.stringify(status))]));
        channel.close();
      });
    });
  } catch (error) {
    const {code, status} =
      error instanceof StatusError ? error : new StatusError(500, 'InternalError', String(error));
    const body = JSON.stringify(status);
    socket.end(
      `HTTP/1.1 ${code} Refused\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  }
}

function podOf(request: IncomingMessage, store: ObjectStore, user: User | undefined) {
  const url = new URL(request.url ?? '/', 'https://server');
  const target = targetOf(url.pathname);
  const kind = KINDS.find((one) => one.kind === 'Pod');
  if (!target || !kind || target.subresource !== 'exec')
    throw new StatusError(404, 'NotFound', 'no such resource');
  if (!user) throw new StatusError(401, 'Unauthorized', 'Unauthorized');
  const {namespace, name} = target;
  for (const verb of ['get', 'create']) {
    if (!allows(user.grants, {verb, group: '', resource: 'pods', subresource: 'exec', namespace, name}))
      throw new StatusError(
        403,
        'Forbidden',
        `pods "${name}" is forbidden: User "${user.name}" cannot ${verb} resource "pods/exec"`,
      );
  }
  const pod = store.get(kind, namespace, name ?? '');
  if (!pod) throw new StatusError(404, 'NotFound', `pods "${name}" not found`);
  return {pod, command: url.searchParams.getAll('command')};
}

class InputQueue {
  readonly #chunks: Buffer[] = [];
  #wake: () => void = () => undefined;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#wake();
  }

  async *chunks(): AsyncGenerator<Buffer> {
    for (;;) {
      const next = this.#chunks.shift();
      if (next) yield next;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

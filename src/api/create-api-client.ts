import {reviewAccess} from './access-review.ts';
import {checkObject} from './answer-kind.ts';
import type {AccessAnswer, ApiClient} from './api-client.ts';
import type {Connection} from './connection.ts';
import {defined} from './defined.ts';
import {listPages} from './list.ts';
import {streamBytes} from './stream.ts';
import {createTransport} from './transport.ts';
import {watchChanges} from './watch.ts';

/** The client of one API server. */
export function createApiClient(connection: Connection): ApiClient {
  const transport = createTransport(connection);
  return {
    server: connection.server,
    context: connection.context,
    namespace: connection.namespace,
    kubectlFlags: connection.kubectlFlags,
    async request(request) {
      const answer = await transport.json(request);
      return request.method === 'GET' ? checkObject(connection.server, request.path, answer) : answer;
    },
    list: (path, options, onItems) => listPages(transport, {path, options, onItems}),
    watch: (path, options, onEvent) => watchChanges(transport, {path, options, onEvent}),
    stream: (path, {silenceSeconds, ...options}) =>
      streamBytes(transport, {method: 'GET', path, ...defined(options)}, defined({silenceSeconds})),
    exec: async (request) => (await import('./exec.ts')).execute(connection, request),
    async can(attributes, signal) {
      // One after the other, over one connection: each is answered in a millisecond or so.
      const answers: AccessAnswer[] = [];
      for (const one of attributes) answers.push(await reviewAccess(transport, one, signal));
      return answers;
    },
    now: transport.clock.now,
    close: () => connection.authenticator.close(),
  };
}

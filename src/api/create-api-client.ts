import {reviewAccess} from './access-review.ts';
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
    request: (request) => transport.json(request),
    list: (path, options, onItems) => listPages(transport, {path, options, onItems}),
    watch: (path, options, onEvent) => watchChanges(transport, {path, options, onEvent}),
    stream: (path, options) => streamBytes(transport, {method: 'GET', path, ...defined(options)}),
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

import type {ApiRequest} from './api-client.ts';
import {unreachable} from './network-error.ts';
import type {Transport} from './transport.ts';

/** The bytes of an answer as they come. Throws `ApiError` if they break off, or the signal's reason. */
export async function* streamBytes(transport: Transport, request: ApiRequest): AsyncGenerator<Buffer> {
  const body = await transport.open(request);
  try {
    for await (const chunk of body) yield chunk as Buffer;
  } catch (cause) {
    request.signal?.throwIfAborted();
    throw unreachable(transport.connection.server, cause);
  } finally {
    body.destroy();
  }
}

import type {ApiRequest, StreamOptions} from './api-client.ts';
import {stalled, tooLong, unreachable} from './network-error.ts';
import type {Transport} from './transport.ts';

/** So many times the longest silence is as long as an answer may take in all. */
const LENGTH = 10;

/**
 * The bytes of an answer as they come. The time counts in which the server is waited for, from the request on: a node that
 * does not answer the API server is not asked again and again. Throws `ApiError` if they break off or do not come, or the
 * signal's reason.
 */
export async function* streamBytes(
  transport: Transport,
  request: ApiRequest,
  options: Pick<StreamOptions, 'silenceSeconds'>,
): AsyncGenerator<Buffer> {
  const limit = createLimit(transport, request, options);
  const signals = [limit.signal, ...(request.signal ? [request.signal] : [])];
  try {
    limit.begin();
    const body = await transport.open({...request, signal: AbortSignal.any(signals)});
    try {
      const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
      for (;;) {
        limit.begin();
        const {done, value} = await chunks.next();
        limit.end();
        if (done) return;
        yield value;
      }
    } finally {
      body.destroy();
    }
  } catch (cause) {
    request.signal?.throwIfAborted();
    limit.signal.throwIfAborted();
    throw unreachable(transport.connection.server, cause);
  } finally {
    limit.end();
  }
}

/** Ends an answer that is silent for too long, or takes too long in all; one that is followed may do both. */
function createLimit(
  {connection}: Transport,
  {path, query}: ApiRequest,
  {silenceSeconds}: Pick<StreamOptions, 'silenceSeconds'>,
) {
  const over = new AbortController();
  const followed = query?.follow === 'true' && silenceSeconds === undefined;
  const silence = followed ? 0 : (silenceSeconds ?? connection.requestTimeout / 1000);
  let waited = 0;
  let since: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const now = () => connection.environment.now() / 1000;
  return {
    signal: over.signal,
    begin(): void {
      since ??= now();
      const left = silence * LENGTH - waited;
      const fail = () =>
        over.abort(
          left < silence
            ? tooLong(connection.server, path, silence * LENGTH)
            : stalled(connection.server, path, silence),
        );
      clearTimeout(timer);
      if (silence > 0) timer = setTimeout(fail, Math.min(silence, left) * 1000);
    },
    end(): void {
      clearTimeout(timer);
      if (since !== undefined) waited += now() - since;
      since = undefined;
    },
  };
}

import {type ApiClient, ApiError} from '../api/index.ts';
import type {LogRequest} from '../model/index.ts';

/** What to ask for, and how long to wait for the beginning of the answer. */
interface TextRequest extends Pick<LogRequest, 'signal' | 'patienceSeconds'> {
  readonly query: Readonly<Record<string, string>>;
}

/**
 * The text of an answer, in pieces as they come; asked for once only, as a node that does not answer the API server would
 * cost as much time again each time. Throws `ApiError`, or the signal's reason.
 */
export async function* streamText(
  client: ApiClient,
  path: string,
  {query, signal, patienceSeconds}: TextRequest,
): AsyncGenerator<string> {
  const impatience = new AbortController();
  const signals = AbortSignal.any([impatience.signal, ...(signal ? [signal] : [])]);
  const giveUp = () => impatience.abort(late(path, patienceSeconds ?? 0));
  const timer = patienceSeconds === undefined ? undefined : setTimeout(giveUp, patienceSeconds * 1000);
  const decoder = new TextDecoder('utf-8', {ignoreBOM: true});
  try {
    for await (const chunk of client.stream(path, {query, signal: signals, repeatable: false})) {
      clearTimeout(timer);
      const text = decoder.decode(chunk, {stream: true});
      if (text !== '') yield text;
    }
  } finally {
    clearTimeout(timer);
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}

function late(path: string, seconds: number): ApiError {
  return new ApiError({
    code: 'api-failed',
    message: `no answer to GET ${path} within ${seconds} s`,
    remedy:
      'the API server asks the kubelet of the node: see that the node is up, or allow more with --timeout',
    status: 504,
    reason: 'Timeout',
    serverMessage: 'timed out',
  });
}

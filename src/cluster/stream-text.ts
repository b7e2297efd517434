import {StringDecoder} from 'node:string_decoder';
import {type ApiClient, ApiError} from '../api/index.ts';
import type {LogRequest} from '../model/index.ts';

/** Bytes that become text at once: of hundreds of answers that are read side by side each has a piece waiting. */
const PART = 8192;

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
  const decoder = new StringDecoder('utf8');
  try {
    for await (const chunk of client.stream(path, {query, signal: signals, repeatable: false})) {
      clearTimeout(timer);
      for (let from = 0; from < chunk.length; from += PART) {
        const text = decoder.write(chunk.subarray(from, from + PART));
        if (text !== '') yield text;
      }
    }
  } finally {
    clearTimeout(timer);
  }
  const rest = decoder.end();
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

import {StringDecoder} from 'node:string_decoder';
import type {ApiClient} from '../api/index.ts';
import type {LogRequest} from '../model/index.ts';

/** Bytes that become text at once: of hundreds of answers that are read side by side each has a piece waiting. */
const PART = 8192;

/** What to ask for, and how long to wait for each piece of the answer. */
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
  const decoder = new StringDecoder('utf8');
  const options = {query, repeatable: false, ...(signal && {signal})};
  const limit = patienceSeconds === undefined ? {} : {silenceSeconds: patienceSeconds};
  for await (const chunk of client.stream(path, {...options, ...limit})) {
    for (let from = 0; from < chunk.length; from += PART) {
      const text = decoder.write(chunk.subarray(from, from + PART));
      if (text !== '') yield text;
    }
  }
  const rest = decoder.end();
  if (rest !== '') yield rest;
}

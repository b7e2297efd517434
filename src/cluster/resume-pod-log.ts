import {ApiError} from '../api/index.ts';
import {UserError} from '../errors.ts';
import {type LogPiece, type LogRequest, wordsOfKubelet} from '../model/index.ts';
import {positionAfter, resumeFrom, timeOfLine} from './log-position.ts';
import type {LogReading} from './log-reading.ts';
import {openPodLog} from './open-pod-log.ts';
import {wholeLines} from './whole-lines.ts';

type Part = Pick<LogRequest, 'follow' | 'previous'>;

/**
 * One request for a log: from its beginning, or from where the reading stands, without doubling a line. If the place
 * where it stood is not there any more, the log of the container's run before is asked; what is lost is a gap. Throws
 * `UserError`, or the signal's reason.
 */
export async function* resumePodLog(
  reading: LogReading,
  {follow}: {follow: boolean},
): AsyncGenerator<LogPiece> {
  const {position, request} = reading;
  const filter = position && resumeFrom(position);
  let checked = filter === undefined;
  const part = {follow, previous: request.previous === true};
  for await (const text of textsOf(reading, part)) {
    const fresh = filter ? filter.take(text) : text;
    if (fresh === '') continue;
    if (!checked && filter?.bridged() === false) yield* bridge(reading, fresh);
    checked = true;
    yield advance(reading, fresh);
  }
}

/** The rest of the run before, or a gap. */
async function* bridge(reading: LogReading, next: string): AsyncGenerator<LogPiece> {
  const {position, pod} = reading;
  if (!position) return;
  const filter = resumeFrom(position);
  try {
    for await (const text of textsOf(reading, {previous: true})) {
      const fresh = filter.take(text);
      if (fresh !== '') yield advance(reading, fresh);
    }
  } catch (error) {
    reading.request.signal?.throwIfAborted();
    if (!(error instanceof UserError)) throw error;
  }
  if (filter.bridged()) return;
  yield {
    kind: 'gap',
    message:
      `lines between ${position.time} and ${timeOfLine(next, 0) ?? 'now'} may be missing: the log was rotated, or the ` +
      `container replaced, before they could be read from ${pod.namespace}/${pod.name}`,
  };
}

function advance(reading: LogReading, text: string): LogPiece {
  reading.position = positionAfter(text, reading.position);
  reading.failures = 0;
  return {kind: 'text', text};
}

/** The texts of one answer, in pieces of whole lines. Throws `UserError` if the kubelet has words in place of a log. */
async function* textsOf({client, pod, position, request}: LogReading, part: Part): AsyncGenerator<string> {
  const timestamps = request.timestamps === true || request.follow === true;
  const {signal, patienceSeconds} = request;
  const from = position
    ? {since: new Date(position.time)}
    : {...(request.since && {since: request.since}), ...(request.tail !== undefined && {tail: request.tail})};
  const limits = {...(signal && {signal}), ...(patienceSeconds !== undefined && {patienceSeconds})};
  let first = true;
  for await (const text of wholeLines(openPodLog(client, pod, {...part, ...from, ...limits, timestamps}))) {
    const words = first ? wordsOfKubelet(text) : undefined;
    if (words !== undefined) throw refusal(words);
    first = false;
    yield text;
  }
}

function refusal(words: string): UserError {
  return new ApiError({
    code: 'api-failed',
    message: `the kubelet has no such log: ${words}`,
    remedy: 'the container and its log are gone; kubectl describe pod shows what happened to it',
    status: 404,
    reason: 'NoLog',
    serverMessage: words,
  });
}

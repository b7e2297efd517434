import {setTimeout as wait} from 'node:timers/promises';
import {type ApiClient, ApiError} from '../api/index.ts';
import {STALLED, UserError} from '../errors.ts';
import type {KubeProxyPod, LogPiece, LogRequest} from '../model/index.ts';
import {findSuccessor} from './find-successor.ts';
import type {LogReading} from './log-reading.ts';
import {resumePodLog} from './resume-pod-log.ts';

/** A log that is not followed is given up after so many failures in a row; at once if its node does not answer. */
const MOST_FAILURES = 5;

/** Seconds: the first pause, and the longest. */
const FIRST_PAUSE = 0.5;
const LONGEST_PAUSE = 15;

/** The log of a kube-proxy Pod and, if it is followed, of the containers and Pods that take its place. */
export async function* readPodLog(
  client: ApiClient,
  pod: KubeProxyPod,
  request: LogRequest,
): AsyncGenerator<LogPiece> {
  const reading: LogReading = {client, request, pod, position: undefined, failures: 0};
  const problem = yield* readToEnd(reading);
  if (!request.follow || (problem && isForbidden(problem))) {
    if (problem) yield unreadable(problem);
    return;
  }
  if (problem) yield {kind: 'gap', message: problem.message};
  yield {kind: 'caught-up'};
  yield* follow(reading, problem !== undefined);
}

/** Reads what is there, over broken connections; gives what made it fail. */
async function* readToEnd(reading: LogReading): AsyncGenerator<LogPiece, UserError | undefined> {
  for (;;) {
    try {
      yield* resumePodLog(reading, {follow: false});
      return undefined;
    } catch (error) {
      const problem = foreseen(error, reading);
      if (!mayPass(problem) || !mayResume(reading) || isDead(problem, reading)) return problem;
      if (++reading.failures > MOST_FAILURES) return problem;
      await pause(reading);
    }
  }
}

/** Goes on until the signal is aborted or the user may not. What stays unreadable is said once, and tried again. */
async function* follow(reading: LogReading, saidBefore: boolean): AsyncGenerator<LogPiece> {
  let said = saidBefore;
  for (;;) {
    try {
      yield* resumePodLog(reading, {follow: true});
    } catch (error) {
      const problem = foreseen(error, reading);
      if (isForbidden(problem)) {
        yield unreadable(problem);
        return;
      }
      if (reading.failures === 0) said = false;
      if (!said && !mayPass(problem)) {
        said = true;
        yield {kind: 'gap', message: problem.message};
      }
    }
    reading.failures++;
    await pause(reading);
    const successor = await findSuccessor(reading);
    if (successor) {
      reading.pod = successor;
      yield {kind: 'pod', pod: `${successor.namespace}/${successor.name}`};
    }
  }
}

/** An error of the API or the kubelet; throws any other one, and the reason of an aborted signal. */
function foreseen(error: unknown, {request}: LogReading): UserError {
  request.signal?.throwIfAborted();
  if (error instanceof UserError) return error;
  throw error;
}

/** Without times it is not known where to go on. */
function mayResume({request, position}: LogReading): boolean {
  return position === undefined || request.timestamps === true || request.follow === true;
}

function mayPass(error: UserError): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);
}

/** Whether the node did not answer the API server, or no longer: that took long, and will again. */
function isDead(error: UserError, {position}: LogReading): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.reason === STALLED || (error.status >= 500 && position === undefined);
}

function isForbidden(error: UserError): boolean {
  return error instanceof ApiError && (error.status === 401 || error.status === 403);
}

function unreadable({message, remedy}: UserError): LogPiece {
  return {kind: 'unreadable', message, remedy};
}

async function pause({failures, request: {signal}}: LogReading): Promise<void> {
  const seconds = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(failures, 10));
  await wait(seconds * 1000, undefined, signal && {signal}).catch(() => undefined);
  signal?.throwIfAborted();
}

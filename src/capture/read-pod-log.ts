import {setTimeout as wait} from 'node:timers/promises';
import type {ApiClient} from '../api/index.ts';
import type {Room} from '../concurrency.ts';
import {STALLED, UserError} from '../errors.ts';
import type {Assumption, CaptureSource, NodeCapture} from '../model/index.ts';
import {statusOf} from './create-refusal.ts';
import {CONTAINER} from './pod-manifest.ts';
import {type CapturedBy, readCapture} from './read-capture.ts';

/** A debug pod that has ended, and what its log should hold. */
export interface EndedPod {
  readonly node: string;
  /** Of the pod in the API. */
  readonly path: string;
  readonly sources: readonly CaptureSource[];
  /** What it was told is expected. */
  readonly assumption: Assumption | undefined;
  /** As long as one node may take, in seconds. */
  readonly timeoutSeconds: number;
  /** From which image, and which could not run before. */
  readonly by: CapturedBy;
  /** What has been unpacked stays in it until it was used. */
  readonly room: Room;
}

/** How often a log is asked for, if it cannot be read or is not whole. */
const ATTEMPTS = 3;
const PAUSE_MILLISECONDS = 300;

/** The script writes less than 10 MiB, after which a kubelet rotates a log away. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Seconds after which a log of which nothing comes is given up, at least and at most. */
const LEAST_SILENCE = 5;
const MOST_SILENCE = 15;

function silenceOf(timeoutSeconds: number): number {
  return Math.min(Math.max(timeoutSeconds / 2, LEAST_SILENCE), MOST_SILENCE);
}

/** The texts in the log of a debug pod; a log that stays unreadable or damaged becomes the node's error. */
export async function readPodLog(
  client: ApiClient,
  pod: EndedPod,
  signal: AbortSignal,
): Promise<NodeCapture> {
  // What takes long is not tried again and again.
  const enough = client.now().getTime() + (pod.timeoutSeconds * 1000) / 2;
  for (let attempt = 1; ; attempt++) {
    const {capture, final} = await readOnce(client, pod, signal);
    if (final || attempt >= ATTEMPTS || client.now().getTime() > enough) return capture;
    await wait(PAUSE_MILLISECONDS * attempt, undefined, {signal}).catch(() => undefined);
    signal.throwIfAborted();
  }
}

interface Reading {
  readonly capture: NodeCapture;
  /** Whether another attempt would tell nothing else. */
  readonly final: boolean;
}

async function readOnce(client: ApiClient, pod: EndedPod, signal: AbortSignal): Promise<Reading> {
  let log: string;
  try {
    const silenceSeconds = silenceOf(pod.timeoutSeconds);
    const options = {query: {container: CONTAINER}, silenceSeconds, signal};
    log = await collect(client.stream(`${pod.path}/log`, options));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TooLargeError)
      return {capture: {node: pod.node, texts: {}, error: error.message}, final: true};
    const why = error instanceof Error ? error.message : String(error);
    const capture = {
      node: pod.node,
      texts: {},
      error:
        `the log of the debug pod could not be read: ${why}. The API server gets it from the node's kubelet: check ` +
        'that it can reach port 10250 of the node',
    };
    // What the server refuses was asked for again and again already.
    const stalled = error instanceof UserError && 'reason' in error && error.reason === STALLED;
    return {capture, final: statusOf(error) !== 0 && !stalled};
  }
  await pod.room.enter(pod.node);
  const capture = readCapture(pod.node, log, pod);
  if (capture.error !== undefined) pod.room.leave(pod.node);
  return {capture, final: capture.error === undefined};
}

class TooLargeError extends Error {
  constructor() {
    super(
      `the log of the debug pod is larger than ${MOST_BYTES / 1024 / 1024} MiB, more than its script writes: ` +
        'something else on the node wrote to it. Keep the pod with --keep-pods and check its log',
    );
  }
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new TooLargeError();
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('latin1');
}

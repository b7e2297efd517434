import {setTimeout as wait} from 'node:timers/promises';
import type {ApiClient} from '../api/index.ts';
import type {Assumption, CaptureSource, NodeCapture} from '../model/index.ts';
import {statusOf} from './create-refusal.ts';
import {CONTAINER} from './pod-manifest.ts';
import {readCapture} from './read-capture.ts';
import type {Room} from './room.ts';

/** A debug pod that has ended, and what its log should hold. */
export interface EndedPod {
  readonly node: string;
  /** Of the pod in the API. */
  readonly path: string;
  readonly sources: readonly CaptureSource[];
  /** What it was told is expected. */
  readonly assumption: Assumption | undefined;
  /** What has been unpacked stays in it until it was used. */
  readonly room: Room;
}

/** How often a log is asked for, if it cannot be read or is not whole. */
const ATTEMPTS = 3;
const PAUSE_MILLISECONDS = 300;

/** A log is rotated away long before it is this large. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The texts in the log of a debug pod; a log that stays unreadable or damaged becomes the node's error. */
export async function readPodLog(
  client: ApiClient,
  pod: EndedPod,
  signal: AbortSignal,
): Promise<NodeCapture> {
  for (let attempt = 1; ; attempt++) {
    const {capture, final} = await readOnce(client, pod, signal);
    if (final || attempt >= ATTEMPTS) return capture;
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
    log = await collect(client.stream(`${pod.path}/log`, {query: {container: CONTAINER}, signal}));
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    const capture = {
      node: pod.node,
      texts: {},
      error: `the log of the debug pod could not be read: ${why}. The API server asks the node's kubelet for it: see that it reaches port 10250 of the node`,
    };
    // What the server refuses was asked for again and again already.
    return {capture, final: statusOf(error) !== 0};
  }
  await pod.room.enter(pod.node);
  const capture = readCapture(pod.node, log, pod);
  if (capture.error !== undefined) pod.room.leave(pod.node);
  return {capture, final: capture.error === undefined};
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES} bytes`);
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('latin1');
}

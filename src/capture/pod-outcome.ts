import type {JsonObject} from '../model/index.ts';
import {asObject, listField, objectField, textField} from './json-fields.ts';
import {CONTAINER} from './pod-manifest.ts';

/** How far a debug pod has come. */
export type PodOutcome =
  /** `state` says in words what it waits for. */
  | {readonly kind: 'waiting'; readonly state: string}
  /** The script has run: its log tells the rest. */
  | {readonly kind: 'ended'}
  /** It will not give a capture; `reason` says why and what to do. `image`: another image may do; `unfit`: this one
   * lacks what a debug pod needs, on whatever node. */
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly image?: boolean;
      readonly unfit?: boolean;
    };

/**
 * How far a debug pod has come, from its JSON. Only our container counts: where something has put another one beside it,
 * the pod as a whole may never end.
 */
export function podOutcome(json: unknown): PodOutcome {
  const pod = asObject(json);
  const status = objectField(pod, 'status');
  const image = textField(ours(listField(objectField(pod, 'spec'), 'containers')), 'image');
  const container = ours(listField(status, 'containerStatuses'));
  const state = objectField(container, 'state');
  const terminated = objectField(state, 'terminated');
  const phase = textField(status, 'phase');
  if (phase === 'Succeeded' || terminated.exitCode === 0) return {kind: 'ended'};
  if (phase === 'Failed' || terminated.exitCode !== undefined) return failedOutcome(status, terminated);
  const waiting = objectField(state, 'waiting');
  const reason = textField(waiting, 'reason');
  const stuck = STUCK[reason]?.({image, message: textField(waiting, 'message')});
  // What the kubelet says of settings holds for each image.
  const anotherHelps = reason !== 'CreateContainerConfigError';
  if (stuck !== undefined) return {kind: 'failed', reason: stuck, image: anotherHelps};
  const started = objectField(state, 'running').startedAt !== undefined || phase === 'Running';
  return {kind: 'waiting', state: waitingState({reason, image, started})};
}

/** Whether the container of a debug pod runs, or has run: it has a log then. */
export function hasStarted(json: unknown): boolean {
  const state = objectField(
    ours(listField(objectField(asObject(json), 'status'), 'containerStatuses')),
    'state',
  );
  return ['running', 'terminated'].some((name) => Object.keys(objectField(state, name)).length > 0);
}

function ours(containers: readonly JsonObject[]): JsonObject {
  return containers.find(({name}) => name === CONTAINER) ?? containers[0] ?? {};
}

interface Stuck {
  readonly image: string;
  readonly message: string;
}

const pull = ({image, message}: Stuck): string =>
  `the node cannot pull the image ${image}${colon(message)}. Choose an image that it can pull with --image, and its ` +
  "secret with --image-pull-secret; or read through kube-proxy's own Pods with --exec";
const create = ({message}: Stuck): string =>
  `the node's container runtime cannot create the container${colon(message)}. Try another image with --image, or ` +
  "check the kubelet's log";

/** Reasons for which a container that waits will wait in vain. */
const STUCK: Readonly<Record<string, (stuck: Stuck) => string>> = {
  ErrImagePull: pull,
  ImagePullBackOff: pull,
  ErrImageNeverPull: pull,
  RegistryUnavailable: pull,
  SignatureValidationFailed: pull,
  InvalidImageName: ({image}) => `${image} is not a valid image name. Correct --image`,
  CreateContainerConfigError: ({message}) =>
    `the kubelet rejects the container's settings${colon(message)}. If it objects to root or to capabilities, use ` +
    '--unprivileged',
  CreateContainerError: create,
  RunContainerError: create,
};

/** Why the kubelet or a controller ended a pod, by the `reason` of its status. */
const ENDED_BY: Readonly<Record<string, string>> = {
  Evicted:
    'the node evicted the debug pod, because it is short of a resource. Reduce the load on the node, or try again',
  DeadlineExceeded: 'the debug pod did not finish within its deadline. Allow more time with --timeout',
  OutOfpods: 'the node already has its maximum number of pods. Remove one, or raise maxPods of its kubelet',
  OutOfcpu: "the node has no CPU left for the pod's request. Move a pod to another node",
  OutOfmemory: "the node has no memory left for the pod's request. Move a pod to another node",
  'OutOfephemeral-storage':
    "the node has no disk space left for the pod's request. Move a pod to another node",
  Preempting: 'the kubelet removed the debug pod to make room for a critical pod. Try again',
  Preempted: 'the debug pod was preempted by a pod with higher priority. Try again',
  NodeAffinity:
    'the node rejects the pod, because its labels changed or its kubelet has just started. Try again',
  NodeShutdown: 'the node is shutting down',
  Terminated: 'the node is shutting down',
  Shutdown: 'the node is shutting down',
  NodeLost: 'the node was lost while the debug pod was running. Check the machine and its kubelet',
  UnexpectedAdmissionError: 'the kubelet rejected the pod. Check its log',
  PodOSNotSupported: 'the node does not run Linux: IPVS is part of Linux',
  AppArmor: 'the node rejects the pod because of AppArmor. Check its log',
};

function failedOutcome(status: JsonObject, terminated: JsonObject): PodOutcome {
  const reason = textField(status, 'reason');
  const message = textField(status, 'message');
  const known = ENDED_BY[reason];
  if (known !== undefined) return {kind: 'failed', reason: `${known}${said(message)}`};
  const why = textField(terminated, 'reason');
  if (why === 'OOMKilled') {
    return {
      kind: 'failed',
      reason: 'the capture needed more memory than its limit. Select less, such as one Service',
    };
  }
  if (why === 'Error' && terminated.exitCode === 3) return {kind: 'ended'};
  const cannotRun = ['StartError', 'ContainerCannotRun'].includes(why) || isShells(terminated.exitCode);
  return {
    kind: 'failed',
    reason: unknownEnd({reason, message, why, terminated}),
    ...(cannotRun && {image: true, unfit: true}),
  };
}

/** The shell's own statuses for a program that is not there, or cannot be run. */
function isShells(exitCode: unknown): boolean {
  return exitCode === 126 || exitCode === 127;
}

function unknownEnd(end: {reason: string; message: string; why: string; terminated: JsonObject}): string {
  const {reason, message, why, terminated} = end;
  const detail = textField(terminated, 'message') || message;
  if (why === 'StartError' || why === 'ContainerCannotRun') {
    return `the container could not start${colon(detail)}. The image must have a POSIX shell: choose another with --image`;
  }
  const code = typeof terminated.exitCode === 'number' ? ` with exit status ${terminated.exitCode}` : '';
  return `the debug pod failed${code}${colon([why || reason, detail].filter(Boolean).join(', '))}. Keep it with --keep-pods and inspect it with kubectl describe`;
}

function waitingState({reason, image, started}: {reason: string; image: string; started: boolean}): string {
  if (started) return 'the capture was still running';
  if (reason === 'ContainerCreating') return `the node was still pulling ${image} or creating the container`;
  return reason ? `the container waited (${reason})` : 'the kubelet had not started it';
}

function colon(message: string): string {
  return message && `: ${sentence(message)}`;
}

function said(message: string): string {
  return message && ` (${sentence(message)})`;
}

/** What the cluster said, on one line and not endless. */
function sentence(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  return line.length > 400 ? `${line.slice(0, 400)}…` : line;
}

import {setTimeout as wait} from 'node:timers/promises';
import type {ApiClient} from '../api/index.ts';
import {UserError} from '../errors.ts';
import {podsPath} from './capture-node.ts';
import {asObject, objectField, textField} from './json-fields.ts';
import {
  ALL_RUNS_SELECTOR,
  cleanupCommand,
  DEADLINE_ANNOTATION,
  FLEET_LABEL,
  KEEP_LABEL,
  OWNER_LABEL,
  RUN_LABEL,
  runSelector,
} from './run-labels.ts';

/** How often the pods of a run are deleted until none is left. */
const ROUNDS = 4;
const PAUSE_MILLISECONDS = 250;

/** How long after its deadline a pod counts as left behind, for clocks that differ. */
const LEEWAY_SECONDS = 60;

/** The pods of one run that somebody left behind. */
export interface LeftoverRun {
  readonly runId: string;
  readonly owner: string;
  readonly nodes: readonly string[];
  /** Whether they were left on purpose (`--keep-pods`). */
  readonly kept: boolean;
  /** Whether a DaemonSet made some of them. */
  readonly fleet: boolean;
  /** Whether all of them are past their deadline, so that nobody waits for them any more. */
  readonly expired: boolean;
}

/** Where pods are deleted. */
export interface PodPlace {
  readonly client: ApiClient;
  readonly namespace: string;
  readonly signal?: AbortSignal;
}

/**
 * Deletes the pods of a run, all in one request, and looks that none is left. Only they bear the run's random name.
 * Throws `UserError` with the command that does it by hand.
 */
export async function deleteRun(place: PodPlace, runId: string, fleet = false): Promise<void> {
  let failure: unknown;
  for (let round = 1; round <= ROUNDS; round++) {
    try {
      await deleteOnce(place, runSelector(runId), fleet);
      if ((await countPods(place, runId)) === 0) return;
      failure = undefined;
    } catch (error) {
      failure = error;
    }
    if (round < ROUNDS) await wait(PAUSE_MILLISECONDS * 2 ** round);
  }
  const why = failure instanceof Error ? failure.message : 'they are still there';
  throw new UserError({
    code: 'cleanup-failed',
    message: `the debug pods of this run could not be deleted: ${why}`,
    remedy: `delete them with: ${cleanupCommand({namespace: place.namespace, runId, fleet}, place.client.kubectlFlags)}`,
    cause: failure,
  });
}

/** Deletes all that the selector means: a DaemonSet before its pods, as it would make them again. */
export async function deleteOnce(
  {client, namespace}: PodPlace,
  labelSelector: string,
  fleet: boolean,
): Promise<void> {
  const paths = [...(fleet ? [daemonSetsPath(namespace)] : []), podsPath(namespace)];
  for (const path of paths) {
    await client.request({
      method: 'DELETE',
      path,
      query: {labelSelector, gracePeriodSeconds: '0', propagationPolicy: 'Background'},
    });
  }
}

/** The API path of the DaemonSets in a namespace. */
export function daemonSetsPath(namespace: string): string {
  return `/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/daemonsets`;
}

/** Deletes one pod of a run. Through the collection, so that no further right is needed. */
export async function deletePod(
  {client, namespace, signal}: PodPlace,
  runId: string,
  name: string,
): Promise<void> {
  await client.request({
    method: 'DELETE',
    path: podsPath(namespace),
    query: {
      labelSelector: runSelector(runId),
      fieldSelector: `metadata.name=${name}`,
      gracePeriodSeconds: '0',
    },
    ...(signal && {signal}),
  });
}

/** Pods of a run that nobody is deleting yet. */
async function countPods({client, namespace}: PodPlace, runId: string): Promise<number> {
  let count = 0;
  await client.list(podsPath(namespace), {labelSelector: runSelector(runId)}, (items, first) => {
    if (first) count = 0;
    count += items.filter(
      (pod) => !textField(objectField(asObject(pod), 'metadata'), 'deletionTimestamp'),
    ).length;
  });
  return count;
}

/** The runs whose pods are still there; `now` is the server's time, as far as known. */
async function listRuns({client, namespace, signal}: PodPlace, now: Date): Promise<readonly LeftoverRun[]> {
  const runs = new Map<string, LeftoverRun>();
  await client.list(
    podsPath(namespace),
    {labelSelector: ALL_RUNS_SELECTOR, ...(signal && {signal})},
    (items, first) => {
      if (first) runs.clear();
      for (const item of items) addPod(runs, readPod(item, now));
    },
  );
  return [...runs.values()];
}

function addPod(runs: Map<string, LeftoverRun>, pod: LeftoverRun): void {
  const before = runs.get(pod.runId);
  runs.set(pod.runId, {
    ...pod,
    nodes: [...(before?.nodes ?? []), ...pod.nodes].sort(),
    kept: pod.kept || (before?.kept ?? false),
    fleet: pod.fleet || (before?.fleet ?? false),
    expired: pod.expired && (before?.expired ?? true),
  });
}

function readPod(item: unknown, now: Date): LeftoverRun {
  const pod = asObject(item);
  const metadata = objectField(pod, 'metadata');
  const spec = objectField(pod, 'spec');
  const labels = objectField(metadata, 'labels');
  const annotations = objectField(metadata, 'annotations');
  const deadline = Number(
    spec.activeDeadlineSeconds ?? (textField(annotations, DEADLINE_ANNOTATION) || Number.POSITIVE_INFINITY),
  );
  const age = (now.getTime() - Date.parse(textField(metadata, 'creationTimestamp'))) / 1000;
  return {
    runId: textField(labels, RUN_LABEL),
    owner: textField(annotations, OWNER_LABEL) || textField(labels, OWNER_LABEL),
    nodes: [textField(spec, 'nodeName')],
    kept: textField(labels, KEEP_LABEL) === 'true',
    fleet: textField(labels, FLEET_LABEL) !== '',
    expired: age > deadline + LEEWAY_SECONDS,
  };
}

/** Which runs `cleanup` removes. */
export interface CleanupChoice extends PodPlace {
  readonly now: () => Date;
  /** Also runs that may still be going on. */
  readonly all: boolean;
}

/** Removes what interrupted runs left behind, also what was kept on purpose; gives what was removed and what was not. */
export async function cleanup(choice: CleanupChoice): Promise<{
  readonly removed: readonly LeftoverRun[];
  readonly active: readonly LeftoverRun[];
}> {
  const runs = await listRuns(choice, choice.now());
  const removed = runs.filter(({expired, kept}) => choice.all || expired || kept);
  for (const {runId, fleet} of removed) await deleteRun(choice, runId, fleet);
  return {removed, active: runs.filter((run) => !removed.includes(run))};
}

/** Removes what earlier runs left behind, except what was kept on purpose. `now` is the server's time. */
export async function sweep(place: PodPlace, now: Date): Promise<void> {
  const runs = await listRuns(place, now);
  const old = runs.filter(({expired, kept}) => expired && !kept);
  for (const {runId, fleet} of old) await deleteOnce(place, runSelector(runId), fleet);
}

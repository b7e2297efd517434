import {setTimeout as wait} from 'node:timers/promises';
import type {ApiClient} from '../api/index.ts';
import {UserError} from '../errors.ts';
import {podsPath} from './capture-node.ts';
import {asObject, objectField, textField} from './json-fields.ts';
import {cleanupCommand, runSelector} from './run-labels.ts';

/** How often in a row deleting may fail, or leave as many as before. */
const ROUNDS = 4;
const PAUSE_MILLISECONDS = 250;

/** Seconds that one round may take: a server that does not answer for so long is given up. */
const LIMIT_SECONDS = 30;

/** Where pods are deleted. */
export interface PodPlace {
  readonly client: ApiClient;
  readonly namespace: string;
  readonly signal?: AbortSignal;
}

/** What bears the labels of a run. */
export interface RunToDelete {
  readonly runId: string;
  /** Whether a DaemonSet may bear them too. */
  readonly fleet: boolean;
}

/**
 * Deletes the pods of a run, all in one request, and looks that none is left. Only they bear the run's random name. Goes on
 * as long as there are fewer after each round, since a server deletes thousands of pods one by one. Throws `UserError` with
 * the command that does it by hand.
 */
export async function deleteRun(place: PodPlace, run: RunToDelete): Promise<void> {
  let fewest = Number.POSITIVE_INFINITY;
  let failure: unknown;
  for (let round = 1; round <= ROUNDS; round++) {
    try {
      const left = await deleteAndCount(place, run);
      if (left === 0) return;
      // As long as there are fewer each time it goes on.
      if (left < fewest) round = 0;
      fewest = Math.min(fewest, left);
      failure = undefined;
    } catch (error) {
      place.signal?.throwIfAborted();
      failure = error;
      if (error instanceof TooSlowError) break;
    }
    if (round < ROUNDS) await wait(PAUSE_MILLISECONDS * 2 ** round);
  }
  throw new UserError({
    code: 'cleanup-failed',
    message: `the debug pods of this run could not be deleted: ${failure instanceof Error ? failure.message : 'they are still there'}`,
    remedy: `delete them with: ${cleanupCommand({namespace: place.namespace, ...run}, place.client.kubectlFlags)}`,
    cause: failure,
  });
}

class TooSlowError extends Error {}

/** Deletes, and gives how many are left. Throws `TooSlowError` where the server takes too long. */
async function deleteAndCount(place: PodPlace, run: RunToDelete): Promise<number> {
  const limit = AbortSignal.timeout(LIMIT_SECONDS * 1000);
  const signal = place.signal ? AbortSignal.any([place.signal, limit]) : limit;
  try {
    await deleteOnce({...place, signal}, run);
    return await countPods({...place, signal}, run.runId);
  } catch (error) {
    if (limit.aborted) throw new TooSlowError(`the API server did not complete it within ${LIMIT_SECONDS} s`);
    throw error;
  }
}

/** Deletes all that bears the labels of the run: a DaemonSet before its pods, as it would make them again. */
export async function deleteOnce(
  {client, namespace, signal}: PodPlace,
  {runId, fleet}: RunToDelete,
): Promise<void> {
  for (const path of [...(fleet ? [daemonSetsPath(namespace)] : []), podsPath(namespace)]) {
    await client.request({
      method: 'DELETE',
      path,
      query: {
        labelSelector: runSelector(runId),
        gracePeriodSeconds: '0',
        propagationPolicy: 'Background',
      },
      ...(signal && {signal}),
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
async function countPods({client, namespace, signal}: PodPlace, runId: string): Promise<number> {
  let count = 0;
  const options = {labelSelector: runSelector(runId), ...(signal && {signal})};
  await client.list(podsPath(namespace), options, (items, first) => {
    if (first) count = 0;
    count += items.filter(
      (pod) => !textField(objectField(asObject(pod), 'metadata'), 'deletionTimestamp'),
    ).length;
  });
  return count;
}

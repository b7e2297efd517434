import {UserError} from '../errors.ts';
import {compareNaturally} from '../model/index.ts';
import {podsPath} from './capture-node.ts';
import {statusOf} from './create-refusal.ts';
import {daemonSetsPath, deleteOnce, deleteRun, type PodPlace} from './delete-pods.ts';
import {asObject, objectField, textField} from './json-fields.ts';
import {ALL_RUNS_SELECTOR, DEADLINE_ANNOTATION, KEEP_LABEL, OWNER_LABEL, RUN_LABEL} from './run-labels.ts';

/** How long after its deadline a pod counts as left behind. */
const LEEWAY_SECONDS = 60;

/** The same for a DaemonSet, whose annotation says nothing of the time that many nodes need. */
const FLEET_LEEWAY_SECONDS = 900;

/** What one run left behind. */
export interface LeftoverRun {
  readonly runId: string;
  readonly owner: string;
  /** The nodes of its pods, sorted; there may be none where only a DaemonSet is left. */
  readonly nodes: readonly string[];
  /** Whether they were left on purpose (`--keep-pods`). */
  readonly kept: boolean;
  /** Whether a DaemonSet is among what is left. This version makes none; versions before it did. */
  readonly fleet: boolean;
  /** Whether all of it is past its deadline, so that nobody waits for it any more. */
  readonly expired: boolean;
}

/** What runs left behind, by the labels of pods and DaemonSets; how old it is goes by the server's clock. */
async function listLeftovers(place: PodPlace): Promise<readonly LeftoverRun[]> {
  const fleets = await listRuns(place, daemonSetsPath(place.namespace)).catch((error) => {
    // Without the right to see DaemonSets nobody made one either.
    if ([403, 404].includes(statusOf(error))) return new Map<string, LeftoverRun>();
    throw error;
  });
  const runs = await listRuns(place, podsPath(place.namespace));
  for (const [runId, fleet] of fleets) {
    // A DaemonSet makes pods again and again: how young they are says nothing.
    runs.set(runId, {...fleet, nodes: runs.get(runId)?.nodes ?? []});
  }
  return [...runs.values()];
}

async function listRuns({client, signal}: PodPlace, path: string): Promise<Map<string, LeftoverRun>> {
  const runs = new Map<string, LeftoverRun>();
  const options = {labelSelector: ALL_RUNS_SELECTOR, ...(signal && {signal})};
  await client.list(path, options, (items, first) => {
    if (first) runs.clear();
    for (const item of items) add(runs, readLeftover(item, client.now()));
  });
  return runs;
}

function add(runs: Map<string, LeftoverRun>, found: LeftoverRun): void {
  const before = runs.get(found.runId);
  runs.set(found.runId, {
    ...found,
    nodes: [...(before?.nodes ?? []), ...found.nodes].sort(compareNaturally),
    kept: found.kept || (before?.kept ?? false),
    expired: found.expired && (before?.expired ?? true),
  });
}

/** A pod or a DaemonSet: it has a template. */
function readLeftover(item: unknown, now: Date): LeftoverRun {
  const object = asObject(item);
  const metadata = objectField(object, 'metadata');
  const spec = objectField(object, 'spec');
  const labels = objectField(metadata, 'labels');
  const annotations = objectField(metadata, 'annotations');
  const fleet = spec.template !== undefined;
  const deadlines = [spec.activeDeadlineSeconds, annotations[DEADLINE_ANNOTATION]]
    .filter(Boolean)
    .map(Number);
  const deadline = deadlines.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...deadlines);
  const age = (now.getTime() - Date.parse(textField(metadata, 'creationTimestamp'))) / 1000;
  return {
    runId: textField(labels, RUN_LABEL),
    owner: textField(annotations, OWNER_LABEL) || textField(labels, OWNER_LABEL),
    nodes: fleet ? [] : [textField(spec, 'nodeName')],
    kept: textField(labels, KEEP_LABEL) === 'true',
    fleet,
    expired: age > deadline + (fleet ? FLEET_LEEWAY_SECONDS : LEEWAY_SECONDS),
  };
}

/** Which runs `cleanup` removes. */
export interface CleanupChoice extends PodPlace {
  /** Also runs that may still be going on. */
  readonly all: boolean;
  /** Only says what would be removed. */
  readonly dryRun: boolean;
}

/** What `cleanup` did with what it found. */
export interface CleanupResult {
  readonly dryRun: boolean;
  /** With `dryRun`: what would be removed. */
  readonly removed: readonly LeftoverRun[];
  /** Left, since these runs may still go on. */
  readonly active: readonly LeftoverRun[];
  /** Could not be removed, with the reason and what to do. */
  readonly failed: readonly (LeftoverRun & {readonly reason: string; readonly remedy: string})[];
}

/** Removes what interrupted runs left behind, also what was kept on purpose. One that cannot be removed does not keep the others. */
export async function cleanup(choice: CleanupChoice): Promise<CleanupResult> {
  const runs = await listLeftovers(choice);
  const chosen = runs.filter(({expired, kept}) => choice.all || expired || kept);
  const removed: LeftoverRun[] = [];
  const failed: CleanupResult['failed'][number][] = [];
  for (const run of chosen) {
    try {
      if (!choice.dryRun) await deleteRun(choice, run);
      removed.push(run);
    } catch (error) {
      choice.signal?.throwIfAborted();
      if (!(error instanceof UserError)) throw error;
      failed.push({...run, reason: error.message, remedy: error.remedy});
    }
  }
  return {dryRun: choice.dryRun, removed, active: runs.filter((run) => !chosen.includes(run)), failed};
}

/**
 * Removes pods that earlier runs left behind, except what was kept on purpose: a courtesy of a run that makes pods itself. What
 * cannot be removed now is left to the next one.
 */
export async function sweep(place: PodPlace): Promise<void> {
  for (const run of (await listRuns(place, podsPath(place.namespace))).values()) {
    if (run.expired && !run.kept) await deleteOnce(place, run).catch(() => place.signal?.throwIfAborted());
  }
}

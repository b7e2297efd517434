import {shellWords} from '../model/index.ts';

/** The label by which any administrator finds the debug pods of this program. */
export const MANAGED_BY = {label: 'app.kubernetes.io/managed-by', value: 'kubectl-ipvs'} as const;

/** The label that names the run which made a pod. */
export const RUN_LABEL = 'kubectl-ipvs/run';

/** The label that names who made a pod, as far as a label can. */
export const OWNER_LABEL = 'kubectl-ipvs/owner';

/** The label of pods that were left on purpose (`--keep-pods`): only `cleanup` removes them. */
export const KEEP_LABEL = 'kubectl-ipvs/keep';

/** The annotation with the seconds after which nobody waits for a pod, where that is later than its deadline. */
export const DEADLINE_ANNOTATION = 'kubectl-ipvs/deadline';

/** Selects all debug pods of this program. */
export const ALL_RUNS_SELECTOR = `${MANAGED_BY.label}=${MANAGED_BY.value},${RUN_LABEL}`;

/** Selects the debug pods of one run. */
export function runSelector(runId: string): string {
  return `${MANAGED_BY.label}=${MANAGED_BY.value},${RUN_LABEL}=${runId}`;
}

/** No vowels and no letters that look alike, as Kubernetes does it for generated names. */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** A random name part; `random` gives numbers from 0 up to 1. */
export function randomName(random: () => number, length: number): string {
  return Array.from({length}, () => LETTERS[Math.floor(random() * LETTERS.length)] ?? 'b').join('');
}

/** A text as the value of a label: other characters become dashes, what is too long is cut. */
export function asLabelValue(text: string): string {
  const allowed = text.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 63);
  return allowed.replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
}

/** The command with which a user removes the pods of a run when this program could not. */
export function cleanupCommand(
  run: {readonly namespace: string; readonly runId: string; readonly fleet: boolean},
  kubectlFlags: readonly string[],
): string {
  const words = [
    'kubectl',
    ...kubectlFlags,
    'delete',
    run.fleet ? 'daemonsets,pods' : 'pods',
    '--namespace',
    run.namespace,
    '--selector',
    runSelector(run.runId),
  ];
  return shellWords(words);
}

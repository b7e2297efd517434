import {escapeText} from './escape-text.ts';
import {nameList, plural} from './text-lists.ts';

/** What one run left. */
interface PodRun {
  readonly owner: string;
  readonly nodes: readonly string[];
  readonly fleet: boolean;
}

/** What a clean-up did, or with `dryRun` would do: a line for each run. */
export function cleanupText(result: {
  readonly dryRun: boolean;
  readonly removed: readonly PodRun[];
  readonly active: readonly PodRun[];
  readonly failed: readonly PodRun[];
}): string {
  const done = result.dryRun ? 'would remove' : 'removed';
  const lines = [
    ...result.removed.map((run) => `${done} ${runText(run)}`),
    ...result.active.map(
      (run) => `left ${runText(run)}: this run may still be active (--all removes it too)`,
    ),
    ...result.failed.map((run) => `could not remove ${runText(run)}`),
  ];
  return `${lines.length === 0 ? 'no debug pods were left behind' : lines.join('\n')}\n`;
}

function runText({owner, nodes, fleet}: PodRun): string {
  const by = owner === '' ? '' : ` of ${escapeText(owner)}`;
  const where = [...new Set(nodes)].filter((node) => node !== '');
  const on = where.length === 0 ? '' : ` on ${escapeText(nameList(where))}`;
  if (!fleet) return `${plural(nodes.length, 'debug pod')}${by}${on}`;
  return `a DaemonSet of debug pods${by}${on}`;
}

import {escapeText} from './escape-text.ts';
import {nameList, plural} from './text-lists.ts';

/** Debug pods of one run. */
interface PodRun {
  readonly owner: string;
  readonly nodes: readonly string[];
}

/** What a clean-up did, a line for each run. */
export function cleanupText(result: {
  readonly removed: readonly PodRun[];
  readonly active: readonly PodRun[];
}): string {
  const lines = [
    ...result.removed.map((run) => `removed ${runText(run)}`),
    ...result.active.map((run) => `left ${runText(run)}: this run may still go on (--all removes it too)`),
  ];
  return `${lines.length === 0 ? 'no debug pods were left behind' : lines.join('\n')}\n`;
}

function runText({owner, nodes}: PodRun): string {
  const by = owner === '' ? '' : ` of ${escapeText(owner)}`;
  return `${plural(nodes.length, 'debug pod')}${by} on ${escapeText(nameList(nodes))}`;
}

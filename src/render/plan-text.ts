import {SCALE} from '../model/index.ts';
import {yamlText} from './formats.ts';

/** A capture that was only planned: the manifest, with the script in it, and the rights, as YAML with comments. */
export function planText(plan: {
  readonly pod: unknown;
  readonly samplingPod?: unknown;
  readonly permissions: readonly {readonly words: string; readonly rule: string}[];
}): string {
  return [
    '# Nothing was touched. On each node this debug pod would run once, twice where a second look is needed:',
    `# (for ${SCALE.leastFleet} nodes or more one DaemonSet makes them, if you may create and deletecollection daemonsets.apps)`,
    yamlText(plan.pod).trimEnd(),
    ...samplingLines(plan.samplingPod),
    '---',
    '# The rights that this needs; deploy/rbac.yaml has them as a role:',
    ...plan.permissions.flatMap(({words, rule}) => [`#   ${words}`, `#       ${rule}`]),
    '',
  ].join('\n');
}

function samplingLines(pod: unknown): readonly string[] {
  if (pod === undefined) return [];
  return [
    '---',
    '# After that this one would sample the node until the trace ends; it ends by itself, and a new one takes its place:',
    yamlText(pod).trimEnd(),
  ];
}

import {yamlText} from './formats.ts';

/** A capture that was only planned: the manifest, with the script in it, and the rights, as YAML with comments. */
export function planText(plan: {
  readonly pod?: unknown;
  readonly command?: {readonly words: readonly string[]; readonly input: string};
  readonly samplingPod?: unknown;
  readonly permissions: readonly {readonly words: string; readonly rule: string}[];
}): string {
  if (plan.command) return commandText(plan.command, plan.permissions);
  return [
    '# Nothing was changed. On each node this debug pod would run once, and up to two more times where the table ' +
      'differs:',
    ...IMAGE_LINES,
    yamlText(plan.pod).trimEnd(),
    ...samplingLines(plan.samplingPod),
    ...rightsLines(plan.permissions),
    '',
  ].join('\n');
}

function samplingLines(pod: unknown): readonly string[] {
  if (pod === undefined) return [];
  return [
    '---',
    '# After that, this pod would sample the node until the trace ends; it ends by itself and is replaced by a new ' +
      'one:',
    yamlText(pod).trimEnd(),
  ];
}

type Permissions = readonly {readonly words: string; readonly rule: string}[];

const IMAGE_LINES = [
  "# (Without --image or KUBECTL_IPVS_IMAGE it uses the image of the node's own kube-proxy Pod, which is never " +
    'pulled;',
  '# the image below is for nodes without such a Pod, or where a debug pod cannot run from it.)',
];

function commandText(
  {words, input}: {readonly words: readonly string[]; readonly input: string},
  permissions: Permissions,
): string {
  return [
    '# Nothing was changed. No pod would be created: in the kube-proxy Pod of each node this command would run,',
    '# with this text as its input:',
    yamlText({command: words, stdin: input}).trimEnd(),
    ...rightsLines(permissions),
    '',
  ].join('\n');
}

function rightsLines(permissions: Permissions): readonly string[] {
  return [
    '---',
    '# The permissions that this needs; kubectl ipvs rbac prints them as a role:',
    ...permissions.flatMap(({words, rule}) => [`#   ${words}`, `#       ${rule}`]),
  ];
}

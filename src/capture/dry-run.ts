import type {CaptureFocus, CaptureSource} from '../model/index.ts';
import {type CaptureOptions, planPod, SAMPLING_SECONDS, samplingPod} from './capture-node.ts';
import {EXEC_BUDGET} from './exec-node.ts';
import {podManifest, scriptEnvironment} from './pod-manifest.ts';
import {describePermission, ruleText, wayPermissions} from './rights/required-permissions.ts';
import {EXEC_COMMAND, execInput} from './script/exec-script.ts';

/** What a capture would do, for somebody who wants to know before it does. */
export interface DryRun {
  /** The debug pod of the node; its name and the name of the run are placeholders. Undefined if none is made. */
  readonly pod?: unknown;
  /** The command that would run in kube-proxy's own Pod instead; what it reads from its input is the script. */
  readonly command?: {readonly words: readonly string[]; readonly input: string};
  /** The pod that samples the node afterwards; its virtual server is a placeholder. */
  readonly samplingPod?: unknown;
  /** What the user must be allowed to do: in words, and as rules of RBAC. */
  readonly permissions: readonly {readonly words: string; readonly rule: string}[];
}

/** What to capture. */
export interface PlannedCapture {
  readonly node: string;
  readonly sources: readonly CaptureSource[];
  readonly focus: CaptureFocus | undefined;
}

/** As trace samples by default; the virtual server stands for those of the Service. */
const SAMPLING = {
  name: 'kubectl-ipvs-RUN-RANDOM',
  request: {
    node: 'NODE',
    servers: [{kind: 'address', protocol: 'TCP', address: '192.0.2.1', port: 80}],
    intervalSeconds: 1,
    connectionsEvery: 5,
    client: undefined,
    real: undefined,
    most: 50,
    probe: false,
    seconds: undefined,
    signal: new AbortController().signal,
  },
  lifeSeconds: SAMPLING_SECONDS,
} as const;

/** What a capture would do on a node. Touches nothing. */
export function dryRun(options: CaptureOptions, {node, sources, focus}: PlannedCapture): DryRun {
  const permissions = wayPermissions(options).map((permission) => ({
    words: describePermission(permission),
    rule: ruleText(permission),
  }));
  if (options.exec) {
    const variables = scriptEnvironment({sources, complete: focus?.complete ?? false, budget: EXEC_BUDGET});
    return {
      command: {words: EXEC_COMMAND, input: execInput(variables, 'kubectl-ipvs-RUN-RANDOM')},
      permissions,
    };
  }
  const factory = {options, runId: 'RUN'};
  const pod = {name: 'kubectl-ipvs-RUN-RANDOM', sources, focus};
  const plan = planPod(factory, {name: node}, pod);
  return {
    pod: podManifest(plan),
    ...(focus?.samples && {
      samplingPod: podManifest(samplingPod(factory, {name: node}, SAMPLING)),
    }),
    permissions,
  };
}

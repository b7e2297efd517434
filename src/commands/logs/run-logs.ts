import {EXIT} from '../../errors.ts';
import {type FedLog, feedLog} from '../../inspect/index.ts';
import {createMentions, mergeFeeds} from '../../logs/index.ts';
import type {ClusterState, Evidence} from '../../model/index.ts';
import {nodesOf, scopeOf} from '../choose.ts';
import type {Call, Outcome, Ports} from '../command.ts';
import {openEvidence} from '../open-evidence.ts';
import {emptyLogs} from './empty-logs.ts';
import {followLogs} from './follow-logs.ts';
import {type LogOptions, logOptions} from './log-options.ts';
import {createLogOutput, type LogOutput} from './log-output.ts';
import {createLogProblems, type LogProblems} from './log-problems.ts';
import {openSome} from './open-some.ts';

/** Runs `logs`. Throws `UserError`. */
export async function runLogs(call: Call, ports: Ports): Promise<Outcome> {
  const options = logOptions(call);
  const evidence = await openEvidence(options.source, ports);
  try {
    return await showLogs({options, evidence, ports});
  } finally {
    await evidence.close();
  }
}

interface Context {
  readonly options: LogOptions;
  readonly evidence: Evidence;
  readonly ports: Ports;
}

async function showLogs(context: Context): Promise<Outcome> {
  const {evidence, options, ports} = context;
  const cluster = await evidence.readCluster({withoutServices: !choosesServices(options)});
  cluster.problems.forEach(ports.warn);
  const scope = scopeOf({targets: options.targets, ...options.services}, cluster, evidence);
  const nodes = withRun(nodesOf(options.nodes, cluster, evidence), cluster, context);
  const reference = referenceTime(context);
  const since = sinceOf(options, reference);
  const problems = createLogProblems(ports.warn);
  const logs = evidence
    .readLogs({nodes, pods: cluster.kubeProxyPods, timestamps: true, ...partOf(options, since)})
    .map((log) => feedLog(log, reference, problems.tell));
  const mentions =
    scope.services.length > 0 ? createMentions(scope.services, cluster.endpointSlices) : undefined;
  const choice = {
    severity: options.severity,
    since: since && since.getTime() * 1000,
    pattern: options.pattern,
    codes: options.codes,
    mentions,
  };
  const output = createLogOutput({logs, choice, options, headers: options.headers, ports});
  const tellEmpty = () => {
    for (const text of emptyLogs(logs, cluster.kubeProxyPods, {mayBe: since !== undefined || options.follow}))
      ports.warn(text);
  };
  await readAll(logs, {output, problems, options, ports, tellEmpty});
  const summary = {
    generatedAt: ports.now().toISOString(),
    source: evidence.source,
    nodes,
    unread: problems.unread(),
  };
  await output.conclude(summary);
  return {output: '', exitCode: problems.any() ? EXIT.failure : EXIT.ok};
}

/** Whether the call speaks of Services at all: else they need not be read. */
function choosesServices({targets, services: {selector, namespace}}: LogOptions): boolean {
  return targets.length > 0 || selector !== undefined || namespace !== undefined;
}

interface Reading {
  readonly output: LogOutput;
  readonly problems: LogProblems;
  readonly options: LogOptions;
  readonly ports: Ports;
  /** Says which logs have nothing in them. */
  readonly tellEmpty: () => void;
}

async function readAll(
  logs: readonly FedLog[],
  {output, problems, options, ports, tellEmpty}: Reading,
): Promise<void> {
  try {
    for await (const portion of mergeFeeds(openSome(logs.map(({feed}) => feed)))) await output.add(portion);
    problems.report();
    tellEmpty();
    if (options.follow) await followLogs(logs, output, ports);
  } finally {
    await output.end();
    problems.report();
    await Promise.all(logs.map(({close}) => close()));
  }
}

/** Years are missing in logs: they were written before this, in milliseconds since 1970. */
function referenceTime({evidence: {source}, ports}: Context): number {
  const captured = source.type === 'snapshot' ? Date.parse(source.capturedAt) : Number.NaN;
  return Number.isNaN(captured) ? ports.now().getTime() : captured;
}

function sinceOf({sinceSeconds, sinceTime}: LogOptions, reference: number): Date | undefined {
  return sinceSeconds === undefined ? sinceTime : new Date(reference - sinceSeconds * 1000);
}

function partOf({follow, previous, tail, timeoutSeconds}: LogOptions, since: Date | undefined) {
  const limits = {patienceSeconds: timeoutSeconds};
  return {follow, previous, ...limits, ...(tail !== undefined && {tail}), ...(since && {since})};
}

/** Without the nodes whose kube-proxy never restarted, if its run before is asked for: there is none. */
function withRun(
  nodes: readonly string[],
  {kubeProxyPods}: ClusterState,
  {options, evidence, ports}: Context,
): readonly string[] {
  if (!options.previous || !evidence.live) return nodes;
  const never = new Set(kubeProxyPods.filter(({restarts}) => restarts === 0).map(({nodeName}) => nodeName));
  const left = nodes.filter((node) => !never.has(node));
  const count = nodes.length - left.length;
  if (count > 0)
    ports.warn(
      `kube-proxy has not restarted on ${count} of ${nodes.length} nodes: there is no previous run to show`,
    );
  return left;
}

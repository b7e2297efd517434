import {EXIT, type ExitCode} from '../errors.ts';
import type {CaptureSource, ClusterState, Evidence, StatusReport} from '../model/index.ts';
import {type OutputFormat, planText, renderStatus} from '../render/index.ts';
import {makeStatusReport, type ObservedNode, statusOutcome} from '../status/index.ts';
import {surroundingsOf} from './check-nodes.ts';
import {clusterNotes, coverageNotes} from './cluster-notes.ts';
import type {Call, FlagValues, Outcome, Ports} from './command.ts';
import {nodesOf} from './diff-request.ts';
import {DIFF_SOURCES, LIVE_SOURCES} from './evaluate-node.ts';
import {lookAtNodes} from './look-at-nodes.ts';
import {observeNode, uncapturedNode} from './observe-node.ts';
import {openEvidence} from './open-evidence.ts';
import type {ServiceScope} from './select-services.ts';

/** What a debug pod reads for `status`, besides what `diff` reads. */
const MORE_SOURCES: readonly CaptureSource[] = ['kube-proxy-healthz.json'];

/** Reading the log of each node takes longer than all the rest. */
const UNREAD_LOG = {known: false, why: "status does not read kube-proxy's log"} as const;

const WHOLE_TABLE: ServiceScope = {names: 'all', filter: undefined, services: []};

/** Runs `status`. Throws `UserError`. */
export async function runStatus({flags}: Call, ports: Ports): Promise<Outcome> {
  if (flags.isSet('dry-run')) {
    const plan = await ports.planCapture(flags, [...LIVE_SOURCES, ...MORE_SOURCES]);
    return {output: planText(plan), exitCode: EXIT.ok};
  }
  const from = await openEvidence(flags, ports);
  const report = await look(from, flags, ports).finally(from.close);
  return {output: renderStatus(report, renderOptions(flags, ports)), exitCode: exitCodeOf(report)};
}

async function look(evidence: Evidence, flags: FlagValues, ports: Ports): Promise<StatusReport> {
  const cluster = await evidence.readCluster();
  const now = ports.now();
  const nodes = nodesOf({targets: [], flags, now}, cluster, evidence);
  const sources = [...(evidence.live ? LIVE_SOURCES : DIFF_SOURCES), ...MORE_SOURCES];
  const seen = await lookAtNodes(
    evidence,
    {cluster, nodes, scope: WHOLE_TABLE, sources},
    {
      see: (capture, context) =>
        observeNode(capture, context, {
          around: surroundingsOf(context.cluster, evidence, ports.now()),
          log: UNREAD_LOG,
        }),
      wait: ports.wait,
    },
  );
  const observed: readonly ObservedNode[] = [
    ...seen.map(({result, observation, failures}) => ({comparison: result, observation, failures})),
    ...others(flags, {cluster, evidence, nodes}),
  ];
  const head = {generatedAt: now.toISOString(), source: evidence.source};
  return makeStatusReport(head, observed, [...clusterNotes(cluster), ...coverageNotes(cluster, evidence)]);
}

interface Scope {
  readonly cluster: ClusterState;
  readonly evidence: Evidence;
  readonly nodes: readonly string[];
}

/** Nodes without kube-proxy, if nodes were not chosen: that it is missing there may be the trouble. */
function others(flags: FlagValues, {cluster, evidence, nodes}: Scope): readonly ObservedNode[] {
  const chosen = flags.texts('node').length > 0 || flags.text('node-selector') !== undefined;
  if (chosen || evidence.nodes !== undefined) return [];
  return cluster.nodes.filter(({name}) => !nodes.includes(name)).map((node) => uncapturedNode(node, cluster));
}

function renderOptions(flags: FlagValues, {colour}: Ports) {
  return {
    format: (flags.text('output') ?? 'table') as OutputFormat,
    headers: !flags.isSet('no-headers'),
    colour,
  };
}

function exitCodeOf(report: StatusReport): ExitCode {
  return {fine: EXIT.ok, attention: EXIT.drift, incomplete: EXIT.failure}[statusOutcome(report)];
}

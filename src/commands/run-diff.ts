import {
  makeDiffReport,
  type NodeResult,
  needsSecondLook,
  outcomeOf,
  settle,
  unconfirmed,
} from '../compare/index.ts';
import {EXIT, type ExitCode, UserError} from '../errors.ts';
import {createExpectedStates} from '../expected/index.ts';
import type {ClusterState, DiffReport, Evidence, Note} from '../model/index.ts';
import {type OutputFormat, planText, renderDiff} from '../render/index.ts';
import type {Call, FlagValues, Outcome, Ports} from './command.ts';
import {compareSnapshots} from './compare-snapshots.ts';
import {type DiffRequest, nodesOf, scopeOf} from './diff-request.ts';
import {DIFF_SOURCES, evaluateNode, LIVE_SOURCES} from './evaluate-node.ts';
import {openEvidence} from './open-evidence.ts';
import type {ServiceScope} from './select-services.ts';
import {serviceName} from './service-name.ts';

/** Runs `diff`. Throws `UserError`. */
export async function runDiff(call: Call, ports: Ports): Promise<Outcome> {
  const {flags} = call;
  const targets = call.arguments.map(serviceName);
  if (flags.isSet('dry-run')) {
    return {output: planText(await ports.planCapture(flags, LIVE_SOURCES)), exitCode: EXIT.ok};
  }
  const from = await openFrom(flags, ports);
  const report = await makeReport(from, {targets, flags, now: ports.now()}, ports).finally(from.close);
  return {output: renderDiff(report, renderOptions(flags, ports)), exitCode: exitCodeOf(report)};
}

async function makeReport(from: Evidence, request: DiffRequest, ports: Ports): Promise<DiffReport> {
  const against = request.flags.text('against');
  if (against === undefined) return diff(from, request, ports.wait);
  return compareSnapshots(from, await ports.openSnapshot(against), request);
}

function openFrom(flags: FlagValues, ports: Ports): Promise<Evidence> {
  if (flags.text('from') !== undefined || flags.text('against') === undefined)
    return openEvidence(flags, ports);
  throw new UserError({
    code: 'usage',
    message: '--against compares two snapshots, but only one was given',
    remedy: 'add --from with the earlier one',
  });
}

async function diff(evidence: Evidence, request: DiffRequest, wait: Ports['wait']): Promise<DiffReport> {
  const cluster = await evidence.readCluster();
  const scope = scopeOf(request, cluster, evidence);
  const nodes = nodesOf(request, cluster, evidence);
  const first = await look(evidence, {cluster, nodes, scope});
  const results = evidence.live ? await lookAgain(first, {evidence, scope, wait}) : first.map(unconfirmed);
  const head = {
    generatedAt: request.now.toISOString(),
    source: evidence.source,
    against: null,
    services: scope.names,
  };
  return makeDiffReport(head, results, [
    ...clusterNotes(cluster),
    ...coverageNotes(cluster, evidence),
    ...scopeNotes(scope),
  ]);
}

interface Look {
  readonly cluster: ClusterState;
  readonly nodes: readonly string[];
  readonly scope: ServiceScope;
}

/** One look at some nodes: each is captured, compared and dropped. */
async function look(evidence: Evidence, {cluster, nodes, scope}: Look): Promise<readonly NodeResult[]> {
  const sources = evidence.live ? LIVE_SOURCES : DIFF_SOURCES;
  const context = {cluster, expectedStates: createExpectedStates(cluster), services: scope.filter, sources};
  const results: NodeResult[] = [];
  for await (const capture of evidence.captureNodes(nodes, sources))
    results.push(evaluateNode(capture, context));
  return results;
}

/** The second look at the nodes that differed, after the settling delay, against the API as it is then. */
async function lookAgain(
  first: readonly NodeResult[],
  {
    evidence,
    scope,
    wait,
  }: {readonly evidence: Evidence; readonly scope: ServiceScope; readonly wait: Ports['wait']},
): Promise<readonly NodeResult[]> {
  const differing = new Map(first.filter(needsSecondLook).map((result) => [result.report.name, result]));
  if (differing.size === 0) return first;
  await wait(Math.max(...[...differing.values()].map(({settlingSeconds}) => settlingSeconds)));
  const cluster = await evidence.readCluster();
  const settled = new Map<string, NodeResult>();
  for (const second of await look(evidence, {cluster, nodes: [...differing.keys()], scope})) {
    const before = differing.get(second.report.name);
    if (before) settled.set(second.report.name, settle(before, second));
  }
  return first.map((result) => settled.get(result.report.name) ?? result);
}

function clusterNotes({problems}: ClusterState): readonly Note[] {
  return problems.map((message) => plainNote(message, 'warning'));
}

/** Nodes of the cluster that a snapshot does not hold. */
function coverageNotes({nodes, kubeProxyPods}: ClusterState, {nodes: covered}: Evidence): readonly Note[] {
  if (!covered) return [];
  const running = new Set(kubeProxyPods.map(({nodeName}) => nodeName));
  const left = nodes.map(({name}) => name).filter((name) => running.has(name) && !covered.includes(name));
  if (left.length === 0) return [];
  return [plainNote(`not in this snapshot, so nothing is known of: ${left.sort().join(', ')}`, 'info')];
}

/** Chosen Services for which kube-proxy makes nothing: their silence must not look like health. */
function scopeNotes({services}: ServiceScope): readonly Note[] {
  return services
    .filter(({clusterIP, type}) => clusterIP === 'None' || clusterIP === '' || type === 'ExternalName')
    .map(({namespace, name}) =>
      plainNote(`${namespace}/${name} has no cluster IP: kube-proxy makes no virtual server for it`, 'info'),
    );
}

function plainNote(message: string, severity: Note['severity']): Note {
  return {code: null, severity, node: null, service: null, virtualServer: null, message, remedy: ''};
}

function renderOptions(flags: FlagValues, {colour}: Ports) {
  return {
    format: (flags.text('output') ?? 'table') as OutputFormat,
    headers: !flags.isSet('no-headers'),
    namespaces: flags.isSet('all-namespaces'),
    colour,
  };
}

function exitCodeOf(report: DiffReport): ExitCode {
  return {'in-sync': EXIT.ok, drift: EXIT.drift, incomplete: EXIT.failure}[outcomeOf(report)];
}

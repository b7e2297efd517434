import {diffConclusion, makeDiffReport, type NodeResult} from '../../compare/index.ts';
import {UserError} from '../../errors.ts';
import {
  createAssessor,
  evidentLogs,
  healthNotes,
  healthOf,
  LIVE_SOURCES,
  type LookedAtNode,
  lookAtNodes,
  SNAPSHOT_SOURCES,
  surroundingsOf,
  UNREAD_LOG,
  withCauses,
} from '../../inspect/index.ts';
import type {DiffReport, Evidence} from '../../model/index.ts';
import {type OutputFormat, renderDiff} from '../../render/index.ts';
import {clusterNotes, coverageNotes, scopeNotes, serviceName, withoutProxyNotes} from '../../scope/index.ts';
import {choosesNodes, type DiffRequest, nodesOf, scopeOf} from '../choose.ts';
import type {Call, FlagValues, Outcome, Ports} from '../command.ts';
import {dryRun} from '../dry-run.ts';
import {exitCodeOf} from '../exit-code.ts';
import {openEvidence} from '../open-evidence.ts';
import {compareSnapshots} from './compare-snapshots.ts';

/** Runs `diff`. Throws `UserError`. */
export async function runDiff(call: Call, ports: Ports): Promise<Outcome> {
  const {flags} = call;
  const targets = call.arguments.map(serviceName);
  if (flags.isSet('dry-run')) return dryRun({flags, ports}, LIVE_SOURCES);
  const from = await openFrom(flags, ports);
  const report = await makeReport(from, {targets, flags, now: ports.now()}, ports).finally(from.close);
  return {
    output: renderDiff(report, renderOptions(flags, ports)),
    exitCode: exitCodeOf(diffConclusion(report)),
  };
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
  const sources = evidence.live ? LIVE_SOURCES : SNAPSHOT_SOURCES;
  const logs = await evidentLogs(evidence, {nodes, pods: cluster.kubeProxyPods, now: request.now});
  const assessor = createAssessor(evidence, {
    now: () => request.now,
    services: scope.filter,
    narrow: scope.filter !== undefined,
  });
  const keep = (node: LookedAtNode): NodeResult => {
    assessor.add(node);
    const {capture, context, inspected, result} = node;
    const around = surroundingsOf(context.cluster, evidence, request.now);
    const log = logs.get(capture.node) ?? UNREAD_LOG;
    const failures = healthOf(
      {capture, inspected, findings: result.findings},
      {around, log, services: scope.services},
    );
    return {...result, notes: [...healthNotes(failures), ...result.notes]};
  };
  const results = await lookAtNodes(evidence, {cluster, nodes, scope, sources, narrow: true}, {keep, wait});
  const {assessment, causeOf} = await assessor.assess(cluster);
  const head = {
    generatedAt: request.now.toISOString(),
    source: evidence.source,
    against: null,
    services: scope.names,
    assessment,
  };
  return makeDiffReport(
    head,
    results.map((result) => withCauses(result, causeOf)),
    [
      ...clusterNotes(cluster),
      ...coverageNotes(cluster, evidence),
      ...withoutProxyNotes(cluster, evidence, {read: nodes, chosen: choosesNodes(request.flags)}),
      ...scopeNotes(scope),
    ],
  );
}

function renderOptions(flags: FlagValues, {colour, width, unicode}: Ports) {
  return {
    format: (flags.text('output') ?? 'table') as OutputFormat,
    headers: !flags.isSet('no-headers'),
    namespaces: flags.isSet('all-namespaces'),
    colour,
    width,
    unicode,
  };
}

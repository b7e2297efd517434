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
import {renderDiff} from '../../render/index.ts';
import {clusterNotes, coverageNotes, scopeNotes, serviceName, withoutProxyNotes} from '../../scope/index.ts';
import {choosesNodes, nodesOf, scopeOf} from '../choose.ts';
import type {Call, Outcome, Ports} from '../command.ts';
import {dryRun} from '../dry-run.ts';
import {exitCodeOf} from '../exit-code.ts';
import {openEvidence} from '../open-evidence.ts';
import {type OutputOptions, outputOptions, placeOf} from '../output-options.ts';
import {chosenBy, type SourceOptions, sourceOptions} from '../read-flags.ts';
import {compareSnapshots, type DiffChoice, type DiffRequest} from './compare-snapshots.ts';

/** A checked call of `diff`. */
interface DiffOptions extends OutputOptions, DiffChoice {
  readonly source: SourceOptions;
  /** The later one of two snapshots; undefined: the nodes are compared with the API. */
  readonly against: string | undefined;
  readonly dryRun: boolean;
}

function diffOptions({arguments: words, flags}: Call): DiffOptions {
  const source = sourceOptions(flags);
  const against = flags.text('against');
  if (against !== undefined && source.from === undefined)
    throw new UserError({
      code: 'usage',
      message: '--against compares two snapshots, but only one was given',
      remedy: 'add --from with the earlier one',
    });
  const targets = words.map(serviceName);
  const dry = flags.isSet('dry-run');
  return {...outputOptions(flags), ...chosenBy(flags), targets, source, against, dryRun: dry};
}

/** Runs `diff`. Throws `UserError`. */
export async function runDiff(call: Call, ports: Ports): Promise<Outcome> {
  const options = diffOptions(call);
  const {source, nodes} = options;
  if (options.dryRun) return dryRun({source, node: nodes.nodes[0], ports}, LIVE_SOURCES);
  const from = await openEvidence(source, ports);
  const report = await makeReport(from, options, ports).finally(from.close);
  return {
    output: renderDiff(report, {...options, ...placeOf(ports)}),
    exitCode: exitCodeOf(diffConclusion(report)),
  };
}

async function makeReport(from: Evidence, options: DiffOptions, ports: Ports): Promise<DiffReport> {
  const {against} = options;
  const request = {...options, now: ports.now()};
  if (against === undefined) return diff(from, request, ports.wait);
  return compareSnapshots(from, await ports.openSnapshot(against), request);
}

async function diff(evidence: Evidence, request: DiffRequest, wait: Ports['wait']): Promise<DiffReport> {
  const cluster = await evidence.readCluster();
  const scope = scopeOf({targets: request.targets, ...request.services}, cluster, evidence);
  const nodes = nodesOf(request.nodes, cluster, evidence);
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
      ...withoutProxyNotes(cluster, evidence, {read: nodes, chosen: choosesNodes(request.nodes)}),
      ...scopeNotes(scope),
    ],
  );
}

import {
  type AcceptedFailure,
  ALL_CHECKS,
  acceptedBy,
  acceptResults,
  checkCluster,
  checkConclusion,
  checkNode,
  type GroupChecks,
  makeCheckReport,
} from '../../check/index.ts';
import {
  checkedNode,
  checkNodes,
  checkSources,
  createAssessor,
  looksAt,
  readProxyLogs,
  surroundingsOf,
} from '../../inspect/index.ts';
import {
  type CheckReport,
  type CheckResult,
  type Evidence,
  isBehindCode,
  NOTHING_WRONG,
} from '../../model/index.ts';
import {renderCheck} from '../../render/index.ts';
import {clusterNotes, coverageNotes, type ServiceScope, withoutProxyNotes} from '../../scope/index.ts';
import {choosesNodes, nodesOf, scopeOf} from '../choose.ts';
import type {Call, Outcome, Ports} from '../command.ts';
import {dryRun} from '../dry-run.ts';
import {exitCodeOf} from '../exit-code.ts';
import {expiredNote, readLeniency, unusedNote} from '../leniency.ts';
import {openEvidence} from '../open-evidence.ts';
import {outputOptions, placeOf} from '../output-options.ts';
import {type Chosen, chosenBy, sourceOptions} from '../read-flags.ts';
import {type CheckScope, checkScope, checksIn, isSevereEnough} from './check-scope.ts';
import {runMigration} from './run-migration.ts';
import {runUpgrade} from './run-upgrade.ts';
import {runVerify} from './run-verify.ts';

/** Runs `check`. Throws `UserError`. */
export async function runCheck(call: Call, ports: Ports): Promise<Outcome> {
  const {flags} = call;
  if (flags.text('upgrade-to') !== undefined) return runUpgrade(call, ports);
  if (flags.isSet('verify') || flags.text('before') !== undefined) return runVerify(call, ports);
  if (flags.isSet('migration')) return runMigration(call, ports);
  const {excluded, acceptances} = await readLeniency(flags, ports);
  const scope = checkScope(flags, {excluded});
  const checks = checksIn(scope, ALL_CHECKS);
  const source = sourceOptions(flags);
  const chosen = chosenBy(flags);
  if (flags.isSet('dry-run'))
    return dryRun({source, node: chosen.nodes.nodes[0], ports}, checkSources(checks));
  const evidence = await openEvidence(source, ports);
  const request = {...chosen, scope, checks, acceptances, now: ports.now()};
  const report = await makeReport(evidence, request, ports).finally(evidence.close);
  return {
    output: renderCheck(report, {...outputOptions(flags), ...placeOf(ports)}),
    exitCode: exitCodeOf(checkConclusion(report)),
  };
}

interface CheckRequest extends Chosen {
  readonly scope: CheckScope;
  readonly checks: GroupChecks;
  readonly acceptances: readonly AcceptedFailure[];
  readonly now: Date;
}

async function makeReport(evidence: Evidence, request: CheckRequest, ports: Ports): Promise<CheckReport> {
  const {scope, checks, now} = request;
  const cluster = await evidence.readCluster();
  const nodes = nodesOf(request.nodes, cluster, evidence);
  const services = scopeOf({targets: [], ...request.services}, cluster, evidence);
  const logNodes = looksAt(checks, 'log') ? nodes : [];
  const logs = await readProxyLogs(evidence, {nodes: logNodes, pods: cluster.kubeProxyPods, now});
  const acceptanceOf = acceptedBy(request.acceptances, now);
  const assessor = scope.codes
    ? undefined
    : createAssessor(evidence, {
        now: () => now,
        logs,
        services: services.filter,
        excluded: scope.excluded,
        isAccepted: (about) => acceptanceOf(about) !== undefined,
      });
  const seen = await checkNodes(
    evidence,
    {
      judge: (node, around) => checkNode(checks, node, around),
      sources: checkSources(checks),
      compares: looksAt(checks, 'findings'),
      cluster,
      nodes,
      logs,
      now,
      assessor,
    },
    ports,
  );
  const results = [
    ...seen.flatMap((node) => node.results),
    ...checkCluster(
      checks,
      seen.map(({summary}) => summary),
      surroundingsOf(cluster, evidence, now),
    ),
  ].filter((result) => isSevereEnough(scope, result) && isInServices(services, result));
  const judgement = await assessor?.assess(cluster);
  const explained = judgement
    ? results.map((result) => ({...result, explainedBy: judgement.explains(result)}))
    : results;
  const accepted = acceptResults(explained, request.acceptances, now);
  return makeCheckReport({
    generatedAt: now.toISOString(),
    source: evidence.source,
    nodes: seen.map(checkedNode),
    assessment: judgement?.assessment ?? NOTHING_WRONG,
    results: accepted.results,
    notes: [
      ...clusterNotes(cluster),
      ...coverageNotes(cluster, evidence),
      ...withoutProxyNotes(cluster, evidence, {read: nodes, chosen: choosesNodes(request.nodes)}),
      ...seen.flatMap(({result}) => result.notes.filter(({code}) => isBehindCode(code))),
      ...accepted.expired.map(expiredNote),
      ...accepted.unused.map(unusedNote),
    ],
  });
}

/** Whether a result is about no Service, or about one in scope. */
function isInServices({filter}: ServiceScope, {service}: Pick<CheckResult, 'service'>): boolean {
  return service === null || filter === undefined || filter(service.namespace, service.name);
}

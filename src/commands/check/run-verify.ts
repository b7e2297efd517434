import {makeVerifyReport, verifyConclusion, verifyNode} from '../../check/index.ts';
import {EXIT, type ExitCode, UserError} from '../../errors.ts';
import {createExpectedStates} from '../../expected/index.ts';
import {
  DIFF_SOURCES,
  expectedOn,
  inspectNode,
  LIVE_SOURCES,
  type LookedAtNode,
  lookAtNodes,
  type ProxyOnNode,
} from '../../inspect/index.ts';
import {hasIpvs, readActualState} from '../../kernel/index.ts';
import type {ClusterState, Evidence, KernelTable, MovedNode, VerifyReport} from '../../model/index.ts';
import {type OutputFormat, renderVerify} from '../../render/index.ts';
import {clusterNotes, coverageNotes} from '../../scope/index.ts';
import {nodesOf, scopeOf} from '../choose.ts';
import type {Call, FlagValues, Outcome, Ports} from '../command.ts';
import {dryRun} from '../dry-run.ts';
import {openEvidence} from '../open-evidence.ts';
import {outputOptions, placeOf, USUAL_FORMATS} from '../output-options.ts';
import {type Chosen, chosenBy, oneOf, sourceOptions} from '../read-flags.ts';

/** Runs `check --migration --verify`. Throws `UserError`. */
export async function runVerify({flags}: Call, ports: Ports): Promise<Outcome> {
  const format = formatOf(flags);
  if (!flags.isSet('migration') || !flags.isSet('verify')) {
    throw new UserError({
      code: 'usage',
      message: flags.isSet('verify') ? '--verify needs --migration' : '--before needs --migration --verify',
      remedy: 'kubectl ipvs check --migration --verify',
    });
  }
  const source = sourceOptions(flags);
  const chosen = chosenBy(flags);
  if (flags.isSet('dry-run')) return dryRun({source, node: chosen.nodes.nodes[0], ports}, LIVE_SOURCES);
  const path = flags.text('before');
  const before = path === undefined ? undefined : await ports.openSnapshot(path);
  const evidence = await openEvidence(source, ports);
  const report = await makeReport(evidence, {...chosen, before, ports}).finally(evidence.close);
  const options = {...outputOptions(flags), format, ...placeOf(ports)};
  return {output: renderVerify(report, options), exitCode: exitCodeOf(report)};
}

function formatOf(flags: FlagValues): OutputFormat {
  const format = flags.text('output') ?? 'table';
  const usual = oneOf(USUAL_FORMATS, format);
  if (usual) return usual;
  throw new UserError({
    code: 'usage',
    message: `--verify cannot be combined with -o ${format}`,
    remedy: 'choose table, wide, json or yaml',
  });
}

interface Request extends Chosen {
  readonly before: Evidence | undefined;
  readonly ports: Ports;
}

async function makeReport(evidence: Evidence, request: Request): Promise<VerifyReport> {
  const {before, ports} = request;
  const now = ports.now();
  const cluster = await evidence.readCluster();
  const nodes = nodesOf(request.nodes, cluster, evidence);
  const tables = before ? await tablesBefore(before, nodes) : new Map<string, KernelTable>();
  const look = {
    cluster,
    nodes,
    scope: scopeOf({targets: [], ...request.services}, cluster, evidence),
    sources: evidence.live ? LIVE_SOURCES : DIFF_SOURCES,
  };
  const keep = (node: LookedAtNode) => movedNode(node, tables.get(node.capture.node));
  const moved = await lookAtNodes(evidence, look, {keep, wait: ports.wait});
  return makeVerifyReport(
    {
      generatedAt: now.toISOString(),
      source: evidence.source,
      before: before?.source ?? null,
      notes: [...clusterNotes(cluster), ...coverageNotes(cluster, evidence)],
    },
    moved,
  );
}

/** What the nodes served when the snapshot was taken; those that are not in it, or were not read, are left out. */
async function tablesBefore(
  before: Evidence,
  nodes: readonly string[],
): Promise<ReadonlyMap<string, KernelTable>> {
  const cluster = await before.readCluster();
  const context = {
    cluster,
    expectedStates: createExpectedStates(cluster),
    services: undefined,
    sources: DIFF_SOURCES,
  };
  const tables = new Map<string, KernelTable>();
  const present = nodes.filter((name) => before.nodes?.includes(name) !== false);
  for await (const capture of before.captureNodes(present, DIFF_SOURCES)) {
    const {actual} = inspectNode(capture, context);
    if (actual?.virtualServers) tables.set(capture.node, actual.virtualServers);
  }
  return tables;
}

function movedNode(
  {capture, context, inspected, result}: LookedAtNode,
  before: KernelTable | undefined,
): MovedNode {
  const {proxy, actual, expected} = inspected;
  const ipvs = actual && expected && expectedOn(inIpvsMode(proxy, context.cluster), actual, context);
  return verifyNode({
    report: result.report,
    differences: result.findings.filter(({severity}) => severity !== 'info').length,
    own: expected,
    ipvs,
    now: actual?.virtualServers,
    before,
    left: readActualState(capture),
    hasIpvs: hasIpvs(capture),
    services: context.cluster.services,
  });
}

/** kube-proxy as it was, or would be, in IPVS mode: there no node-port addresses means all, in nftables mode the primary. */
function inIpvsMode(proxy: ProxyOnNode, {configuration}: ClusterState): ProxyOnNode {
  const written = configuration?.nodePortAddresses;
  const isDefault = proxy.mode === 'nftables' && written?.length === 0;
  return {
    ...proxy,
    mode: 'ipvs',
    configuration: isDefault ? {...proxy.configuration, nodePortAddresses: []} : proxy.configuration,
  };
}

function exitCodeOf(report: VerifyReport): ExitCode {
  return {proved: EXIT.ok, failed: EXIT.drift, incomplete: EXIT.failure}[verifyConclusion(report)];
}

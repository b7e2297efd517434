import {makeUpgradeReport, type UpgradedNode, upgradeConclusion} from '../../check/index.ts';
import {UserError} from '../../errors.ts';
import {LIVE_SOURCES, lookAtNodes, upgradeNode} from '../../inspect/index.ts';
import {
  type Evidence,
  isKnownVersion,
  KNOWN_VERSIONS,
  type KubeVersion,
  parseKubeVersion,
  type UpgradeReport,
} from '../../model/index.ts';
import {type OutputFormat, renderUpgrade} from '../../render/index.ts';
import {clusterNotes, coverageNotes} from '../../scope/index.ts';
import {nodesOf, scopeOf} from '../choose.ts';
import type {Call, FlagValues, Outcome, Ports} from '../command.ts';
import {dryRun} from '../dry-run.ts';
import {exitCodeOf} from '../exit-code.ts';
import {openEvidence} from '../open-evidence.ts';
import {outputOptions, placeOf, USUAL_FORMATS} from '../output-options.ts';
import {type Chosen, chosenBy, oneOf, sourceOptions} from '../read-flags.ts';

/** Flags of `check` that an upgrade has nothing to do with. */
const OTHER_FLAGS = ['code', 'exclude', 'accept'];

/** Runs `check --upgrade-to VERSION`. Throws `UserError`. */
export async function runUpgrade({flags}: Call, ports: Ports): Promise<Outcome> {
  const format = formatOf(flags);
  const target = targetOf(flags);
  const source = sourceOptions(flags);
  const chosen = chosenBy(flags);
  if (flags.isSet('dry-run')) return dryRun({source, node: chosen.nodes.nodes[0], ports}, LIVE_SOURCES);
  const evidence = await openEvidence(source, ports);
  const report = await makeReport(evidence, {...chosen, target}, ports).finally(evidence.close);
  const options = {...outputOptions(flags), format, ...placeOf(ports)};
  return {output: renderUpgrade(report, options), exitCode: exitCodeOf(upgradeConclusion(report))};
}

function targetOf(flags: FlagValues): KubeVersion {
  const text = flags.text('upgrade-to') ?? '';
  const version = /^v?\d+\.\d+(\.\d+)?$/.test(text) ? parseKubeVersion(text) : undefined;
  if (version && isKnownVersion(version)) return version;
  throw new UserError({
    code: 'usage',
    message: version
      ? `the rules of kube-proxy ${text} are unknown`
      : `--upgrade-to ${text} is not a version of Kubernetes`,
    remedy: `choose a version from ${KNOWN_VERSIONS}, such as 1.38 or 1.36.2`,
  });
}

function formatOf(flags: FlagValues): OutputFormat {
  const format = flags.text('output') ?? 'table';
  const other = flags.isSet('migration')
    ? '--migration'
    : OTHER_FLAGS.filter((name) => flags.texts(name).length > 0).map((name) => `--${name}`)[0];
  const usual = oneOf(USUAL_FORMATS, format);
  if (usual && other === undefined) return usual;
  throw new UserError({
    code: 'usage',
    message: `--upgrade-to cannot be combined with ${other ?? `-o ${format}`}`,
    remedy: other === undefined ? 'choose table, wide, json or yaml' : 'leave one of them out',
  });
}

interface Request extends Chosen {
  readonly target: KubeVersion;
}

async function makeReport(
  evidence: Evidence,
  {services, nodes: choice, target}: Request,
  ports: Ports,
): Promise<UpgradeReport> {
  const now = ports.now();
  const cluster = await evidence.readCluster();
  const nodes = nodesOf(choice, cluster, evidence);
  const scope = scopeOf({targets: [], ...services}, cluster, evidence);
  const seen = await lookAtNodes(
    evidence,
    {cluster, nodes, scope, sources: LIVE_SOURCES, compares: false},
    {
      keep: ({inspected, context: {expectedStates}}): UpgradedNode =>
        upgradeNode(inspected, {cluster, expectedStates, target}),
      wait: ports.wait,
    },
  );
  return makeUpgradeReport({
    generatedAt: now.toISOString(),
    source: evidence.source,
    target,
    cluster,
    nodes: seen.map((node) => inScope(node, scope.filter)),
    notes: [...clusterNotes(cluster), ...coverageNotes(cluster, evidence)],
  });
}

/** Only what is about Services in scope. */
function inScope(
  node: UpgradedNode,
  filter: ((namespace: string, name: string) => boolean) | undefined,
): UpgradedNode {
  if (!filter || node.state !== 'changes') return node;
  const changes = node.changes.filter(({service}) => service && filter(service.namespace, service.name));
  return {...node, changes, state: changes.length > 0 ? 'changes' : 'same'};
}

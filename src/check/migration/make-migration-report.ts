import {
  byNaturalName,
  type CheckedNode,
  type ClusterState,
  compareNaturally,
  type KubeVersion,
  MIGRATION_SECTIONS,
  type MigrationNode,
  type MigrationReport,
  type MigrationResult,
  NOTHING_WRONG,
  type Note,
  type ReportSource,
  SEVERITIES,
} from '../../model/index.ts';
import type {NodeSummary} from '../rule.ts';
import {endOfIpvs, newestVersion} from './end-of-ipvs.ts';
import {migrationAlternatives} from './migration-alternatives.ts';
import {migrationSteps} from './migration-steps.ts';
import {nodeReadiness, overallReadiness} from './node-readiness.ts';

/** What a migration report is made from. */
export interface MigrationInput {
  /** RFC 3339. */
  readonly generatedAt: string;
  readonly source: ReportSource;
  readonly serverVersion: KubeVersion | undefined;
  readonly cluster: ClusterState;
  readonly nodes: readonly CheckedNode[];
  readonly summaries: readonly NodeSummary[];
  readonly results: readonly MigrationResult[];
  readonly notes: readonly Note[];
}

/** The readiness of a cluster to leave IPVS mode, what would change, and the way there. */
export function makeMigrationReport(input: MigrationInput): MigrationReport {
  const {cluster, summaries, serverVersion} = input;
  const results = [...input.results].sort(compareResults);
  const byNode = groupByNode(results);
  const nodes = migrationNodes(input, byNode);
  const readiness = overallReadiness(nodes, byNode.get(null) ?? []);
  const moved = readiness === 'not-ipvs';
  return {
    generatedAt: input.generatedAt,
    source: input.source,
    nodes: input.nodes,
    assessment: NOTHING_WRONG,
    results,
    notes: input.notes,
    migration: {
      target: 'nftables',
      readiness,
      endOfIpvs: endOfIpvs(newestVersion([serverVersion, ...summaries.map(({version}) => version)])),
      nodes,
      steps: moved ? [] : migrationSteps({results, nodes}),
      alternatives: moved ? [] : migrationAlternatives(cluster),
      notKnown: moved ? [] : NOT_KNOWN,
    },
  };
}

function migrationNodes(
  {nodes, summaries, cluster}: MigrationInput,
  byNode: ReadonlyMap<string | null, readonly MigrationResult[]>,
): readonly MigrationNode[] {
  const summaryOf = new Map(summaries.map((summary) => [summary.name, summary]));
  const nodeOf = new Map(cluster.nodes.map((node) => [node.name, node]));
  return [...nodes].sort(byNaturalName).map((checked) =>
    nodeReadiness({
      checked,
      summary: summaryOf.get(checked.name),
      node: nodeOf.get(checked.name),
      results: byNode.get(checked.name) ?? [],
    }),
  );
}

function groupByNode(
  results: readonly MigrationResult[],
): ReadonlyMap<string | null, readonly MigrationResult[]> {
  const groups = new Map<string | null, MigrationResult[]>();
  for (const result of results) {
    const group = groups.get(result.node);
    if (group) group.push(result);
    else groups.set(result.node, [result]);
  }
  return groups;
}

/** What no capture of a node holds. */
const NOT_KNOWN: readonly string[] = [
  'whether the network plugin and its policies work with kube-proxy in nftables mode',
  'which programs listen on Service addresses, and which scripts or exporters read ipvsadm, IP sets or KUBE chains',
  'what other firewalls in nftables or iptables on the nodes drop before or after the rules of kube-proxy',
  'who uses node ports, beyond the current connections',
];

/** By section, then worst first; what is fine comes last in its section. */
function compareResults(one: MigrationResult, other: MigrationResult): number {
  return (
    MIGRATION_SECTIONS.indexOf(one.section) - MIGRATION_SECTIONS.indexOf(other.section) ||
    rank(one) - rank(other) ||
    compareTexts(one.title, other.title) ||
    compareNaturally(one.node ?? '', other.node ?? '') ||
    compareTexts(one.message, other.message)
  );
}

function rank({result, severity}: MigrationResult): number {
  if (result === 'fail') return SEVERITIES.indexOf(severity);
  return SEVERITIES.length + ['undecidable', 'pass', 'not-applicable'].indexOf(result);
}

function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

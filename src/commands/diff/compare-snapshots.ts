import {compareTables, makeDiffReport, type NodeResult} from '../../compare/index.ts';
import {createExpectedStates} from '../../expected/index.ts';
import {DIFF_SOURCES, type EvaluationContext, expectedOn, inspectNode} from '../../inspect/index.ts';
import {
  type ActualState,
  type ClusterState,
  type DiffReport,
  type Evidence,
  type ExpectedState,
  type FindingService,
  isRuleMode,
  type NodeCapture,
  type NodeReport,
  type Note,
  newNote,
} from '../../model/index.ts';
import {nodesOf, scopeOf} from '../choose.ts';
import type {Chosen} from '../read-flags.ts';

/** What is compared. */
export interface DiffChoice extends Chosen {
  readonly targets: readonly string[];
}

/** What is compared, and when. */
export interface DiffRequest extends DiffChoice {
  readonly now: Date;
}

/** One of two snapshots. */
interface Side {
  readonly evidence: Evidence;
  readonly cluster: ClusterState;
}

/** One node at one moment. */
interface Moment {
  readonly report: NodeReport;
  /** The snapshot's path. */
  readonly where: string;
  /** Undefined if nothing could be read. */
  readonly actual: ActualState | undefined;
  readonly reason: string | undefined;
  /** The Service behind each virtual server, by key. */
  readonly owners: ReadonlyMap<string, FindingService>;
}

/**
 * Compares the tables of two snapshots, node by node: the first is what is expected. Services are named, and chosen,
 * by what either snapshot's API objects say. Throws `UserError`.
 */
export async function compareSnapshots(
  from: Evidence,
  against: Evidence,
  request: DiffRequest,
): Promise<DiffReport> {
  const sides = [
    {evidence: from, cluster: await from.readCluster()},
    {evidence: against, cluster: await against.readCluster()},
  ] as const;
  const both = unite(sides[0].cluster, sides[1].cluster);
  const scope = scopeOf({targets: request.targets, ...request.services}, both, from);
  const covered = [...new Set(sides.flatMap(({evidence}) => evidence.nodes ?? []))];
  const nodes = nodesOf(request.nodes, both, {...from, nodes: covered});
  const results: NodeResult[] = [];
  const before = await momentsOf(nodes, sides[0]);
  const after = await momentsOf(nodes, sides[1]);
  for (const node of nodes) {
    const moments = [before.get(node), after.get(node)] as const;
    if (moments[0] && moments[1]) results.push(compareOne(node, [moments[0], moments[1]], scope.filter));
  }
  return makeDiffReport(
    {
      generatedAt: request.now.toISOString(),
      source: from.source,
      against: against.source,
      services: scope.names,
    },
    results,
    [],
  );
}

function unite(one: ClusterState, other: ClusterState): ClusterState {
  const names = new Set(other.services.map(({namespace, name}) => `${namespace}/${name}`));
  return {
    ...other,
    services: [
      ...other.services,
      ...one.services.filter(({namespace, name}) => !names.has(`${namespace}/${name}`)),
    ],
    nodes: [...other.nodes, ...one.nodes.filter(({name}) => !other.nodes.some((node) => node.name === name))],
  };
}

type Filter = ((namespace: string, name: string) => boolean) | undefined;

function compareOne(node: string, [before, after]: readonly [Moment, Moment], filter: Filter): NodeResult {
  const mode = after.report.proxyMode;
  const reason = before.reason ?? after.reason ?? otherMode(before, after);
  if (reason !== undefined || !before.actual || !after.actual) {
    return {
      report: {
        ...after.report,
        state: 'unknown',
        reason: reason ?? '',
        virtualServers: null,
        realServers: null,
      },
      findings: [],
      notes: [],
      settlingSeconds: 0,
    };
  }
  const owners = new Map([...before.owners, ...after.owners]);
  const {findings, virtualServers, realServers} = compareTables({
    node,
    before: before.actual,
    after: after.actual,
    mode,
    serviceOf: (key) => owners.get(key) ?? null,
    inScope: (key) => {
      const owner = owners.get(key);
      return filter === undefined || (owner !== undefined && filter(owner.namespace, owner.name));
    },
    wholeTable: filter === undefined,
  });
  const state = findings.length > 0 ? 'drifted' : 'in-sync';
  return {
    report: {...after.report, state, reason: '', virtualServers, realServers},
    findings,
    notes: isRuleMode(mode) ? [ruleNote(node, mode)] : [],
    settlingSeconds: 0,
  };
}

/** Rules and an IPVS table are compared elsewhere; undefined if both moments have the same. */
function otherMode(before: Moment, after: Moment): string | undefined {
  const modes = [before, after].map(({report}) => (isRuleMode(report.proxyMode) ? report.proxyMode : 'ipvs'));
  if (modes[0] === modes[1]) return undefined;
  const command = `kubectl ipvs check --migration --verify --from ${after.where} --before ${before.where}`;
  return `${modes[0]} mode in ${before.where}, ${modes[1]} mode in ${after.where}: ${command} compares them`;
}

function ruleNote(node: string, mode: string): Note {
  return newNote('info', {
    node,
    message: `of the ${mode} rules only the endpoints and the affinity of each frontend were compared, not masquerading and source ranges`,
  });
}

async function momentsOf(nodes: readonly string[], side: Side): Promise<ReadonlyMap<string, Moment>> {
  const moments = new Map<string, Moment>();
  const {cluster, evidence} = side;
  // Made once: what nodes share is worked out for the first of them.
  const context = {
    cluster,
    expectedStates: createExpectedStates(cluster),
    services: undefined,
    sources: DIFF_SOURCES,
  };
  for await (const capture of evidence.captureNodes(nodes, DIFF_SOURCES)) {
    moments.set(capture.node, momentOf(capture, context, evidence));
  }
  return moments;
}

function momentOf(capture: NodeCapture, context: EvaluationContext, {source}: Evidence): Moment {
  const {actual, proxy, notCompared, expected, undecided, result} = inspectNode(capture, context);
  const where = source.type === 'snapshot' ? source.path : 'the cluster';
  const moment = {actual, report: result.report, where};
  if (!actual?.virtualServers || undecided !== undefined) {
    const reason = notCompared?.reason ?? undecided ?? 'nothing was captured';
    return {...moment, reason: `in ${where}: ${reason}`, owners: new Map()};
  }
  return {...moment, reason: undefined, owners: ownersOf(expected ?? expectedOn(proxy, actual, context))};
}

/** The Service behind each virtual server that the API explains. */
function ownersOf({virtualServers}: ExpectedState): ReadonlyMap<string, FindingService> {
  const owners = new Map<string, FindingService>();
  for (const [key, server] of virtualServers) {
    const [owner] = server.owners;
    if (owner) owners.set(key, {namespace: owner.namespace, name: owner.name, port: owner.port});
  }
  return owners;
}

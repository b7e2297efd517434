import {compareTables, makeDiffReport, type NodeResult} from '../../compare/index.ts';
import {createExpectedStates} from '../../expected/index.ts';
import {DIFF_SOURCES, expectedOn, type ProxyOnNode, readNode} from '../../inspect/index.ts';
import type {
  ActualState,
  ClusterState,
  DiffReport,
  Evidence,
  FindingService,
  NodeCapture,
} from '../../model/index.ts';
import {type DiffRequest, nodesOf, scopeOf} from '../choose.ts';

/** One of two snapshots. */
interface Side {
  readonly evidence: Evidence;
  readonly cluster: ClusterState;
}

/** One node at one moment. */
interface Moment {
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
  const scope = scopeOf(request, both, from);
  const covered = [...new Set(sides.flatMap(({evidence}) => evidence.nodes ?? []))];
  const nodes = nodesOf(request, both, {...from, nodes: covered});
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
  const head = {name: node, proxyMode: '', kubeProxyVersion: '', kubeProxyPod: ''};
  const reason = before.reason ?? after.reason;
  if (reason !== undefined || !before.actual || !after.actual) {
    return {
      report: {...head, state: 'unknown', reason: reason ?? '', virtualServers: null, realServers: null},
      findings: [],
      notes: [],
      settlingSeconds: 0,
    };
  }
  const owners = new Map([...before.owners, ...after.owners]);
  const comparison = compareTables({
    node,
    before: before.actual,
    after: after.actual,
    serviceOf: (key) => owners.get(key) ?? null,
    inScope: (key) => {
      const owner = owners.get(key);
      return filter === undefined || (owner !== undefined && filter(owner.namespace, owner.name));
    },
    wholeTable: filter === undefined,
  });
  const {findings, virtualServers, realServers} = comparison;
  const state = findings.length > 0 ? 'drifted' : 'in-sync';
  return {
    report: {...head, state, reason: '', virtualServers, realServers},
    findings,
    notes: [],
    settlingSeconds: 0,
  };
}

async function momentsOf(nodes: readonly string[], side: Side): Promise<ReadonlyMap<string, Moment>> {
  const moments = new Map<string, Moment>();
  for await (const capture of side.evidence.captureNodes(nodes, DIFF_SOURCES)) {
    moments.set(capture.node, momentOf(capture, side));
  }
  return moments;
}

function momentOf(capture: NodeCapture, side: Side): Moment {
  const {actual, proxy, notCompared} = readNode(capture, side.cluster);
  const {source} = side.evidence;
  const where = source.type === 'snapshot' ? source.path : 'the cluster';
  if (!actual?.virtualServers)
    return {
      actual,
      reason: `in ${where}: ${notCompared?.reason ?? 'nothing was captured'}`,
      owners: new Map(),
    };
  return {actual, reason: undefined, owners: ownersOf(actual, proxy, side)};
}

/** The Service behind each virtual server that the API explains. */
function ownersOf(
  actual: ActualState,
  proxy: ProxyOnNode,
  {cluster}: Side,
): ReadonlyMap<string, FindingService> {
  const context = {
    cluster,
    expectedStates: createExpectedStates(cluster),
    services: undefined,
    sources: DIFF_SOURCES,
  };
  const expected = expectedOn(proxy, actual, context);
  const owners = new Map<string, FindingService>();
  for (const [key, server] of expected.virtualServers) {
    const [owner] = server.owners;
    if (owner) owners.set(key, {namespace: owner.namespace, name: owner.name, port: owner.port});
  }
  return owners;
}

import type {Surroundings} from '../../check/index.ts';
import {compareChains, compareNode, judgeServers} from '../../compare/index.ts';
import {createExpectedStates, type ExpectedStates, type NodeFacts} from '../../expected/index.ts';
import {
  factsOn,
  healthNotes,
  networkProgramming,
  type ProxyOnNode,
  proxyHealth,
  proxyNotes,
  readNode,
  readTraffic,
  UNREAD_LOG,
} from '../../inspect/index.ts';
import {parseRoutes, RULE_SOURCES, STATE_SOURCES} from '../../kernel/index.ts';
import type {
  ActualState,
  CaptureSource,
  ClusterState,
  ExpectedState,
  NodeCapture,
  Note,
  Service,
  TracePath,
} from '../../model/index.ts';
import {narrowCluster} from '../../scope/index.ts';
import {
  chooseVirtualServers,
  type NodeView,
  type ServedPort,
  type TrafficReading,
  tracePath,
} from '../../trace/index.ts';
import type {TraceRequest} from './trace-request.ts';

/** What a path rests on. */
export const PATH_SOURCES: readonly CaptureSource[] = [
  ...STATE_SOURCES,
  ...Object.values(RULE_SOURCES.nftables),
  'routes.txt',
  'kube-proxy-metrics.txt',
  'kube-proxy-configz.json',
  'kube-proxy-mode.txt',
  'kube-proxy-healthz.json',
  'uname.txt',
  'capture.json',
];

/** What all nodes of a trace have in common. */
export interface TraceScope {
  readonly cluster: ClusterState;
  readonly service: Service;
  readonly request: TraceRequest;
  /** Canonical. */
  readonly client: string | undefined;
  /** Of the Service, and of those that claim the same addresses. */
  readonly expectedStates: ExpectedStates;
  /** For the checks of kube-proxy itself. */
  readonly around: Surroundings;
}

/** One node as a trace sees it first; with an error nothing else is known. */
export interface TracedNode {
  readonly node: string;
  readonly error: string | undefined;
  readonly paths: readonly TracePath[];
  readonly served: readonly ServedPort[];
  readonly proxy: ProxyOnNode;
  /** What says how far its table can be trusted. */
  readonly notes: readonly Note[];
  /** Undefined with an error. */
  readonly facts: NodeFacts | undefined;
  /** What the first look tells of the traffic; undefined with an error. */
  readonly traffic: TrafficReading | undefined;
  /** Whether what the table lacks is not there. */
  readonly wholeTable: boolean;
  /** kube-proxy's own measure of its lag. */
  readonly networkProgramming: ReturnType<typeof networkProgramming>;
}

/** What is the same on all nodes. */
export function traceScope(
  cluster: ClusterState,
  service: Service,
  {request, around}: Pick<TraceScope, 'request' | 'around'>,
): Omit<TraceScope, 'client'> {
  return {
    around,
    cluster,
    service,
    request,
    expectedStates: createExpectedStates(narrowCluster(cluster, service)),
  };
}

/** The paths to a Service through one captured node. */
export function traceNode(capture: NodeCapture, scope: TraceScope): TracedNode {
  const {proxy, actual, notCompared} = readNode(capture, scope.cluster);
  const inspected = {proxy, actual, notCompared, expected: undefined};
  const nothing = {
    node: capture.node,
    paths: [],
    served: [],
    wholeTable: false,
    proxy,
    notes: [
      ...healthNotes(proxyHealth({capture, inspected}, {around: scope.around, log: UNREAD_LOG})),
      ...proxyNotes(proxy),
    ],
    networkProgramming: networkProgramming(capture),
  };
  if (notCompared || !actual)
    return {...nothing, error: notCompared?.reason ?? '', facts: undefined, traffic: undefined};
  const facts = factsOn(proxy, actual, scope.cluster);
  const expected = scope.expectedStates(facts);
  const served = chooseVirtualServers(expected, scope.service, scope.request.to);
  const view = viewOf(capture, {expected, actual, proxy}, scope);
  const judged = new Map(judgeServers(view, isServed(served)).map((one) => [one.expected, one]));
  const paths = served.flatMap(({server, port}) => {
    const one = judged.get(server);
    return one ? [tracePath(view, one, port)] : [];
  });
  return {
    ...nothing,
    error: undefined,
    paths,
    served,
    facts,
    wholeTable: actual.disputed.size === 0,
    traffic: readTraffic(capture, actual),
  };
}

function isServed(served: readonly ServedPort[]): (server: ServedPort['server']) => boolean {
  const servers = new Set(served.map(({server}) => server));
  return (server) => servers.has(server);
}

interface Known {
  readonly expected: ExpectedState;
  readonly actual: ActualState;
  readonly proxy: ProxyOnNode;
}

function viewOf({texts}: NodeCapture, {expected, actual, proxy}: Known, scope: TraceScope): NodeView {
  const {namespace, name} = scope.service;
  const input = {
    expected,
    actual,
    services: (otherNamespace: string, otherName: string) =>
      otherNamespace === namespace && otherName === name,
    kubeProxyMinor: proxy.version?.minor,
  };
  const routes = texts['routes.txt'] ? parseRoutes(texts['routes.txt']) : undefined;
  const {findings, table} = compareNode(input);
  return {
    expected,
    actual: table ? {...actual, virtualServers: table} : actual,
    findings: [...findings, ...compareChains({...input, services: undefined})],
    routes: routes?.problems.length === 0 ? routes.value : undefined,
    nodes: scope.cluster.nodes,
    client: scope.client,
  };
}

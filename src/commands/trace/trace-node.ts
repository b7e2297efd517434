import type {ProxyLog} from '../../check/index.ts';
import {compareChains, judgeServers} from '../../compare/index.ts';
import type {NodeSituation} from '../../expected/index.ts';
import {
  factsOn,
  healthNotes,
  healthOf,
  type LookedAtNode,
  networkProgramming,
  type ProxyOnNode,
  proxyNotes,
  readTraffic,
  surroundingsOf,
} from '../../inspect/index.ts';
import {parseRoutes, RULE_SOURCES, STATE_SOURCES} from '../../kernel/index.ts';
import {
  type ActualState,
  type CaptureSource,
  type CheckResult,
  type ClusterState,
  cidrContains,
  type Evidence,
  type ExpectedState,
  hasRules,
  type Known,
  type NodeState,
  type Note,
  parseCidr,
  type ServedMode,
  type Service,
  type TracePath,
} from '../../model/index.ts';
import {
  chooseVirtualServers,
  hasPlace,
  type PathView,
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
  readonly evidence: Evidence;
}

/** One node as a trace sees it first; with an error nothing else is known. */
export interface TracedNode {
  readonly node: string;
  readonly error: string | undefined;
  /** Why its traffic is not sampled, as with an error; undefined if it is. */
  readonly unsampled: string | undefined;
  /** As `diff` of this Service judges the node. */
  readonly state: NodeState;
  readonly paths: readonly TracePath[];
  readonly served: readonly ServedPort[];
  readonly proxy: ProxyOnNode;
  /** Failed checks of the node itself, and of the Service on it. */
  readonly failures: readonly CheckResult[];
  /** What says how far its table can be trusted, and what else is wrong with the node. */
  readonly notes: readonly Note[];
  /** Undefined with an error. */
  readonly facts: NodeSituation | undefined;
  /** What the first look tells of the traffic; undefined with an error. */
  readonly traffic: TrafficReading | undefined;
  /** Whether what the table lacks is not there. */
  readonly wholeTable: boolean;
  /** kube-proxy's own measure of its lag. */
  readonly networkProgramming: ReturnType<typeof networkProgramming>;
}

/** The paths to a Service through one node that was looked at. */
export function traceNode(
  looked: LookedAtNode,
  scope: TraceScope,
  {log, now}: {readonly log: Known<ProxyLog>; readonly now: Date},
): TracedNode {
  const {capture, context, inspected, result} = looked;
  const {proxy, actual, notCompared, expected} = inspected;
  const failures = healthOf(
    {capture, inspected, findings: result.findings},
    {
      around: surroundingsOf(context.cluster, scope.evidence, now),
      log,
      services: [scope.service],
    },
  );
  const nothing = {
    node: capture.node,
    state: result.report.state,
    paths: [],
    served: [],
    wholeTable: false,
    proxy,
    failures,
    // What breaks a step of a path is told there.
    notes: [...healthNotes(failures.filter((failure) => !hasPlace(failure))), ...proxyNotes(proxy)],
    networkProgramming: networkProgramming(capture),
  };
  if (notCompared || !actual || !expected)
    return {...nothing, ...unread(notCompared?.reason ?? ''), facts: undefined, traffic: undefined};
  const served = chooseVirtualServers(expected, scope.service, scope.request.to);
  const view = viewOf(looked, {expected, actual, failures}, scope);
  const judged = new Map(judgeServers(view, isServed(served)).map((one) => [one.expected, one]));
  const paths = served.flatMap(({server, port}) => {
    const one = judged.get(server);
    return one ? [tracePath(view, one, port)] : [];
  });
  const facts = factsOn(proxy, actual, context.cluster);
  return {
    ...nothing,
    error: undefined,
    unsampled: withoutCounters(expected.mode),
    paths,
    served,
    facts,
    wholeTable: actual.disputed.size === 0,
    traffic: hasRules(expected.mode) ? undefined : readTraffic(capture, actual),
  };
}

function unread(error: string): Pick<TracedNode, 'error' | 'unsampled'> {
  return {error, unsampled: error};
}

/** The rules of the other modes count nothing by endpoint, and what is left of IPVS there gets no connections. */
function withoutCounters(mode: ServedMode): string | undefined {
  return hasRules(mode)
    ? `kube-proxy runs in ${mode} mode here, whose rules count no connections`
    : undefined;
}

function isServed(served: readonly ServedPort[]): (server: ServedPort['server']) => boolean {
  const servers = new Set(served.map(({server}) => server));
  return (server) => servers.has(server);
}

interface States {
  readonly expected: ExpectedState;
  readonly actual: ActualState;
  readonly failures: readonly CheckResult[];
}

function viewOf(
  {capture: {texts}, context: {cluster}, inspected: {proxy}, result}: LookedAtNode,
  {expected, actual, failures}: States,
  {client}: TraceScope,
): PathView {
  const routes = texts['routes.txt'] ? parseRoutes(texts['routes.txt']) : undefined;
  const chains = compareChains({expected, actual, services: undefined, kubeProxyMinor: proxy.version?.minor});
  return {
    expected,
    actual,
    findings: [...result.findings, ...chains],
    failures,
    routes: routes?.problems.length === 0 ? routes.value : undefined,
    nodes: cluster.nodes,
    client,
    clientIsOutside: client === undefined ? undefined : isOutside(client, cluster, proxy),
  };
}

/** Whether an address is neither a Pod's nor a node's; undefined where no network of Pods is known. */
function isOutside(client: string, {nodes, endpointSlices}: ClusterState, {configuration}: ProxyOnNode) {
  const isEndpoint = endpointSlices.some(({endpoints}) => endpoints.some(({address}) => address === client));
  if (isEndpoint || nodes.some(({addresses}) => addresses.some(({address}) => address === client)))
    return false;
  const networks = [...nodes.flatMap(({podCidrs = []}) => podCidrs), ...configuration.clusterCidr.split(',')]
    .map((text) => parseCidr(text.trim()))
    .filter((network) => network !== undefined);
  if (networks.some((network) => cidrContains(network, client))) return false;
  return networks.length === 0 ? undefined : true;
}

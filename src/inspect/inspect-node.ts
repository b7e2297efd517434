import {compareNode, type NodeResult, type ServiceFilter, settlingSeconds} from '../compare/index.ts';
import {type ExpectedStates, type NodeSituation, servedFamilies} from '../expected/index.ts';
import {RULE_SOURCES, readActualState, readRuleState, STATE_SOURCES} from '../kernel/index.ts';
import {
  type ActualState,
  type CaptureSource,
  type ClusterState,
  type ExpectedState,
  formatKubeVersion,
  hasRules,
  type KernelTable,
  type NodeCapture,
  type NodeReport,
  type NodeState,
  type Note,
  settingsOfMode,
} from '../model/index.ts';
import {imageNotes, proxyNotes, sourceNotes, undecidedNotes} from './node-notes.ts';
import {type ProxyOnNode, proxyOnNode} from './proxy-on-node.ts';
import {type NotCompared, reasonForDoubt, whyNoRules, whyNotCompared} from './why-not-compared.ts';

/** The sources of a node that a comparison reads. */
export const DIFF_SOURCES: readonly CaptureSource[] = [
  ...STATE_SOURCES,
  ...Object.values(RULE_SOURCES.nftables),
  'kube-proxy-metrics.txt',
  'kube-proxy-configz.json',
  'kube-proxy-mode.txt',
  'kube-proxy-healthz.json',
  'modules.txt',
  'uname.txt',
  'capture.json',
];

/** What a debug pod reads: not the iptables rules, which would take one more capability (NET_RAW). */
export const LIVE_SOURCES: readonly CaptureSource[] = DIFF_SOURCES.filter(
  (source) => !source.includes('tables-save'),
);

/** What the comparison of any node needs besides its capture. */
export interface EvaluationContext {
  readonly cluster: ClusterState;
  readonly expectedStates: ExpectedStates;
  /** Undefined: the whole table. */
  readonly services: ServiceFilter | undefined;
  /** What was asked of the node. */
  readonly sources: readonly CaptureSource[];
}

/** One captured node: what kube-proxy says of itself, what the kernel holds, and what a comparison makes of it. */
export interface InspectedNode {
  readonly proxy: ProxyOnNode;
  /** Undefined if nothing could be read from the node. */
  readonly actual: ActualState | undefined;
  /** Undefined if there is a table of kube-proxy's to compare. */
  readonly notCompared: NotCompared | undefined;
  /** Undefined if there is none. */
  readonly expected: ExpectedState | undefined;
  /** What of the rules was not understood, in nftables and iptables mode. */
  readonly undecided: string | undefined;
  readonly result: NodeResult;
}

/** Compares one captured node with the API. A node that could not be read is unknown. */
export function evaluateNode(capture: NodeCapture, context: EvaluationContext): NodeResult {
  return inspectNode(capture, context).result;
}

/** {@link evaluateNode}, with what the result was made of. */
export function inspectNode(capture: NodeCapture, context: EvaluationContext): InspectedNode {
  const read = readNode(capture, context.cluster);
  const {proxy, actual, notCompared} = read;
  const notes = [...proxyNotes(proxy), ...imageNotes(capture, context.sources)];
  if (notCompared || !actual) {
    const result = uncompared(read, notes);
    return {...read, expected: undefined, undecided: undefined, result};
  }
  const expected = expectedOn(proxy, actual, context);
  const {table, undecided, result} = compare(read, actual, {capture, expected, context, notes});
  return {...read, actual: table ? {...actual, virtualServers: table} : actual, expected, undecided, result};
}

/** What is known of a captured node before its table is compared. */
export type ReadNode = Omit<InspectedNode, 'expected' | 'undecided' | 'result'>;

/** Reads a capture: kube-proxy, the kernel's state, and whether there is a table of kube-proxy's to compare. */
function readNode(capture: NodeCapture, cluster: ClusterState): ReadNode {
  const proxy = proxyOnNode(capture, cluster);
  if (capture.error === undefined && hasRules(proxy.mode ?? 'ipvs'))
    return readRuleNode(capture, proxy, cluster);
  const actual = capture.error === undefined ? readActualState(capture) : undefined;
  const notCompared = whyNotCompared({capture, proxy, actual, cluster});
  // Where nothing shows that kube-proxy should be, nobody answers for it.
  const isElsewhere = notCompared?.why === 'no-proxy' || notCompared?.why === 'other-owner';
  if (!isElsewhere || proxy.pod || proxy.condition.kind !== 'silent') return {proxy, actual, notCompared};
  return {proxy: {...proxy, condition: {kind: 'absent', why: ''}}, actual, notCompared};
}

/** A node in nftables or iptables mode: its rules take the place of the IPVS table. */
function readRuleNode(capture: NodeCapture, proxy: ProxyOnNode, cluster: ClusterState): ReadNode {
  const mode = proxy.mode === 'iptables' ? 'iptables' : 'nftables';
  const {state, unread} = readRuleState(capture, mode);
  const {families} = factsOn(proxy, state, cluster);
  return {proxy, actual: state, notCompared: whyNoRules(capture, mode, {families, unread})};
}

function headOf({node, pod, facts, mode, configuration, version}: ProxyOnNode) {
  return {
    name: node,
    proxyMode: mode ?? facts.mode ?? configuration.mode,
    kubeProxyVersion: version ? formatKubeVersion(version) : '',
    kubeProxyPod: pod ? `${pod.namespace}/${pod.name}` : '',
  };
}

function uncompared({proxy, notCompared}: ReadNode, notes: readonly Note[]): NodeResult {
  const report: NodeReport = {
    ...headOf(proxy),
    state: notCompared?.why === 'other-mode' ? 'other-mode' : 'unknown',
    reason: notCompared?.reason ?? '',
    virtualServers: null,
    realServers: null,
  };
  return {report, findings: [], notes, settlingSeconds: settlingOn(proxy)};
}

interface Circumstances {
  readonly capture: NodeCapture;
  readonly expected: ExpectedState;
  readonly context: EvaluationContext;
  readonly notes: readonly Note[];
}

function compare(
  {proxy}: ReadNode,
  actual: ActualState,
  {capture, expected, context, notes}: Circumstances,
): {readonly table: KernelTable | undefined} & Pick<InspectedNode, 'undecided' | 'result'> {
  const comparison = compareNode({
    expected,
    actual,
    services: context.services,
    kubeProxyMinor: proxy.version?.minor,
  });
  const {findings, virtualServers, realServers} = comparison;
  const doubt = comparison.undecided ?? reasonForDoubt(actual);
  const drifted = findings.some(({severity}) => severity !== 'info');
  const state = stateOf(drifted, doubt);
  const result: NodeResult = {
    report: {
      ...headOf(proxy),
      state,
      reason: state === 'unknown' ? (doubt ?? '') : '',
      virtualServers,
      realServers,
    },
    findings,
    notes: [
      ...notes,
      ...comparison.notes,
      ...undecidedNotes(proxy.node, comparison.undecided),
      ...(hasRules(expected.mode) ? [] : sourceNotes(capture, actual, context.sources)),
    ],
    settlingSeconds: settlingOn(proxy),
  };
  return {table: comparison.table, undecided: comparison.undecided, result};
}

/** How long a difference on the node may be on its way, in seconds. */
export function settlingOn({configuration, facts, mode}: ProxyOnNode): number {
  const {minSyncPeriod} = settingsOfMode(configuration, mode ?? 'ipvs');
  return settlingSeconds({minSyncPeriod, p99Duration: facts.p99SyncDuration});
}

/** Drift that was seen counts even where not everything could be trusted; without it, doubt does. */
function stateOf(drifted: boolean, doubt: string | undefined): NodeState {
  if (drifted) return 'drifted';
  return doubt === undefined ? 'in-sync' : 'unknown';
}

/** What kube-proxy must have programmed on a node. */
export function expectedOn(
  proxy: ProxyOnNode,
  actual: ActualState,
  context: EvaluationContext,
): ExpectedState {
  return context.expectedStates(factsOn(proxy, actual, context.cluster));
}

/** What the expected state of a node depends on, besides the API objects. */
export function factsOn(proxy: ProxyOnNode, actual: ActualState, cluster: ClusterState): NodeSituation {
  return {
    name: proxy.node,
    node: cluster.nodes.find(({name}) => name === proxy.node),
    hostName: proxy.facts.hostName,
    version: proxy.version,
    mode: proxy.mode,
    configuration: proxy.configuration,
    interfaces: actual.addresses,
    families: servedFamilies({
      interfaces: actual.addresses,
      disableIPv6: actual.sysctls?.get('net.ipv6.conf.all.disable_ipv6'),
      version: proxy.version,
      ipv6InApi: cluster.services.some(({clusterIP, clusterIPs}) =>
        [clusterIP, ...clusterIPs].some((address) => address.includes(':')),
      ),
      ipv6InKernel: ipv6InKernel(actual),
    }),
  };
}

function ipv6InKernel(actual: ActualState): boolean {
  if ([...(actual.virtualServers?.keys() ?? [])].some((key) => key.includes('['))) return true;
  return [...(actual.ipSets?.keys() ?? [])].some((name) => name.startsWith('KUBE-6-'));
}

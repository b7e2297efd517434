import type {NodeEvidence, NodeFacts, ProxyReplies} from '../check/index.ts';
import {startObstacles} from '../expected/index.ts';
import {
  hasIpvs,
  type ProxyFacts,
  RULE_SOURCES,
  readActualState,
  readCaptureRecord,
  readSource,
  tracedModes,
  whyMissing,
} from '../kernel/index.ts';
import {
  type ActualState,
  type CaptureSource,
  type ClusterState,
  type Finding,
  hasRules,
  type Known,
  type NodeCapture,
  type ServedMode,
} from '../model/index.ts';
import type {InspectedNode} from './inspect-node.ts';

/** All that is known of one captured node. */
export interface CheckedCapture {
  readonly capture: NodeCapture;
  readonly inspected: Pick<InspectedNode, 'proxy' | 'actual' | 'notCompared' | 'expected'>;
  /** Differences, after a second look where there was one. */
  readonly findings: readonly Finding[];
  readonly log: Known<NodeFacts['log']>;
  readonly cluster: ClusterState;
  /** Our time when the capture arrived; undefined for a snapshot, which arrived earlier. */
  readonly arrivedAt: Date | undefined;
  /** The time of the capture where its texts do not name it. */
  readonly now: Date;
}

/** A captured node as the checks see it: each fact is read when the first check asks for it, and kept for the next. */
export function checkEvidence(checked: CheckedCapture): NodeEvidence {
  const readers = readersOf(checked);
  const known = new Map<string, Known<unknown>>();
  return {
    node: checked.capture.node,
    unread: checked.capture.error,
    notIpvs: whyNotIpvs(checked),
    servesByRules: servesByRules(checked),
    read: (name) => {
      const reading = known.get(name) ?? readers[name]();
      known.set(name, reading);
      return reading as Known<NodeFacts[typeof name]>;
    },
  };
}

function whyNotIpvs({inspected: {notCompared, proxy}}: CheckedCapture): string | undefined {
  if (proxy.mode !== undefined && hasRules(proxy.mode)) return `kube-proxy runs in ${proxy.mode} mode here`;
  if (!notCompared || notCompared.why === 'unread' || notCompared.why === 'no-table') return undefined;
  return notCompared.reason;
}

/** Whether the node is one whose rules were compared. */
function servesByRules({inspected: {expected}}: CheckedCapture): boolean {
  return expected !== undefined && hasRules(expected.mode);
}

/** The state of IPVS mode in a node's kernel: where rules serve it, what is left of that mode, or another program's. */
function ipvsState({capture, inspected: {actual, expected}}: CheckedCapture): ActualState | undefined {
  return expected && hasRules(expected.mode) ? readActualState(capture) : actual;
}

function repliesOf({metricsPort, healthPort}: ProxyFacts): ProxyReplies {
  return {
    metrics: metricsPort.outcome,
    health: healthPort.outcome,
    hangs: metricsPort.hangs && healthPort.outcome !== 'answered',
    metricsText: replyText(metricsPort),
    healthText: replyText(healthPort),
  };
}

/** What came of asking one port, in words. */
function replyText({outcome, places, program, hangs, why}: ProxyFacts['metricsPort']): string {
  const asked = `queried by ${program} at ${places.join(', ')}`;
  const texts = {
    answered: 'it answered',
    unanswered: hangs ? `${asked}: it accepted the request and never responded` : `${asked}: no answer`,
    'not-asked': why === '' ? 'it was not queried' : why,
  };
  return texts[outcome];
}

type Readers = {readonly [Name in keyof NodeFacts]: () => Known<NodeFacts[Name]>};

function readersOf(checked: CheckedCapture): Readers {
  const {capture, inspected, cluster, log} = checked;
  const {proxy} = inspected;
  return {
    ...stateReaders(checked),
    ...textReaders(capture),
    version: () => orWhy(proxy.version, "neither kube-proxy's metrics nor its image show a version"),
    mode: () => orWhy(proxy.facts.mode, 'kube-proxy did not report its mode'),
    configuration: () => ({known: true, value: proxy.configuration}),
    proxy: () => ({known: true, value: proxy.condition}),
    syncs: () => orWhy(proxy.facts.sync, missing(capture, 'kube-proxy-metrics.txt')),
    runningConfiguration: () => orWhy(proxy.facts.configuration, missing(capture, 'kube-proxy-configz.json')),
    startObstacles: () =>
      orWhy(
        proxy.version && cluster.configuration && startObstacles(proxy.version, cluster.configuration),
        "kube-proxy's version is not known, or there is no ConfigMap of it",
      ),
    replies: () => ({known: true, value: repliesOf(proxy.facts)}),
    pod: () => orWhy(proxy.pod, `the API lists no kube-proxy Pod on ${capture.node}`),
    node: () =>
      orWhy(
        cluster.nodes.find(({name}) => name === capture.node),
        `the API lists no Node ${capture.node}`,
      ),
    log: () => log,
    capturedAt: () => ({known: true, value: capturedAt(capture) ?? checked.now}),
    clockOffset: () => orWhy(clockOffset(checked), "the node's clock was not compared with the local clock"),
  };
}

function stateReaders(checked: CheckedCapture) {
  const {capture, inspected, findings} = checked;
  const {expected, notCompared} = inspected;
  const actual = ipvsState(checked);
  const reason = notCompared?.reason ?? 'nothing was compared';
  const state = () => orWhy(actual, reason);
  const part = <Value>(value: Value | undefined, source: CaptureSource): Known<Value> =>
    orWhy(value, problemOf(inspected, source) ?? missing(capture, source));
  return {
    state,
    traces: () => tracesOf(capture),
    rules: () => orWhy(inspected.actual?.rules, notCompared?.reason ?? 'kube-proxy runs in IPVS mode here'),
    table: () => orWhy(actual?.virtualServers, notCompared?.reason ?? 'the IPVS table was not captured'),
    expected: () => orWhy(expected, reason),
    findings: () =>
      (expected ? {known: true, value: findings} : {known: false, why: reason}) as Known<readonly Finding[]>,
    addresses: () => part(actual?.addresses, 'addresses.txt'),
    ipSets: () => part(actual?.ipSets, 'ipset-save.txt'),
    iptables: () =>
      part(
        actual && Object.keys(actual.iptables).length > 0 ? actual.iptables : undefined,
        'iptables-save.txt',
      ),
    sysctls: () => part(actual?.sysctls, 'sysctl.txt'),
  };
}

/** Without the rules of nftables it is not known whether there are any. */
function tracesOf(capture: NodeCapture): Known<readonly ServedMode[]> {
  const sources = Object.values(RULE_SOURCES.nftables);
  const unread = sources.find((source) => capture.texts[source] === undefined);
  return unread
    ? {known: false, why: missing(capture, unread), absent: true}
    : {known: true, value: tracedModes(capture)};
}

function textReaders(capture: NodeCapture) {
  return {
    timeouts: () => readSource(capture, 'ipvsadm-timeouts.txt'),
    connections: () => {
      const listed = readSource(capture, 'ipvsadm-connections.txt');
      const other = capture.texts['proc-net-ip_vs_conn.txt'] !== undefined;
      return listed.known || !other ? listed : readSource(capture, 'proc-net-ip_vs_conn.txt');
    },
    connectionTableSize: () => tableSize(capture),
    conntrackStats: () => readSource(capture, 'conntrack-stats.txt'),
    conntrack: () =>
      orWhy(
        capture.texts['conntrack.txt']?.split('\n').filter((line) => line !== ''),
        missing(capture, 'conntrack.txt'),
      ),
    modules: () => readSource(capture, 'modules.txt'),
    kernelHasIpvs: () => orWhy(hasIpvs(capture), missing(capture, 'proc-net-ip_vs.txt')),
    metrics: () => readSource(capture, 'kube-proxy-metrics.txt'),
    kernel: () => readSource(capture, 'uname.txt'),
    healthz: () => readHealthz(capture),
  };
}

function orWhy<Value>(value: Value | undefined, why: string): Known<Value> {
  return value === undefined ? {known: false, why} : {known: true, value};
}

function missing(capture: NodeCapture, source: CaptureSource): string {
  return whyMissing(capture, source);
}

function problemOf({actual}: Pick<InspectedNode, 'actual'>, source: CaptureSource): string | undefined {
  const problem = actual?.problems.find((one) => one.source === source);
  return problem && `${source}: ${problem.message}`;
}

/** Ipvsadm and `/proc/net/ip_vs` begin with `IP Virtual Server version 1.2.1 (size=4096)`. */
function tableSize(capture: NodeCapture): Known<number> {
  const head = (capture.texts['ipvsadm-list.txt'] ?? capture.texts['proc-net-ip_vs.txt'] ?? '').slice(0, 200);
  const size = /^IP Virtual Server version \S+ \(size=(\d+)\)/.exec(head)?.[1];
  return orWhy(size === undefined ? undefined : Number(size), missing(capture, 'ipvsadm-list.txt'));
}

function readHealthz(capture: NodeCapture): Known<unknown> {
  const text = capture.texts['kube-proxy-healthz.json'];
  if (text === undefined) return {known: false, why: missing(capture, 'kube-proxy-healthz.json')};
  try {
    return {known: true, value: JSON.parse(text)};
  } catch {
    return {known: false, why: 'kube-proxy-healthz.json is not valid JSON'};
  }
}

function clockOffset({capture, arrivedAt}: CheckedCapture): number | undefined {
  const finished = capturedAt(capture);
  return finished && arrivedAt && (finished.getTime() - arrivedAt.getTime()) / 1000;
}

/** When the node was captured, by its own clock; undefined if its texts do not say. */
export function capturedAt(capture: NodeCapture): Date | undefined {
  return readCaptureRecord(capture).finishedAt;
}

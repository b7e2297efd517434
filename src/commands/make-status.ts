import type {CaptureSource, ClusterState, Evidence, StatusReport} from '../model/index.ts';
import {isSilent, makeStatusReport, type ObservedNode} from '../status/index.ts';
import {surroundingsOf} from './check-nodes.ts';
import {clusterNotes, coverageNotes} from './cluster-notes.ts';
import type {FlagValues, Ports} from './command.ts';
import {DIFF_SOURCES, LIVE_SOURCES} from './evaluate-node.ts';
import {lookAtNodes} from './look-at-nodes.ts';
import {DETAIL_SOURCES} from './observe-detail.ts';
import {observeNode, uncapturedNode} from './observe-node.ts';
import {readImportantLines} from './read-important-lines.ts';
import {readProxyLogs} from './read-proxy-logs.ts';
import {selectNodes} from './select-nodes.ts';
import type {ServiceScope} from './select-services.ts';

/** What `status` is asked for. */
export interface StatusRequest {
  /** Nodes that were asked for by name, to be told in detail. */
  readonly names: readonly string[];
  readonly flags: FlagValues;
}

const WHOLE_TABLE: ServiceScope = {names: 'all', filter: undefined, services: []};

/** Of so many nodes whose kube-proxy does not answer the log is read. */
const MOST_LOGS = 10;

/** Reading the log of each node would take longer than all the rest. */
const UNREAD_LOG = {known: false, why: "kube-proxy's log was not read"} as const;

/** What a node is read for: the row of a table, or all details. */
export function statusSources(detailed: boolean, live: boolean): readonly CaptureSource[] {
  if (detailed) return DETAIL_SOURCES;
  return [...(live ? LIVE_SOURCES : DIFF_SOURCES), 'kube-proxy-healthz.json'];
}

/** One look at the nodes that a call asks for. Throws `UserError`. */
export async function makeStatus(
  evidence: Evidence,
  request: StatusRequest,
  ports: Ports,
): Promise<StatusReport> {
  const cluster = await evidence.readCluster();
  const now = ports.now();
  const nodes = nodesOf(request, cluster, evidence);
  const detailed = request.names.length > 0;
  const choice = {nodes, pods: cluster.kubeProxyPods, now};
  const lines = detailed ? await readImportantLines(evidence, choice) : new Map();
  const logs = detailed ? await readProxyLogs(evidence, choice) : new Map();
  const seen = await lookAtNodes(
    evidence,
    {cluster, nodes, scope: WHOLE_TABLE, sources: statusSources(detailed, evidence.live)},
    {
      see: (capture, context) =>
        observeNode(capture, context, {
          around: surroundingsOf(context.cluster, evidence, ports.now()),
          log: logs.get(capture.node) ?? UNREAD_LOG,
          lines: lines.get(capture.node),
        }),
      wait: ports.wait,
    },
  );
  const observed: readonly ObservedNode[] = seen.map(({result, ...rest}) => ({comparison: result, ...rest}));
  const told = await withLastWords(observed, evidence, {cluster, now});
  const head = {generatedAt: now.toISOString(), source: evidence.source};
  const others = isWhole(request, evidence) ? otherNodes(cluster, nodes) : [];
  const notes = [...clusterNotes(cluster), ...coverageNotes(cluster, evidence)];
  return makeStatusReport(head, [...told, ...others], notes);
}

function nodesOf(
  {names, flags}: StatusRequest,
  cluster: ClusterState,
  evidence: Evidence,
): readonly string[] {
  const choice = {
    nodes: [...names, ...flags.texts('node')],
    nodeSelector: flags.text('node-selector'),
    allNodes: flags.isSet('all-nodes'),
  };
  return selectNodes(choice, cluster, evidence.nodes);
}

function isWhole({names, flags}: StatusRequest, evidence: Evidence): boolean {
  const chosen = [...names, ...flags.texts('node')].length > 0 || flags.text('node-selector') !== undefined;
  return !chosen && evidence.nodes === undefined;
}

/** Nodes without kube-proxy: that it is missing there may be the trouble. */
function otherNodes(cluster: ClusterState, captured: readonly string[]): readonly ObservedNode[] {
  const names = new Set(captured);
  return cluster.nodes.filter(({name}) => !names.has(name)).map((node) => uncapturedNode(node, cluster));
}

/** Why a kube-proxy does not answer stands in its log, if anywhere. */
async function withLastWords(
  observed: readonly ObservedNode[],
  evidence: Evidence,
  {cluster, now}: {readonly cluster: ClusterState; readonly now: Date},
): Promise<readonly ObservedNode[]> {
  const silent = observed.filter(({observation}) => isSilent(observation)).slice(0, MOST_LOGS);
  if (silent.length === 0) return observed;
  const nodes = silent.map(({observation}) => observation.name);
  const logs = await readImportantLines(evidence, {nodes, pods: cluster.kubeProxyPods, now});
  return observed.map((node) => {
    const log = logs.get(node.observation.name);
    const lines = log?.known ? log.value : [];
    const lastWords = lines.findLast(({code}) => code !== null) ?? lines.at(-1);
    return lastWords ? {...node, observation: {...node.observation, lastWords}} : node;
  });
}

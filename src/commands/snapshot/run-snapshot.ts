import {EXIT, UserError} from '../../errors.ts';
import {collectLog, proxyFocus} from '../../inspect/index.ts';
import {
  byNaturalName,
  CAPTURE_SOURCES,
  type CaptureSource,
  type ClusterState,
  type Evidence,
  kubeProxyPodOn,
  type NodeCapture,
  type NodeRecord,
  type SnapshotReport,
  type SnapshotWriter,
} from '../../model/index.ts';
import {renderSnapshot} from '../../render/index.ts';
import {selectNodes} from '../../scope/index.ts';
import type {Call, FlagValues, Outcome, Ports} from '../command.ts';
import {dryRun} from '../dry-run.ts';
import {openEvidence} from '../open-evidence.ts';
import {outputOptions} from '../output-options.ts';
import {type NodeFlags, nodeFlags, sourceOptions} from '../read-flags.ts';

/** The sources that are logs: the API has them, not the node. */
const LOGS: readonly CaptureSource[] = ['kube-proxy.log', 'kube-proxy-previous.log'];

/** What a debug pod reads for a snapshot. */
export const SNAPSHOT_SOURCES: readonly CaptureSource[] = CAPTURE_SOURCES.filter(
  (source) => !LOGS.includes(source),
);

/** The last lines of a log that are kept: a week of a quiet kube-proxy, an hour of a loud one. */
const LOG_LINES = 50_000;

const FOCUS = {complete: true};

/** Runs `snapshot`. Throws `UserError`. */
export async function runSnapshot(call: Call, ports: Ports): Promise<Outcome> {
  const {flags} = call;
  const source = sourceOptions(flags);
  const choice = nodeFlags(flags);
  if (flags.isSet('dry-run')) return dryRun({source, node: choice.nodes[0], ports}, SNAPSHOT_SOURCES, FOCUS);
  const manner = {
    force: flags.isSet('force'),
    redact: flags.isSet('redact'),
    mapping: mappingOf(flags),
  };
  const begin = (path: string) => ports.createSnapshot({path, ...manner});
  // A name that cannot be used is told before anything is asked of the cluster.
  const named = call.arguments[0] === undefined ? undefined : await begin(call.arguments[0]);
  let writer = named;
  try {
    const from = await openEvidence(source, ports);
    const path = call.arguments[0] ?? defaultName(from, ports.now(), manner);
    writer ??= await begin(path);
    const report = await takeSnapshot({...manner, choice, ports, from, writer, path}).finally(from.close);
    return {
      output: renderSnapshot(report, outputOptions(flags).format),
      exitCode: report.nodes.some(({error}) => error !== null) ? EXIT.failure : EXIT.ok,
    };
  } catch (error) {
    writer?.discard();
    throw error;
  }
}

/** Throws `UserError` if there would be nothing to write into it. */
function mappingOf(flags: FlagValues): string | undefined {
  const mapping = flags.text('mapping');
  if (mapping === undefined || flags.isSet('redact')) return mapping;
  throw new UserError({
    code: 'usage',
    message: '--mapping needs --redact: without it nothing is replaced',
    remedy: 'add --redact',
  });
}

interface Taking {
  readonly choice: NodeFlags;
  readonly redact: boolean;
  readonly ports: Ports;
  readonly from: Evidence;
  readonly writer: SnapshotWriter;
  readonly path: string;
}

async function takeSnapshot(taking: Taking): Promise<SnapshotReport> {
  const {choice, redact, ports, from, writer, path} = taking;
  const began = ports.now().toISOString();
  const cluster = await from.readCluster({sink: writer.objects});
  const names = selectNodes(choice, cluster, from.nodes);
  const nodes: SnapshotReport['nodes'][number][] = [];
  for await (const capture of from.captureNodes(names, from.live ? SNAPSHOT_SOURCES : CAPTURE_SOURCES, {
    ...FOCUS,
    ...proxyFocus(cluster),
  })) {
    ports.signal.throwIfAborted();
    const record = from.live ? await withLogs(capture, {from, cluster}) : {...capture, problems: []};
    await writer.addNode(record);
    nodes.push(summaryOf(record));
  }
  const head = headOf(from, began);
  const size = await writer.finish({...head, nodes: names, problems: from.live ? cluster.problems : []});
  nodes.sort(byNaturalName);
  return {
    generatedAt: began,
    source: from.source,
    path,
    size,
    redacted: head.redacted || redact,
    nodes,
    problems: cluster.problems,
  };
}

/** A capture with kube-proxy's logs, which are there even where no debug pod could run. */
async function withLogs(
  capture: NodeCapture,
  {from, cluster}: {readonly from: Evidence; readonly cluster: ClusterState},
): Promise<NodeRecord> {
  const request = {nodes: [capture.node], pods: cluster.kubeProxyPods, tail: LOG_LINES};
  const pod = kubeProxyPodOn(capture.node, cluster.kubeProxyPods);
  if (!pod) return {...capture, problems: []};
  const texts: Partial<Record<CaptureSource, string>> = {...capture.texts};
  const problems: string[] = [];
  for (const source of LOGS) {
    const previous = source === 'kube-proxy-previous.log';
    if (previous && pod.restarts === 0) continue;
    const [log] = from.readLogs({...request, previous});
    const {text, problem} = log ? await collectLog(log) : {text: '', problem: undefined};
    if (text !== '') texts[source] = text;
    if (problem !== undefined) problems.push(`${source}: ${problem}`);
  }
  return {...capture, texts, problems};
}

function summaryOf({node, error, texts, problems}: NodeRecord): SnapshotReport['nodes'][number] {
  const missing = CAPTURE_SOURCES.filter(
    (source) => source !== 'kube-proxy-previous.log' && texts[source] === undefined,
  );
  return {name: node, error: error ?? null, missing: error === undefined ? missing : [], problems};
}

function headOf({source}: Evidence, now: string) {
  if (source.type === 'cluster') {
    const {context, serverVersion} = source;
    return {capturedAt: now, serverVersion, clusterName: context, redacted: false};
  }
  const {capturedAt, serverVersion, clusterName, redacted} = source;
  return {capturedAt, serverVersion, clusterName, redacted};
}

/** Such as `kubectl-ipvs-prod-20261120T173640Z.tar.gz`. */
function defaultName({source}: Evidence, now: Date, {redact}: {readonly redact: boolean}): string {
  const known = source.type === 'cluster' ? source.context : source.clusterName;
  const name = redact ? 'redacted' : known;
  const safe = name
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+/, '')
    .slice(0, 60);
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  return `${['kubectl-ipvs', safe, time].filter((part) => part !== '').join('-')}.tar.gz`;
}

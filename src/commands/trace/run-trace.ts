import {realServerStanding} from '../../compare/index.ts';
import {EXIT, type ExitCode, UserError} from '../../errors.ts';
import {
  createAssessor,
  evidentLogs,
  type LookedAtNode,
  lookAtNodes,
  TRAFFIC_SOURCES,
  UNREAD_LOG,
} from '../../inspect/index.ts';
import {
  type ClusterState,
  compareNaturally,
  concludeFrom,
  type Evidence,
  type Service,
  type TraceRecord,
} from '../../model/index.ts';
import {traceText} from '../../render/index.ts';
import {isProgrammed, sampleTraffic, worstBrokenPath} from '../../trace/index.ts';
import {nodesOf, scopeOf} from '../choose.ts';
import type {Call, Outcome, Ports} from '../command.ts';
import {dryRun} from '../dry-run.ts';
import {exitCodeOf} from '../exit-code.ts';
import {openEvidence} from '../open-evidence.ts';
import {followTrace} from './follow-trace.ts';
import type {Following} from './following.ts';
import {requireReal, requireTarget} from './require-target.ts';
import {findClient} from './trace-client.ts';
import {PATH_SOURCES, type TracedNode, type TraceScope, traceNode} from './trace-node.ts';
import {createTraceOutput, type TraceBeginning} from './trace-output.ts';
import {readTraceRequest, type TraceRequest} from './trace-request.ts';

/** Runs `trace`. Throws `UserError`. */
export async function runTrace(call: Call, ports: Ports): Promise<Outcome> {
  const request = readTraceRequest(call);
  if (call.flags.isSet('dry-run'))
    return dryRun({source: request.source, node: request.nodes.nodes[0], ports}, PATH_SOURCES, {
      samples: true,
    });
  const evidence = await openEvidence(request.source, ports);
  return await trace(evidence, request, ports).finally(evidence.close);
}

async function trace(evidence: Evidence, request: TraceRequest, ports: Ports): Promise<Outcome> {
  const cluster = await evidence.readCluster();
  cluster.problems.forEach(ports.warn);
  const service = serviceOf(request, cluster, evidence);
  const client = await findClient(request, service, {evidence, cluster});
  const nodes = client?.node === undefined ? nodesOf(request.nodes, cluster, evidence) : [client.node];
  const scope = {cluster, service, request, evidence, client: client?.address};
  const {traced, records: found, assessment} = await firstLook({evidence, nodes, scope, ports});
  requireTarget(traced, scope);
  requireReal(traced, scope, {evidence, ports});
  const {source} = evidence;
  const head = {...headOf(traced, scope), assessment, source};
  const time = ports.now().toISOString();
  const records: readonly TraceRecord[] = [{type: 'assessment', time, assessment, source}, ...found];
  const options = {
    format: request.format,
    source: evidence.source,
    colour: ports.colour,
    unicode: ports.unicode ?? true,
    width: ports.width,
  };
  const code = exitCode(traced, request);
  if (!evidence.live)
    return {
      output: traceText([...records, ...firstSamples(traced, scope, ports)], head, options),
      exitCode: code,
    };
  const live = {evidence, scope, traced, ports};
  if (traced.every(isUnread)) return {output: traceText(records, head, options), exitCode: code};
  if (request.once) {
    const samples = await sampleOnce(live);
    return {output: traceText([...records, ...samples], head, options), exitCode: code};
  }
  return await goOn(live, {records, head, options});
}

/**
 * With `--once` it is a question that has an answer, by the rule of all commands; a path that breaks is one too, where table
 * and API agree: a Service without endpoints, a client that is not let in.
 */
function exitCode(traced: readonly TracedNode[], {isQuestion}: TraceRequest): ExitCode {
  if (traced.every(isUnread)) return EXIT.failure;
  if (!isQuestion) return EXIT.ok;
  const conclusion = concludeFrom({
    drift: traced.some(
      ({state, paths}) => state === 'drifted' || paths.some((path) => path.state === 'broken'),
    ),
    errors: traced.some(({failures}) => failures.some(({severity}) => severity === 'error')),
    gaps: traced.some(({state}) => state === 'unknown'),
  });
  return exitCodeOf(conclusion);
}

function isUnread({error}: TracedNode): boolean {
  return error !== undefined;
}

interface FirstLook {
  readonly evidence: Evidence;
  readonly nodes: readonly string[];
  readonly scope: TraceScope;
  readonly ports: Ports;
}

/** The paths on all nodes, as they are now. */
async function firstLook({evidence, nodes, scope, ports}: FirstLook) {
  const sources = evidence.live ? PATH_SOURCES : [...PATH_SOURCES, ...TRAFFIC_SOURCES];
  const {cluster, service, request} = scope;
  const isOurs = (namespace: string, name: string) =>
    namespace === service.namespace && name === service.name;
  const assessor = createAssessor(evidence, {now: ports.now, services: isOurs, narrow: true});
  const ofService = {names: [`${service.namespace}/${service.name}`], services: [service], filter: isOurs};
  const logs = await evidentLogs(evidence, {nodes, pods: cluster.kubeProxyPods, now: ports.now()});
  const keep = (looked: LookedAtNode): TracedNode => {
    assessor.add(looked);
    const log = logs.get(looked.capture.node) ?? UNREAD_LOG;
    return traceNode(looked, scope, {log, now: ports.now()});
  };
  // What goes on after the first look shows by itself what a second one would.
  const look = {cluster, nodes, scope: ofService, sources, narrow: true, once: !request.once};
  const looked = await lookAtNodes(evidence, look, {keep, wait: ports.wait});
  // Nodes come in any order; the result has one.
  const traced = [...looked].sort((one, other) => compareNaturally(one.node, other.node));
  const time = ports.now().toISOString();
  const records = traced.flatMap((node): readonly TraceRecord[] => [
    ...noteRecords(node, time),
    ...node.paths.map((path) => ({type: 'path', time, path}) as const),
  ]);
  const {assessment} = await assessor.assess(cluster);
  return {traced, assessment, records};
}

/** What the captures of a snapshot tell of the traffic. */
function firstSamples(
  traced: readonly TracedNode[],
  scope: TraceScope,
  ports: Ports,
): readonly TraceRecord[] {
  const time = ports.now().toISOString();
  const {client, request} = scope;
  return traced.flatMap(({node, served, traffic, wholeTable}) =>
    traffic
      ? [
          {
            type: 'sample' as const,
            time,
            sample: sampleTraffic(traffic, {
              node,
              sequence: 0,
              served,
              wholeTable,
              standingOf: realServerStanding,
              previous: undefined,
              filter: {client, real: request.real, most: mostTuples(request)},
            }),
          },
        ]
      : [],
  );
}

type Live = Omit<Following, 'end' | 'emit'>;

/** Samples that are needed for a rate. */
const ENOUGH_SAMPLES = 2;

/** Seconds that nodes have for their samples, besides the interval. */
const ONCE_SECONDS = 20;

/** Two samples of each node, for rates; of each node the last one. What a node had to say besides comes too. */
async function sampleOnce(live: Live): Promise<readonly TraceRecord[]> {
  const {scope, traced, ports} = live;
  const end = new AbortController();
  const counts = new Map<string, number>();
  const last = new Map<string, TraceRecord>();
  const told: TraceRecord[] = [];
  const nodes = traced.filter(({unsampled, served}) => unsampled === undefined && served.length > 0).length;
  const emit = (record: TraceRecord): void => {
    if (record.type !== 'sample') return void told.push(record);
    const {node} = record.sample;
    counts.set(node, (counts.get(node) ?? 0) + 1);
    last.set(node, keepListed(record, last.get(node)));
    if ([...counts.values()].filter((count) => count >= ENOUGH_SAMPLES).length >= nodes) end.abort();
  };
  if (nodes === 0) return [];
  void ports.wait(ONCE_SECONDS + scope.request.interval, end.signal).then(
    () => end.abort(),
    () => end.abort(),
  );
  await followTrace({...live, end: end.signal, emit});
  ports.signal.throwIfAborted();
  return [
    ...told,
    ...[...last].sort(([one], [other]) => compareNaturally(one, other)).map(([, record]) => record),
  ];
}

/** The second sample has no connections one by one: those of the first stay. */
function keepListed(record: TraceRecord, before: TraceRecord | undefined): TraceRecord {
  if (record.type !== 'sample' || before?.type !== 'sample' || record.sample.connectionsRead) return record;
  const {strays, connectionsRead, tuples, tuplesTotal} = before.sample;
  return {...record, sample: {...record.sample, strays, connectionsRead, tuples, tuplesTotal}};
}

/** Seconds between two frames, or two bursts of lines. */
const TICK = 0.5;

/** Follows nodes and API until the user, or the time that was asked for, ends it. */
async function goOn(
  live: Live,
  begun: Pick<TraceBeginning, 'records' | 'head' | 'options'>,
): Promise<Outcome> {
  const {ports, scope} = live;
  const end = new AbortController();
  const stop = () => end.abort();
  const {duration} = scope.request;
  if (duration !== undefined) void ports.wait(duration, end.signal).then(stop, stop);
  const output = createTraceOutput({...begun, intervalSeconds: scope.request.interval, ports, quit: stop});
  let failed = false;
  const ticking = (async () => {
    while (!end.signal.aborted) {
      await output.tick();
      await ports.wait(TICK, end.signal);
    }
  })().catch(stop);
  try {
    const signal = AbortSignal.any([end.signal, ports.signal]);
    const summary = await followTrace({...live, end: signal, emit: output.add});
    await output.finish(summary);
  } catch (error) {
    failed = true;
    throw error;
  } finally {
    stop();
    if (failed) output.close();
    await ticking;
  }
  return {output: '', exitCode: ports.signal.aborted ? EXIT.interrupted : EXIT.ok};
}

/** Connections that are listed one by one: more if the call asks for some. */
function mostTuples({client, real, format}: TraceRequest): number {
  return client !== undefined || real !== undefined || format === 'wide' ? 50 : 5;
}

/** What kube-proxy's own state says about the trust that its table deserves, and why a node could not be read. */
function noteRecords({node, error, notes}: TracedNode, time: string): readonly TraceRecord[] {
  const told = notes.map(({message, remedy}) => ({
    kind: 'note',
    message: remedy === '' ? message : `${message}; ${remedy}`,
  }));
  const all = error === undefined ? told : [...told, {kind: 'node-unread', message: error}];
  return all.map(({kind, message}) => ({
    type: 'event',
    time,
    event: {node, source: 'trace', kind, message, change: null},
  }));
}

function headOf(traced: readonly TracedNode[], {service, evidence, request}: TraceScope) {
  const worstBroken = worstBrokenPath(traced.flatMap(({paths}) => paths));
  return {
    service: `${service.namespace}/${service.name}`,
    nodes: traced.map(({node}) => node),
    errors: traced.flatMap(({node, error}) => (error === undefined ? [] : [{node, error}])),
    unsampled: traced.flatMap(({node, unsampled: reason}) => (reason === undefined ? [] : [{node, reason}])),
    // On a cluster `--once` has looked again where something differed.
    oneLook: worstBroken !== undefined && isProgrammed(worstBroken.step) && !(evidence.live && request.once),
    worstBroken,
  };
}

/** The one Service that the call names. Throws `UserError` if there is none, or if nothing can be traced. */
function serviceOf(request: TraceRequest, cluster: ClusterState, evidence: Evidence): Service {
  const {services} = scopeOf({targets: [request.service], ...request.services}, cluster, evidence);
  const [service] = services;
  if (!service) throw new Error('a Service that was found is there');
  const {namespace, name, clusterIP, type} = service;
  if (clusterIP !== 'None' && clusterIP !== '' && type !== 'ExternalName') return service;
  throw new UserError({
    code: 'usage',
    message: `${namespace}/${name} has no cluster IP: its clients do not use IPVS`,
    remedy: 'trace a Service that has one; clients of this one connect to the addresses in DNS',
  });
}

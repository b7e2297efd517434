import {EXIT, UserError} from '../errors.ts';
import type {ClusterState, Evidence, Service, TraceRecord} from '../model/index.ts';
import {planText, traceText} from '../render/index.ts';
import {firstBrokenPath, sampleTraffic} from '../trace/index.ts';
import type {Call, Outcome, Ports} from './command.ts';
import {nodesOf, scopeOf} from './diff-request.ts';
import {proxyNotes} from './node-notes.ts';
import {openEvidence} from './open-evidence.ts';
import {readTraffic, TRAFFIC_SOURCES} from './read-traffic.ts';
import {findClient} from './trace-client.ts';
import {PATH_SOURCES, type TracedNode, type TraceScope, traceNode, traceScope} from './trace-node.ts';
import {readTraceRequest, type TraceRequest} from './trace-request.ts';

/** Runs `trace`. Throws `UserError`. */
export async function runTrace(call: Call, ports: Ports): Promise<Outcome> {
  if (call.flags.isSet('dry-run'))
    return {output: planText(await ports.planCapture(call.flags, PATH_SOURCES)), exitCode: EXIT.ok};
  const request = readTraceRequest(call);
  const evidence = await openEvidence(request.flags, ports);
  return await trace(evidence, request, ports).finally(evidence.close);
}

async function trace(evidence: Evidence, request: TraceRequest, ports: Ports): Promise<Outcome> {
  const cluster = await evidence.readCluster();
  const service = serviceOf(request, cluster, evidence);
  const client = await findClient(request, service, {evidence, cluster});
  const nodes =
    client?.node === undefined
      ? nodesOf({...request, targets: [], now: ports.now()}, cluster, evidence)
      : [client.node];
  const scope = {...traceScope(cluster, service, request), client: client?.address};
  const options = {
    format: request.flags.text('output') ?? 'table',
    colour: ports.colour,
    unicode: ports.unicode ?? true,
  };
  const records: TraceRecord[] = [];
  const traced: TracedNode[] = [];
  const sources = evidence.live ? PATH_SOURCES : [...PATH_SOURCES, ...TRAFFIC_SOURCES];
  for await (const capture of evidence.captureNodes(nodes, sources)) {
    const node = traceNode(capture, scope);
    traced.push(node);
    const time = ports.now().toISOString();
    records.push(
      ...noteRecords(node, time),
      ...node.paths.map((path) => ({type: 'path', time, path}) as const),
    );
    if (node.error === undefined) {
      const sample = sampleTraffic(readTraffic(capture, node.actual), {
        node: node.node,
        sequence: 0,
        served: node.served,
        previous: undefined,
        filter: {client: scope.client, real: request.real, most: mostTuples(request)},
      });
      records.push({type: 'sample', time, sample});
    }
  }
  requireTarget(traced, scope);
  await ports.write(traceText(records, headOf(traced, scope), options));
  return {output: '', exitCode: traced.every(({error}) => error !== undefined) ? EXIT.failure : EXIT.ok};
}

/** Connections that are listed one by one: more if the call asks for some. */
function mostTuples({client, real, flags}: TraceRequest): number {
  return client !== undefined || real !== undefined || flags.text('output') === 'wide' ? 50 : 5;
}

/** What kube-proxy's own state says about the trust that its table deserves, and why a node could not be read. */
function noteRecords({node, error, proxy}: TracedNode, time: string): readonly TraceRecord[] {
  const told = proxyNotes(proxy).map(({message, remedy}) => ({
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

function headOf(traced: readonly TracedNode[], {service}: TraceScope) {
  return {
    service: `${service.namespace}/${service.name}`,
    nodes: traced.map(({node}) => node).sort(),
    errors: traced.flatMap(({node, error}) => (error === undefined ? [] : [{node, error}])),
    oneLook: true,
    firstBroken: firstBrokenPath(traced.flatMap(({paths}) => paths)),
  };
}

/** The one Service that the call names. Throws `UserError` if there is none, or if nothing can be traced. */
function serviceOf(request: TraceRequest, cluster: ClusterState, evidence: Evidence): Service {
  const {services} = scopeOf(
    {targets: [request.service], flags: request.flags, now: new Date(0)},
    cluster,
    evidence,
  );
  const [service] = services;
  if (!service) throw new Error('a Service that was found is there');
  const {namespace, name, clusterIP, type} = service;
  if (clusterIP !== 'None' && clusterIP !== '' && type !== 'ExternalName') return service;
  throw new UserError({
    code: 'usage',
    message: `${namespace}/${name} has no cluster IP: its clients do not pass through IPVS`,
    remedy: 'trace a Service that has one; clients of this one connect to what its DNS name says',
  });
}

function requireTarget(traced: readonly TracedNode[], {service, request}: TraceScope): void {
  const read = traced.filter(({error}) => error === undefined);
  if (request.to === undefined || read.length === 0 || read.some(({served}) => served.length > 0)) return;
  throw new UserError({
    code: 'usage',
    message: `${request.flags.text('to')} is no address of ${service.namespace}/${service.name} on the chosen nodes`,
    remedy: `leave --to out to see all of them; its cluster IP is ${service.clusterIP}`,
  });
}

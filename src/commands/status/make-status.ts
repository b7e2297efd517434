import {UserError} from '../../errors.ts';
import {
  type Assessor,
  createAssessor,
  evidentLogs,
  LIVE_SOURCES,
  type LookedAtNode,
  lookAtNodes,
  readImportantLines,
  readProxyLogs,
  SNAPSHOT_SOURCES,
  surroundingsOf,
  UNREAD_LOG,
} from '../../inspect/index.ts';
import type {
  CaptureSource,
  ClusterState,
  Evidence,
  Finding,
  ImportantLine,
  Service,
  StatusReport,
} from '../../model/index.ts';
import {
  clusterNotes,
  coverageNotes,
  type ServiceScope,
  type StatusTarget,
  scopeNotes,
  selectNodes,
  selectServices,
  withoutProxyNotes,
} from '../../scope/index.ts';
import {isSilent, makeServiceStatus, makeStatusReport, type ObservedNode} from '../../status/index.ts';
import {choosesNodes} from '../choose.ts';
import type {Ports} from '../command.ts';
import {allowance, type Leniency} from '../leniency.ts';
import type {Chosen} from '../read-flags.ts';
import {DETAIL_SOURCES} from './observe-detail.ts';
import {observeNode, type SeenStatus} from './observe-node.ts';
import {uncapturedNode} from './uncaptured-node.ts';

/** What `status` is asked for. */
export interface StatusRequest extends Chosen, Leniency {
  readonly target: StatusTarget;
}

const WHOLE_TABLE: ServiceScope = {names: 'all', filter: undefined, services: []};

/** Of so many nodes whose kube-proxy does not answer the log is read. */
const MOST_LOGS = 10;

/** What a node is read for: the row of a table, all details, or Services. */
export function statusSources({kind}: StatusTarget, live: boolean): readonly CaptureSource[] {
  if (kind === 'nodes') return DETAIL_SOURCES;
  const rates: readonly CaptureSource[] = kind === 'services' ? ['ipvsadm-rate.txt'] : [];
  return [...(live ? LIVE_SOURCES : SNAPSHOT_SOURCES), ...rates];
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
  const scope = scopeOf(request, cluster, evidence);
  const {isAccepted, open, notes} = allowance(request, now);
  const assessor = createAssessor(evidence, {
    now: ports.now,
    services: scope.filter,
    narrow: scope.filter !== undefined,
    excluded: request.excluded,
    isAccepted,
  });
  const look = {target: request.target, cluster, nodes, scope, now, assessor};
  const seen = (await seeNodes(evidence, look, ports)).map(({result, failures, ...rest}) => ({
    ...rest,
    failures: open(failures),
    result: {...result, findings: open(result.findings), notes: open(result.notes)},
  }));
  const {assessment} = await assessor.assess(cluster);
  const observed: readonly ObservedNode[] = seen.map(({result, ...rest}) => ({comparison: result, ...rest}));
  const told = await withLastWords(observed, evidence, {cluster, now});
  const others = isWhole(request, evidence) ? otherNodes(cluster, nodes) : [];
  const otherNotes =
    request.target.kind === 'services'
      ? withoutProxyNotes(cluster, evidence, {read: nodes, chosen: choosesNodes(request.nodes)})
      : [];
  const head = {generatedAt: now.toISOString(), source: evidence.source};
  return makeStatusReport(
    {
      ...head,
      assessment,
      services: servicesOf(scope, seen, cluster),
      notes: [
        ...clusterNotes(cluster),
        ...coverageNotes(cluster, evidence),
        ...scopeNotes(scope),
        ...otherNotes,
        ...seen.flatMap(({unasked}) => unasked),
        ...notes(),
      ],
    },
    [...told, ...others],
  );
}

interface LookRequest {
  readonly target: StatusTarget;
  readonly cluster: ClusterState;
  readonly nodes: readonly string[];
  readonly scope: ServiceScope;
  readonly now: Date;
  readonly assessor: Assessor;
}

/** Looks at each node, twice where it differs; the logs of nodes that are told in detail are read before. */
async function seeNodes(
  evidence: Evidence,
  {target, cluster, nodes, scope, now, assessor}: LookRequest,
  ports: Ports,
): Promise<readonly SeenStatus[]> {
  const detailed = target.kind === 'nodes';
  const choice = {nodes, pods: cluster.kubeProxyPods, now};
  const lines = detailed ? await readImportantLines(evidence, choice) : undefined;
  const logs = await (detailed ? readProxyLogs : evidentLogs)(evidence, choice);
  const sources = statusSources(target, evidence.live);
  const look = {cluster, nodes, scope, sources, narrow: target.kind === 'services'};
  const keep = (node: LookedAtNode): SeenStatus => {
    assessor.add(node);
    return observeNode(node, {
      around: surroundingsOf(node.context.cluster, evidence, ports.now()),
      log: logs.get(node.capture.node) ?? UNREAD_LOG,
      lines: lines?.get(node.capture.node),
      services: scope.services,
      snapshot: evidence.source.type === 'snapshot' ? evidence.source.path : undefined,
    });
  };
  return lookAtNodes(evidence, look, {keep, wait: ports.wait});
}

/** The Services that a call asks for; none for nodes, of which the whole table is compared. */
function scopeOf(
  {target, services}: StatusRequest,
  cluster: ClusterState,
  {namespace: defaultNamespace}: Evidence,
): ServiceScope {
  if (target.kind !== 'services') return WHOLE_TABLE;
  for (const name of target.names) refuseNodeName(name, cluster);
  return selectServices({targets: target.names, defaultNamespace, ...services}, cluster);
}

/** A bare name is that of a Service; of a node it was meant otherwise. */
function refuseNodeName(name: string, {services, nodes}: ClusterState): void {
  if (services.some((service) => service.name === name) || !nodes.some((node) => node.name === name)) return;
  throw new UserError({
    code: 'service-not-found',
    message: `there is no Service ${name}, but there is a node with that name`,
    remedy: `kubectl ipvs status node/${name}`,
  });
}

function servicesOf(
  {services}: ServiceScope,
  seen: readonly SeenStatus[],
  {nodes}: ClusterState,
): StatusReport['services'] {
  return services.map((service) => {
    const sightings = seen.flatMap(({observation, services: observed, result, failures}) => {
      const isAbout = (finding: Finding) => services.length === 1 || isOf(service, finding);
      const drift = result.findings.filter((finding) => finding.severity !== 'info' && isAbout(finding));
      return observed ? [{node: observation.name, observed, differences: drift.length, failures}] : [];
    });
    return makeServiceStatus(service, sightings, nodes);
  });
}

function isOf({namespace, name}: Service, {service}: Finding): boolean {
  return service?.namespace === namespace && service.name === name;
}

function namesIn(target: StatusTarget): readonly string[] {
  return target.kind === 'nodes' ? target.names : [];
}

function nodesOf(
  {target, nodes}: StatusRequest,
  cluster: ClusterState,
  evidence: Evidence,
): readonly string[] {
  const named = {...nodes, nodes: [...namesIn(target), ...nodes.nodes]};
  return selectNodes(named, cluster, evidence.nodes);
}

function isWhole({target, nodes}: StatusRequest, evidence: Evidence): boolean {
  return target.kind === 'all' && !choosesNodes(nodes) && evidence.nodes === undefined;
}

/** Nodes without kube-proxy: that it is missing there may be the trouble. */
function otherNodes(cluster: ClusterState, captured: readonly string[]): readonly ObservedNode[] {
  const names = new Set(captured);
  return cluster.nodes.filter(({name}) => !names.has(name)).map((node) => uncapturedNode(node, cluster));
}

/** What IPVS mode as such makes kube-proxy say: that ends no kube-proxy that still has the mode. */
const FAREWELLS: ReadonlySet<string | null> = new Set(['IPVS089', 'IPVS090']);

/** A warning does not end a kube-proxy: only an error can be why it does not answer. */
function mayEndKubeProxy({level, code}: ImportantLine): boolean {
  return level !== 'I' && level !== 'W' && !FAREWELLS.has(code);
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
    const lines = (log?.known ? log.value : []).filter(mayEndKubeProxy);
    const lastWords = lines.findLast(({code}) => code !== null) ?? lines.at(-1);
    return lastWords ? {...node, observation: {...node.observation, lastWords}} : node;
  });
}

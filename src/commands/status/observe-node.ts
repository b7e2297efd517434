import type {ProxyLog, Surroundings} from '../../check/index.ts';
import {judgeServers, type NodeResult} from '../../compare/index.ts';
import {healthOf, type InspectedNode, type LookedAtNode, unaskedNotes} from '../../inspect/index.ts';
import {readCaptureRecord, readSource} from '../../kernel/index.ts';
import {
  type CheckResult,
  conntrackUse,
  type ImportantLine,
  type Known,
  type NodeCapture,
  type Note,
  type Service,
} from '../../model/index.ts';
import {
  countConnections,
  type NodeObservation,
  type ObservedNode,
  type ObservedServices,
  observeServices,
  tableDigest,
} from '../../status/index.ts';
import {observeDetail} from './observe-detail.ts';

/** A captured node as `status` keeps it. */
export interface SeenStatus {
  readonly result: NodeResult;
  readonly observation: NodeObservation;
  /** Failed checks of the catalogue, of those that what was read can decide. */
  readonly failures: readonly CheckResult[];
  /** That kube-proxy was not asked, or not where it listens. */
  readonly unasked: readonly Note[];
  readonly detail: ObservedNode['detail'];
  /** Undefined if there is no table to look at. */
  readonly services: ObservedServices | undefined;
}

/** What the checks of a node need besides its capture. */
export interface ObserveOptions {
  readonly around: Surroundings;
  readonly log: Known<ProxyLog>;
  /** The snapshot that is read; undefined for a cluster. */
  readonly snapshot: string | undefined;
  /** Undefined: no details are wanted. */
  readonly lines?: Known<readonly ImportantLine[]> | undefined;
  /** The Services that were asked for. */
  readonly services: readonly Service[];
}

/** What `status` keeps of a captured node. */
export function observeNode(
  {capture, context, inspected, result}: LookedAtNode,
  options: ObserveOptions,
): SeenStatus {
  const failures = healthOf({capture, inspected, findings: result.findings}, options);
  const node = context.cluster.nodes.find(({name}) => name === capture.node);
  const {lines} = options;
  return {
    result,
    observation: observationOf(capture, inspected, options),
    failures,
    unasked: unaskedNotes(inspected.proxy),
    services: servicesOn(capture, inspected, options.services),
    detail: lines && observeDetail(capture, inspected, {node, failures, log: lines}),
  };
}

function servicesOn(
  capture: NodeCapture,
  {actual, expected}: InspectedNode,
  services: readonly Service[],
): ObservedServices | undefined {
  if (services.length === 0 || !actual?.virtualServers || !expected) return undefined;
  const rates = readSource(capture, 'ipvsadm-rate.txt');
  const names = new Set(services.map(({namespace, name}) => `${namespace}/${name}`));
  const judged = judgeServers({expected, actual}, ({owners}) =>
    owners.some(({namespace, name}) => names.has(`${namespace}/${name}`)),
  );
  return observeServices(services, {node: expected.node, judged}, rates.known ? rates.value : undefined);
}

function observationOf(
  capture: NodeCapture,
  inspected: InspectedNode,
  {around: {cluster, now}, snapshot, services}: ObserveOptions,
): NodeObservation {
  const {proxy, actual, expected, result} = inspected;
  const {facts} = proxy;
  return {
    name: capture.node,
    snapshot,
    node: cluster.nodes.find(({name}) => name === capture.node),
    pod: proxy.pod,
    proxyExpected: true,
    captureError: capture.error,
    notCompared: result.report.state === 'other-mode' ? result.report.reason : undefined,
    ...modeOf(inspected),
    version: proxy.version,
    configuration: proxy.configuration,
    condition: proxy.condition,
    sync: facts.sync,
    capturedAt: (readCaptureRecord(capture).finishedAt ?? now).getTime() / 1000,
    connections: services.length === 0 ? countConnections(actual?.virtualServers) : null,
    conntrack: conntrackUse(actual?.sysctls) ?? null,
    table: services.length === 0 ? tableDigest(actual, expected) : undefined,
  };
}

function modeOf({proxy}: InspectedNode): Pick<NodeObservation, 'mode' | 'modeConfirmed'> {
  const {facts, configuration} = proxy;
  if (facts.mode !== undefined) return {mode: facts.mode, modeConfirmed: true};
  const known = configuration.source !== 'defaults';
  return {mode: known ? configuration.mode || 'iptables' : '', modeConfirmed: false};
}

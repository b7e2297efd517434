import {
  ALL_CHECKS,
  checkNode,
  type FactName,
  type ProxyLog,
  type Reading,
  type Rule,
  type Surroundings,
} from '../../check/index.ts';
import {judgeServers, type NodeResult} from '../../compare/index.ts';
import {
  checkEvidence,
  type InspectedNode,
  type LookedAtNode,
  silenceNotes,
  unaskedNotes,
} from '../../inspect/index.ts';
import {readSource} from '../../kernel/index.ts';
import type {CheckResult, ImportantLine, NodeCapture, Note, Service} from '../../model/index.ts';
import {
  conntrackUse,
  countConnections,
  type NodeObservation,
  type ObservedNode,
  type ObservedServices,
  observeServices,
  type Part,
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
export interface Circumstances {
  readonly around: Surroundings;
  readonly log: Reading<ProxyLog>;
  /** The snapshot that is read; undefined for a cluster. */
  readonly snapshot: string | undefined;
  /** Undefined: no details are wanted. */
  readonly lines?: Part<readonly ImportantLine[]> | undefined;
  /** The Services that were asked for. */
  readonly services: readonly Service[];
}

/** What `status` keeps of a captured node. */
export function observeNode(
  {capture, context, inspected, result}: LookedAtNode,
  circumstances: Circumstances,
): SeenStatus {
  const {proxy} = inspected;
  const unasked = unaskedNotes(proxy);
  const told = new Set([...silenceNotes(proxy), ...unasked].map(({message}) => message));
  const failures = failuresOf(capture, inspected, circumstances);
  const node = context.cluster.nodes.find(({name}) => name === capture.node);
  const {lines} = circumstances;
  return {
    result: {...result, notes: result.notes.filter(({message}) => !told.has(message))},
    observation: observationOf(capture, inspected, circumstances),
    failures,
    unasked,
    services: servicesOn(capture, inspected, circumstances.services),
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

/** IPVS mode as such is no trouble of a node: what becomes of it is told by `check --migration`. */
const LEFT_TO_MIGRATION = ['IPVS089', 'IPVS090'];

/** Differences are not judged here: they are told as drift, after a second look. */
const RULES = ALL_CHECKS.rules.filter(
  (rule) =>
    rule.scope === 'node' &&
    !LEFT_TO_MIGRATION.includes(rule.code) &&
    ![...rule.needs, ...rule.wants].includes('findings'),
);

/** Facts of which only a part is read where Services are asked for. */
const TABLE_FACTS: readonly FactName[] = ['state', 'table', 'expected', 'addresses', 'ipSets', 'iptables'];

function usesTable(rule: Rule): boolean {
  return rule.scope === 'node' && [...rule.needs, ...rule.wants].some((fact) => TABLE_FACTS.includes(fact));
}

function failuresOf(
  capture: NodeCapture,
  inspected: InspectedNode,
  {around, log, services}: Circumstances,
): readonly CheckResult[] {
  const {findings} = inspected.result;
  const {cluster, now} = around;
  const arrivedAt = around.live ? now : undefined;
  const evidence = checkEvidence({capture, inspected, findings, log, cluster, now, arrivedAt});
  const failed = (rules: readonly Rule[]) =>
    checkNode({rules}, evidence, around).filter(({result}) => result === 'fail');
  if (services.length === 0) return failed(RULES);
  const names = new Set(services.map(({namespace, name}) => `${namespace}/${name}`));
  const about = ({service}: CheckResult) => service && names.has(`${service.namespace}/${service.name}`);
  return [
    ...failed(RULES.filter((rule) => !usesTable(rule))),
    ...failed(RULES.filter(usesTable)).filter(about),
  ];
}

function observationOf(
  capture: NodeCapture,
  inspected: InspectedNode,
  {around: {cluster, now}, snapshot, services}: Circumstances,
): NodeObservation {
  const {proxy, actual, expected, result} = inspected;
  const {facts} = proxy;
  return {
    name: capture.node,
    snapshot,
    node: cluster.nodes.find(({name}) => name === capture.node),
    pod: proxy.pod,
    podsExist: cluster.kubeProxyPods.length > 0,
    proxyExpected: true,
    captureError: capture.error,
    notCompared: result.report.state === 'other-mode' ? result.report.reason : undefined,
    ...modeOf(inspected),
    version: proxy.version,
    configuration: proxy.configuration,
    silent: proxy.silent,
    hangs: proxy.silent && facts.metricsPort.hangs,
    cutOff: proxy.silent && facts.metricsPort.dropped,
    askedAt: facts.metricsPort.places,
    healthy: facts.healthy,
    sync: facts.sync,
    capturedAt: timeOf(capture) ?? now.getTime() / 1000,
    connections: services.length === 0 ? countConnections(actual?.virtualServers) : null,
    conntrack: conntrackUse(actual?.sysctls),
    table: services.length === 0 ? tableDigest(actual, expected) : undefined,
  };
}

function modeOf({proxy}: InspectedNode): Pick<NodeObservation, 'mode' | 'modeConfirmed'> {
  const {facts, configuration} = proxy;
  if (facts.mode !== undefined) return {mode: facts.mode, modeConfirmed: true};
  const known = configuration.source !== 'defaults';
  return {mode: known ? configuration.mode || 'iptables' : '', modeConfirmed: false};
}

/** By the node's own clock, as the times in its metrics are. */
function timeOf({texts}: NodeCapture): number | undefined {
  const text = /"finishedAt":\s*"([^"]+)"/.exec(texts['capture.json'] ?? '')?.[1];
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time / 1000;
}

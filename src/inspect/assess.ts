import {
  apiChanges,
  assessNodes,
  feltCodes,
  type Judgement,
  type NodeSigns,
  podNodes,
} from '../causes/index.ts';
import {ALL_CHECKS, type ProxyLog, type Rule} from '../check/index.ts';
import type {NodeResult, ServiceFilter} from '../compare/index.ts';
import type {CheckResult, ClusterState, Evidence, Finding, Known, NodeCapture} from '../model/index.ts';
import {capturedAt} from './facts.ts';
import {failedChecks} from './failed-checks.ts';
import {UNREAD_LOG} from './health.ts';
import type {LookedAtNode} from './look-at-nodes.ts';
import {readProxyLogs} from './read-proxy-logs.ts';
import {surroundingsOf} from './surroundings.ts';

/** Takes nodes as they are looked at, and makes out what users feel, and why. */
export interface Assessor {
  /** A later look at a node counts in place of an earlier one. */
  readonly add: (node: LookedAtNode) => void;
  /** Reads the logs of nodes in trouble, as far as `logs` does not have them. */
  readonly assess: (cluster: ClusterState) => Promise<Judgement>;
}

/** Of so many nodes in trouble the texts are kept until their logs are read; of more the causes are the same. */
const MOST_SUSPECTS = 20;

const NODE_RULES: readonly Rule[] = ALL_CHECKS.rules.filter(({scope}) => scope === 'node');
const FELT_RULES = NODE_RULES.filter(({code}) => feltCodes().includes(code));

/** What is known of a node before its log is. */
interface Suspect {
  readonly node: LookedAtNode;
  /** Failed checks, as far as they are asked without a log. */
  readonly failures: readonly CheckResult[];
}

/** What an assessor needs of its call. */
export interface AssessorOptions {
  readonly now: () => Date;
  /** Logs that were read already, by node; left out: those of nodes in trouble are read. */
  readonly logs?: ReadonlyMap<string, Known<ProxyLog>> | undefined;
  /** The Services in scope; left out: all. */
  readonly services?: ServiceFilter | undefined;
  /** Whether the nodes tell only what belongs to these Services, so that a table says nothing about the node as a whole. */
  readonly narrow?: boolean;
  /** Codes of failures that do not count. */
  readonly excluded?: ReadonlySet<string>;
  /** Whether somebody lives with a failure or a difference, so that it does not count. */
  readonly isAccepted?: (about: Pick<CheckResult, 'code' | 'node' | 'service'>) => boolean;
}

/** An assessor for one call. */
export function createAssessor(
  evidence: Evidence,
  {now, logs, services, narrow = false, excluded, isAccepted = () => false}: AssessorOptions,
): Assessor {
  const suspects = new Map<string, Suspect>();
  const compared = new Set<string>();
  const counts = ({code, service}: Pick<Finding, 'code' | 'service'>) =>
    !(code !== null && excluded?.has(code)) &&
    (!service || !services || services(service.namespace, service.name));
  const isLivedWith = ({code, node, service}: Pick<Finding, 'code' | 'service'> & {node: string | null}) =>
    code !== null && isAccepted({code, node, service});
  const failuresOf = (rules: readonly Rule[], node: LookedAtNode, log: Known<ProxyLog>) => {
    const moment = {evidence, now: now(), log};
    const aboutNodes = narrow ? rules.filter((rule) => !looksAtTable(rule)) : rules;
    const aboutServices = narrow ? rules.filter(looksAtTable) : [];
    return [
      ...failed(aboutNodes, node, moment),
      ...failed(aboutServices, node, moment).filter(({service}) => service !== null),
    ].filter(counts);
  };
  return {
    add: (node) => {
      const {node: name} = node.capture;
      suspects.delete(name);
      compared.delete(name);
      if (node.again) return;
      if (isCompared(node)) compared.add(name);
      const failures = failuresOf(FELT_RULES, node, UNREAD_LOG);
      if (isInTrouble(node) || failures.length > 0)
        suspects.set(name, {node: withoutTexts(node, suspects.size >= MOST_SUSPECTS), failures});
    },
    assess: async (cluster) => {
      const chosen = [...suspects.keys()].slice(0, MOST_SUSPECTS);
      const read =
        logs ?? (await readProxyLogs(evidence, {nodes: chosen, pods: cluster.kubeProxyPods, now: now()}));
      const signs = [...suspects].map(([name, {node, failures}]) => {
        const log = read.get(name) ?? UNREAD_LOG;
        const all = chosen.includes(name) ? failuresOf(NODE_RULES, node, log) : failures;
        const findings = node.result.findings.filter((one) => counts(one) && !isLivedWith(one));
        const accepted = all.filter(isLivedWith);
        const open = all.filter((one) => !isLivedWith(one));
        return signsOf(node, {findings, failures: open, accepted, log, now: now()});
      });
      return assessNodes(signs, {
        changes: apiChanges(cluster),
        podNodeOf: podNodes(cluster),
        nodesRead: compared.size,
      });
    },
  };
}

function withoutTexts(node: LookedAtNode, drop: boolean): LookedAtNode {
  return drop ? {...node, capture: {...node.capture, texts: pick(node.capture)}} : node;
}

function pick({texts}: NodeCapture): NodeCapture['texts'] {
  const record = texts['capture.json'];
  return record === undefined ? {} : {'capture.json': record};
}

function isCompared({result}: LookedAtNode): boolean {
  return result.report.virtualServers !== null;
}

/** Whether a log may tell more of the node: it differs, could not be trusted, or its kube-proxy is not well. */
function isInTrouble(node: LookedAtNode): boolean {
  const {result} = node;
  return (
    result.findings.some(({severity}) => severity !== 'info') ||
    result.report.state === 'unknown' ||
    !['running', 'unknown'].includes(node.inspected.proxy.condition.kind)
  );
}

/** Facts of which a narrow look reads a part only. */
const TABLE_FACTS: readonly string[] = ['state', 'table', 'expected', 'addresses', 'ipSets', 'iptables'];

function looksAtTable(rule: Rule): boolean {
  return rule.scope === 'node' && [...rule.needs, ...rule.wants].some((fact) => TABLE_FACTS.includes(fact));
}

interface Moment {
  readonly evidence: Evidence;
  readonly now: Date;
  readonly log: Known<ProxyLog>;
}

function failed(
  rules: readonly Rule[],
  {capture, context: {cluster}, inspected, result}: LookedAtNode,
  {evidence, now, log}: Moment,
): readonly CheckResult[] {
  const around = surroundingsOf(cluster, evidence, now);
  return failedChecks(rules, {capture, inspected, findings: result.findings, log}, around);
}

function signsOf(
  node: LookedAtNode,
  {log, now, ...found}: Pick<NodeSigns, 'findings' | 'failures' | 'accepted'> & Omit<Moment, 'evidence'>,
): NodeSigns {
  const {
    capture,
    context: {cluster},
    inspected: {proxy},
  } = node;
  return {
    node: capture.node,
    compared: isCompared(node),
    ...found,
    pod: proxy.pod,
    proxy: proxy.condition.kind,
    sync: proxy.facts.sync,
    object: cluster.nodes.find(({name}) => name === capture.node),
    capturedAt: capturedAt(capture) ?? now,
    logEnds: log.known ? log.value.ends : undefined,
  };
}

/** A result whose findings name the causes that explain them. */
export function withCauses(result: NodeResult, causeOf: Judgement['causeOf']): NodeResult {
  const findings = result.findings.map((finding) => {
    const cause = causeOf.get(finding);
    return cause ? {...finding, cause: cause.kind} : finding;
  });
  return {...result, findings};
}

import {type CheckResult, DUMMY_INTERFACE} from '../model/index.ts';
import {applyNodeRule} from './apply-node-rule.ts';
import {makeResults} from './make-result.ts';
import type {NodeEvidence} from './node-evidence.ts';
import type {ClusterRule, GroupChecks, KnowledgeOnly, NodeSummary, Surroundings, Verdicts} from './rule.ts';
import {notApplicable} from './verdict.ts';

/** Results of all rules about single nodes, for one node. */
export function checkNode(
  {rules}: Pick<GroupChecks, 'rules'>,
  evidence: NodeEvidence,
  around: Surroundings,
): readonly CheckResult[] {
  return rules.flatMap((rule) => (rule.scope === 'node' ? applyNodeRule(rule, evidence, around) : []));
}

/** Results of all rules about the cluster, and the entries that nothing can decide. */
export function checkCluster(
  {rules, knowledgeOnly}: GroupChecks,
  nodes: readonly NodeSummary[],
  around: Surroundings,
): readonly CheckResult[] {
  return [
    ...rules.flatMap((rule) =>
      rule.scope === 'cluster' ? makeResults(rule.code, null, judge(rule, nodes, around)) : [],
    ),
    ...knowledgeOnly.flatMap(notDecided),
  ];
}

function judge(rule: ClusterRule, nodes: readonly NodeSummary[], around: Surroundings): Verdicts {
  const others = nodes.map(({mode}) => mode).filter((mode) => mode !== undefined && mode !== 'ipvs');
  if (rule.onlyInIpvsMode && nodes.length > 0 && others.length === nodes.length)
    return notApplicable(`all nodes that were read run ${[...new Set(others)].sort().join(' or ')} mode`);
  return rule.check(around, nodes);
}

function notDecided({code, reason}: KnowledgeOnly): readonly CheckResult[] {
  return makeResults(code, null, {result: 'undecidable', message: reason, gap: 'person'});
}

/** What is kept of a node when its texts are dropped. */
export function summariseNode(evidence: NodeEvidence): NodeSummary {
  const kept: Record<string, unknown> = {name: evidence.node};
  if (evidence.unread !== undefined) return {name: evidence.node};
  for (const name of KEPT) {
    const reading = evidence.read(name);
    if (reading.known) kept[name] = reading.value;
  }
  const addresses = evidence.read('addresses');
  if (addresses.known)
    kept.addresses = addresses.value.filter((entry) => entry.interface !== DUMMY_INTERFACE);
  return kept as NodeSummary;
}

const KEPT = [
  'mode',
  'version',
  'kernel',
  'configuration',
  'runningConfiguration',
  'node',
  'clockOffset',
] as const;

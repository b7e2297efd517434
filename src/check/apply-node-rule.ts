import type {CheckResult} from '../model/index.ts';
import {makeResults} from './make-result.ts';
import type {FactName, NodeEvidence, NodeFacts} from './node-evidence.ts';
import type {NodeRule, Surroundings, Verdicts} from './rule.ts';
import {notApplicable, undecidable, unread} from './verdict.ts';

/** What a rule says about a node. A fact that it needs and that is not known makes the result undecidable. */
export function applyNodeRule(
  rule: NodeRule,
  evidence: NodeEvidence,
  around: Surroundings,
): readonly CheckResult[] {
  return makeResults(rule.code, evidence.node, judge(rule, evidence, around));
}

/** A rule that finds nothing in a log cannot pass if the log was not understood. */
function silence({needs}: NodeRule, {log}: Partial<NodeFacts>, verdicts: Verdicts): Verdicts | undefined {
  if (log?.doubt === undefined || !needs.includes('log')) return undefined;
  const passes = 'result' in verdicts ? verdicts.result === 'pass' : verdicts.length === 0;
  return passes ? unread(log.doubt) : undefined;
}

function whyNotApplicable(rule: NodeRule, {notIpvs, servesByRules}: NodeEvidence): string | undefined {
  if (!rule.onlyByRules) return rule.inEveryMode ? undefined : notIpvs;
  return servesByRules ? undefined : (notIpvs ?? 'kube-proxy runs in IPVS mode here');
}

function judge(rule: NodeRule, evidence: NodeEvidence, around: Surroundings): Verdicts {
  if (evidence.unread !== undefined) return unread(evidence.unread);
  const needless = whyNotApplicable(rule, evidence);
  if (needless !== undefined) return notApplicable(needless);
  const facts: Partial<Record<FactName, NodeFacts[FactName]>> = {};
  for (const name of rule.needs) {
    const reading = evidence.read(name);
    // Of a node without a table of kube-proxy's nothing need be read: what tells more there only helps.
    const free = reading.known || reading.absent === true || evidence.notIpvs !== undefined;
    if (!reading.known) return free ? undecidable(reading.why) : unread(reading.why);
    facts[name] = reading.value;
  }
  for (const name of rule.wants) {
    const reading = evidence.read(name);
    if (reading.known) facts[name] = reading.value;
  }
  const verdicts = rule.check(facts as Partial<NodeFacts>, {...around, name: evidence.node});
  return silence(rule, facts as Partial<NodeFacts>, verdicts) ?? verdicts;
}

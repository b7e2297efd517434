import {checkNode, type Rule, type Surroundings} from '../check/index.ts';
import type {CheckResult} from '../model/index.ts';
import {type CheckedCapture, checkEvidence} from './facts.ts';

/** A captured node, as the checks see it. */
export type CheckedNode = Pick<CheckedCapture, 'capture' | 'inspected' | 'findings' | 'log'>;

/** What a rule said of a node, and what it was asked with. */
interface Answer {
  readonly findings: CheckedNode['findings'];
  readonly log: CheckedNode['log'] | undefined;
  readonly time: number;
  readonly failures: readonly CheckResult[];
}

const answers = new WeakMap<CheckedNode['inspected'], Map<Rule, Answer>>();

/**
 * The checks that fail on a node. A call asks several times: for the health of the node, and for causes before and after
 * its log was read. Each rule is asked once with what it looks at.
 */
export function failedChecks(
  rules: readonly Rule[],
  node: CheckedNode,
  around: Surroundings,
): readonly CheckResult[] {
  const {inspected, findings} = node;
  const {cluster, now, live} = around;
  const evidence = checkEvidence({...node, cluster, now, arrivedAt: live ? now : undefined});
  const known = answers.get(inspected) ?? new Map<Rule, Answer>();
  answers.set(inspected, known);
  return rules.flatMap((rule) => {
    const log = readsLog(rule) ? node.log : undefined;
    const before = known.get(rule);
    if (before?.findings === findings && before.log === log && before.time === now.getTime())
      return before.failures;
    const failures = checkNode({rules: [rule]}, evidence, around).filter(({result}) => result === 'fail');
    known.set(rule, {findings, log, time: now.getTime(), failures});
    return failures;
  });
}

function readsLog(rule: Rule): boolean {
  return rule.scope === 'node' && [...rule.needs, ...rule.wants].includes('log');
}

import type {CatalogueEntry} from '../catalogue/index.ts';
import {type LogMeaning, logVerdicts} from './log-verdicts.ts';
import {type NodeRule, nodeRule} from './rule.ts';

/** A rule that only kube-proxy's log can decide. Unless told otherwise the lines of its own code count. */
export function logRule(
  code: CatalogueEntry['code'],
  meaning: Omit<LogMeaning, 'codes'> & {readonly codes?: readonly string[]},
): NodeRule {
  return nodeRule({
    code,
    needs: ['log'],
    wants: ['capturedAt', 'configuration', 'pod'],
    check: (facts) => logVerdicts(facts, {codes: [code], ...meaning}),
  });
}

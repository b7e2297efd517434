import type {CatalogueEntry} from '../catalogue/index.ts';
import {driftVerdicts} from './drift-verdicts.ts';
import {type NodeRule, nodeRule} from './rule.ts';

/**
 * A rule for an entry that shows as a difference between the table and the API: the comparison has judged already, and
 * its findings name the entry.
 */
export function driftRule(code: CatalogueEntry['code']): NodeRule {
  return ruleFor(code, false);
}

/** {@link driftRule} for an entry about the rules of nftables and iptables mode. */
export function ruleDriftRule(code: CatalogueEntry['code']): NodeRule {
  return ruleFor(code, true);
}

function ruleFor(code: CatalogueEntry['code'], onlyByRules: boolean): NodeRule {
  return nodeRule({
    code,
    onlyByRules,
    needs: ['findings'],
    check: ({findings}, {name}) =>
      driftVerdicts(
        findings.filter((finding) => finding.code === code),
        name,
      ),
  });
}

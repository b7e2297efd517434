import type {CatalogueEntry} from '../catalogue/index.ts';
import {driftVerdicts} from './drift-verdicts.ts';
import {logVerdicts, type Moment} from './log-verdicts.ts';
import {type NodeRule, nodeRule} from './rule.ts';
import type {Verdict} from './verdict.ts';

/**
 * A rule for an entry that shows as a difference between the table and the API: the comparison has judged already, and
 * its findings name the entry. Where kube-proxy's log says that a step fails which would put it right, that is the cause.
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
    wants: ['log', 'capturedAt', 'configuration', 'pod'],
    check: ({findings, log, ...moment}, {name}) => {
      const own = findings.filter((finding) => finding.code === code);
      const failing = own.some(({severity}) => severity !== 'info') && log;
      return [...driftVerdicts(own, name), ...(failing ? failingSteps({...moment, log}, code) : [])];
    },
  });
}

/** What klog's messages of errors in a sync begin with (kube-proxy `pkg/proxy/ipvs`). */
const FAILED = /^(?:Failed|Error|Unable)/;

function failingSteps({log, ...moment}: Moment, code: string): readonly Verdict[] {
  const hits = log.hits.filter(({signature}) => FAILED.test(signature));
  const meaning = {
    codes: [code],
    cause: 'syncs-fail' as const,
    message: 'kube-proxy tries to correct it, but a step of its syncs fails',
  };
  return logVerdicts({...moment, log: {...log, hits}}, meaning).filter(
    (verdict) => verdict.result !== 'fail' || verdict.severity !== 'info',
  );
}

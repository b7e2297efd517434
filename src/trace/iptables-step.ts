import type {Finding, PathStep} from '../model/index.ts';
import {brokenBy, okStep, unknownStep} from './make-step.ts';
import {natOf} from './nat-of.ts';
import type {PathContext} from './path-context.ts';
import {letIn} from './source-ranges.ts';

/** Chains that only some paths go through; all others concern every path of their family. */
const ONLY_FOR: Readonly<Record<string, readonly string[]>> = {
  'KUBE-LOAD-BALANCER': ['load-balancer'],
  'KUBE-PROXY-FIREWALL': ['load-balancer'],
  'KUBE-SOURCE-RANGES-FIREWALL': ['load-balancer'],
};

/** Whether packets reach the chains that accept them and mark them for masquerading. */
export function iptablesStep(context: PathContext): PathStep {
  const {view, server} = context;
  const {actual, findings} = view;
  const sources = letIn(context);
  if (sources.broken) return sources.broken;
  const rules = actual.iptables[server.family];
  const program = server.family === 'IPv4' ? 'iptables' : 'ip6tables';
  if (!rules) return unknownStep('iptables', `the rules of ${program} were not captured`);
  if (actual.legacyIptables.has(server.family)) {
    return unknownStep('iptables', `${program} also has rules of its other variant, which were not captured`);
  }
  const broken = brokenBy(
    'iptables',
    findings.filter((finding) => concerns(finding, context)),
  );
  if (broken) return broken;
  const nat = natOf(context);
  const evidence = nat?.rule ? [`-A ${nat.rule}`] : [];
  return okStep(
    'iptables',
    ['PREROUTING and OUTPUT jump to KUBE-SERVICES', nat?.reason, sources.reason]
      .filter((part) => part !== undefined)
      .join('; '),
    evidence,
  );
}

function concerns({kind, expected}: Finding, {server}: PathContext): boolean {
  if (kind !== 'iptables-chain-missing' || expected?.family !== server.family) return false;
  const only = ONLY_FOR[String(expected.chain)];
  return only === undefined || only.includes(server.role);
}

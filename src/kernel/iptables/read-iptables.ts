import type {IpFamily, IptablesRules, Parsed, ServiceRules} from '../../model/index.ts';
import {createProgram} from '../rules/create-program.ts';
import type {BaseChain, Hook, Rule} from '../rules/program.ts';
import {serviceRules} from '../rules/service-rules.ts';
import {type IptablesSource, parseIptables} from '../sources/parse-iptables.ts';
import {readRule} from './read-rule.ts';

/** Where the kernel runs built-in chains, and in which order (`linux/netfilter_ipv4.h`, `nf_ip_hook_priorities`). */
const BUILT_IN: readonly BaseChain[] = [
  built('nat PREROUTING', 'prerouting', -100),
  built('nat OUTPUT', 'output', -100),
  built('nat POSTROUTING', 'postrouting', 100),
  built('filter INPUT', 'input', 0),
  built('filter FORWARD', 'forward', 0),
  built('filter OUTPUT', 'output', 0),
];

function built(chain: string, hook: Hook, priority: number): BaseChain {
  return {chain, type: chain.startsWith('nat') ? 'nat' : 'filter', hook, priority, policy: 'accept'};
}

/**
 * The rules of kube-proxy in iptables mode from `iptables-save` or `ip6tables-save`, of either variant. A rule is read by
 * what it does; the names of chains only tell kube-proxy's entry points from what other programs have in the same tables.
 * A text that is not whole gives its problems and no rules.
 */
export function parseIptablesRules(text: string, source: IptablesSource): Parsed<ServiceRules | undefined> {
  const family: IpFamily = source === 'iptables-save.txt' ? 'IPv4' : 'IPv6';
  const parsed = parseIptables(text, source);
  if (parsed.problems.length > 0) return {value: undefined, problems: parsed.problems};
  const tables = parsed.value;
  const program = createProgram({
    bases: BUILT_IN.filter(({chain}) => rulesIn(tables, chain) !== undefined),
    readRules: (chain) => rulesIn(tables, chain)?.map((rule) => inTable(readRule(rule), chain)),
    ownTable: false,
    dispatches: (chain) => /^(?:nat|filter) KUBE-/.test(chain),
  });
  return {
    value: serviceRules(program, {family, exists: rulesIn(tables, 'nat KUBE-SERVICES') !== undefined}),
    problems: [],
  };
}

/** Chains of two tables may have the same name, so a chain is called `TABLE NAME` here. */
function rulesIn(tables: IptablesRules, name: string): readonly string[] | undefined {
  const [table = '', chain = ''] = name.split(' ');
  return tables.get(table)?.chains.get(chain);
}

function inTable({matches, actions}: Rule, from: string): Rule {
  const [table = ''] = from.split(' ');
  return {
    matches,
    actions: actions.map((action) =>
      action.kind === 'jump' || action.kind === 'goto'
        ? {...action, chain: `${table} ${action.chain}`}
        : action,
    ),
  };
}

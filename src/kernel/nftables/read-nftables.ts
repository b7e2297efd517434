import type {IpFamily, Parsed, ServiceRules} from '../../model/index.ts';
import {createProgram} from '../rules/create-program.ts';
import type {Action, BaseChain, Hook, Match, Rule} from '../rules/program.ts';
import {serviceRules} from '../rules/service-rules.ts';
import {type Json, member} from './elements.ts';
import {readAction} from './read-action.ts';
import {readMatch} from './read-match.ts';
import {createSetReader, type SetReader} from './read-sets.ts';
import {type Ruleset, sortRuleset} from './ruleset.ts';

/** The two files in this format. */
export type NftablesSource = 'nft-ip-kube-proxy.json' | 'nft-ip6-kube-proxy.json';

/** The table of kube-proxy in nftables mode (`pkg/proxy/nftables/proxier.go`, `kubeProxyTable`). */
const TABLE = 'kube-proxy';

/**
 * The rules of kube-proxy's table from `nft -j list table ip|ip6 kube-proxy`, with or without `-n`. Rules are read by
 * what they do, never by a chain's name, so that all forms that kube-proxy has written since 1.29 give the same. A text
 * that is not whole gives a fatal problem and no rules; without the table there are rules that lead nowhere.
 */
export function parseNftables(text: string, source: NftablesSource): Parsed<ServiceRules | undefined> {
  const family: IpFamily = source === 'nft-ip-kube-proxy.json' ? 'IPv4' : 'IPv6';
  const ruleset = readRuleset(text, family);
  if (typeof ruleset === 'string') {
    const problem = {source, line: 0, message: ruleset, severity: 'fatal' as const};
    return {value: undefined, problems: [problem]};
  }
  const sets = createSetReader(ruleset.sets);
  const program = createProgram({
    bases: basesOf(ruleset),
    readRules: (chain) => {
      if (!ruleset.chains.has(chain)) return undefined;
      return (ruleset.rules.get(chain) ?? []).map((expressions) => readRule(expressions, sets));
    },
    ownTable: true,
    dispatches: () => true,
  });
  return {value: serviceRules(program, {family, exists: ruleset.exists}), problems: []};
}

function readRuleset(text: string, family: IpFamily): Ruleset | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'the text is incomplete: it is not valid JSON';
  }
  return sortRuleset(json, family === 'IPv4' ? 'ip' : 'ip6', TABLE);
}

const HOOKS: readonly Hook[] = ['prerouting', 'input', 'forward', 'output', 'postrouting'];

function basesOf({chains}: Ruleset): readonly BaseChain[] {
  const bases: BaseChain[] = [];
  for (const [name, chain] of chains) {
    const hook = HOOKS.find((known) => known === member(chain, 'hook'));
    const type = member(chain, 'type');
    const priority = member(chain, 'prio');
    if (!hook || (type !== 'nat' && type !== 'filter') || typeof priority !== 'number') continue;
    bases.push({
      chain: name,
      type,
      hook,
      priority,
      policy: member(chain, 'policy') === 'drop' ? 'drop' : 'accept',
    });
  }
  return bases;
}

function readRule(expressions: readonly Json[], sets: SetReader): Rule {
  const matches: Match[] = [];
  const actions: Action[] = [];
  for (const expression of expressions) {
    const match = member(expression, 'match');
    if (match !== undefined) {
      const read = readMatch(match, sets);
      // Asked after the packet was changed: kube-proxy writes no such rule, so its meaning is not taken for granted.
      matches.push(...(actions.length > 0 ? [{kind: 'unknown', text: 'a late condition'} as const] : read));
      continue;
    }
    const action = readAction(expression, sets);
    if (action) actions.push(action);
  }
  return {matches, actions};
}

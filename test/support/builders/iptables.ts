import type {NodeFacts} from '../../../src/check/index.ts';

/** IPv4 rules of a table, `CHAIN: rule`, with policies of built-in chains. */
export function iptablesOf(
  table: string,
  rules: readonly (readonly [string, string])[],
  policies: Readonly<Record<string, string>> = {},
): Pick<NodeFacts, 'iptables'> {
  const chains = new Map<string, string[]>(Object.keys(policies).map((chain) => [chain, []]));
  for (const [chain, rule] of rules)
    chains.set(chain, [...(chains.get(chain) ?? []), ...(rule === '' ? [] : [rule])]);
  return {
    iptables: {IPv4: new Map([[table, {name: table, chains, policies: new Map(Object.entries(policies))}]])},
  };
}

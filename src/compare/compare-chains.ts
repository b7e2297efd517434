import {type ExpectedChain, type Finding, type IptablesRules, jumpsTo} from '../model/index.ts';
import type {ComparisonInput} from './comparison.ts';
import {newFinding} from './new-finding.ts';

/**
 * Compares the iptables chains: those of kube-proxy must exist, and the built-in ones must jump to them. A node's
 * chains belong to no single Service, so they are compared with the whole table only. Where rules of the other variant
 * of iptables are there as well, a chain that is missing may be among them.
 */
export function compareChains(input: ComparisonInput): readonly Finding[] {
  if (input.services !== undefined) return [];
  return input.expected.chains.flatMap((chain) => {
    const rules = input.actual.iptables[chain.family];
    const elsewhere = input.actual.legacyIptables.has(chain.family);
    return rules && !elsewhere ? compareChain(chain, rules, input) : [];
  });
}

function compareChain(
  chain: ExpectedChain,
  rules: IptablesRules,
  input: ComparisonInput,
): readonly Finding[] {
  const table = rules.get(chain.table);
  const where = `the ${chain.table} table of ${chain.family === 'IPv4' ? 'iptables' : 'ip6tables'}`;
  if (!table?.chains.has(chain.chain)) {
    return [finding(chain, `the chain ${chain.chain} does not exist in ${where}`, {input, from: undefined})];
  }
  return chain.jumpedToFrom
    .filter((from) => !jumpsTo(rules, chain.table, {from, to: chain.chain}))
    .map((from) =>
      finding(chain, `the chain ${chain.chain} is cut off: ${from} does not jump to it in ${where}`, {
        input,
        from,
      }),
    );
}

function finding(
  chain: ExpectedChain,
  message: string,
  {input, from}: {readonly input: ComparisonInput; readonly from: string | undefined},
): Finding {
  const subject = {family: chain.family, table: chain.table, chain: chain.chain};
  return newFinding('iptables-chain-missing', {
    node: input.expected.node,
    expected: {...subject, ...(from === undefined ? {} : {jumpedToFrom: from})},
    actual: from === undefined ? null : subject,
    message,
    remedy:
      'something removed it (a firewall reload, an administrator); kube-proxy creates it again in its next sync, ' +
      'if it completes one',
  });
}

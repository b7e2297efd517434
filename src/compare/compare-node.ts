import {type ActualState, type Finding, hasRules, type Note} from '../model/index.ts';
import {compareAddresses} from './compare-addresses.ts';
import {compareChains} from './compare-chains.ts';
import {compareIpSets} from './compare-ip-sets.ts';
import {compareVirtualServers} from './compare-virtual-servers.ts';
import type {Comparison, ComparisonInput} from './comparison.ts';
import {compareRules} from './rules/compare-rules.ts';
import {sortFindings} from './sort-findings.ts';

/** All differences between what a node's kernel must hold and what it holds, sorted. */
export function compareNode(input: ComparisonInput): Comparison {
  if (hasRules(input.expected.mode)) return compareRuleNode(input);
  const servers = compareVirtualServers(input);
  const findings: Finding[] = [
    ...servers.findings,
    ...compareAddresses(input),
    ...compareIpSets(input),
    ...compareChains(input),
  ];
  return {
    findings: sortFindings(findings),
    notes: [...servers.notes, ...doubtNotes(input)],
    virtualServers: servers.virtualServers,
    realServers: servers.realServers,
  };
}

/** In nftables and iptables mode all that kube-proxy keeps is in its rules. */
function compareRuleNode(input: ComparisonInput): Comparison {
  const {findings, notes, undecided, table, virtualServers, realServers} = compareRules(input);
  return {
    findings: sortFindings(findings),
    notes: [...notes, ...doubtNotes(input)],
    undecided,
    table,
    virtualServers,
    realServers,
  };
}

function doubtNotes({expected, actual}: ComparisonInput): readonly Note[] {
  const common = {code: null, node: expected.node, service: null, virtualServer: null, remedy: ''};
  return [
    ...expected.doubts.map(({message}) => ({...common, severity: 'info' as const, message})),
    ...disputes(actual).map((message) => ({...common, severity: 'warning' as const, message})),
  ];
}

function disputes({disputed, tableSources}: ActualState): readonly string[] {
  const [first] = [...disputed].sort(([one], [other]) => (one < other ? -1 : 1));
  if (!first) return [];
  const [key, reason] = first;
  if (disputed.size === 1) return [`${key}: ${reason}`];
  return [
    `${tableSources.join(' and ')} disagree on ${disputed.size} virtual servers: the table changed while it was captured, or a text is ` +
      `damaged; these virtual servers were not checked. For example ${key}: ${reason}`,
  ];
}

import type {Finding, Note} from '../model/index.ts';
import {compareAddresses} from './compare-addresses.ts';
import {compareChains} from './compare-chains.ts';
import {compareIpSets} from './compare-ip-sets.ts';
import {compareVirtualServers} from './compare-virtual-servers.ts';
import type {Comparison, ComparisonInput} from './comparison.ts';
import {sortFindings} from './sort-findings.ts';

/** All differences between what a node's kernel must hold and what it holds, sorted. */
export function compareNode(input: ComparisonInput): Comparison {
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

function doubtNotes({expected, actual}: ComparisonInput): readonly Note[] {
  const common = {code: null, node: expected.node, service: null, virtualServer: null, remedy: ''};
  return [
    ...expected.doubts.map(({message}) => ({...common, severity: 'info' as const, message})),
    ...[...actual.disputed.values()].map((message) => ({...common, severity: 'warning' as const, message})),
  ];
}

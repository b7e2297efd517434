import type {createColors} from 'picocolors';
import type {Finding, FindingKind} from '../model/index.ts';
import {escapeText} from './escape-text.ts';

type Colors = ReturnType<typeof createColors>;

/** What each kind of finding means, and for whom it hurts: one clause. */
const MEANINGS: Readonly<Record<FindingKind, string>> = {
  'virtual-server-missing': 'a Service address is not served; connections to it fail on this node',
  'virtual-server-unexpected': 'the node serves an address that no Service has',
  'scheduler-mismatch': 'connections are spread by another scheduler than kube-proxy is set to',
  'persistence-mismatch': 'session affinity is not as the Service wants it',
  'real-server-missing': 'an endpoint gets no connections from this node',
  'real-server-stale': 'connections go to an address that is no endpoint any more',
  'real-server-weight': 'an endpoint gets no connections, or more than its share',
  'real-server-draining': 'kube-proxy is ending a real server gracefully: normal, no drift',
  'forwarding-mismatch': 'packets reach an endpoint in a form that it cannot answer',
  'address-unbound': 'the node does not take packets for a Service address',
  'address-unexpected': 'the node swallows packets for an address that no Service has',
  'ipset-member-missing': 'packets of a Service are not masqueraded, or are refused, where they should not be',
  'ipset-member-unexpected': 'rules apply to an address or a port that no Service has',
  'iptables-chain-missing': 'the rules that mark, masquerade and filter Service traffic are not reached',
};

/** What now: for each kind of finding what it means, and the remedy of its first finding. */
export function adviceText(findings: readonly Finding[], colors: Colors): string {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.kind);
    if (group) group.push(finding);
    else groups.set(finding.kind, [finding]);
  }
  if (groups.size === 0) return '';
  const blocks = [...groups.values()].map((group) => block(group, colors));
  return `What now:\n${blocks.join('\n')}\n`;
}

function block(group: readonly Finding[], colors: Colors): string {
  const [first] = group;
  if (!first) return '';
  const code = first.code ? ` (${first.code})` : '';
  const example = group.length > 1 ? 'for example: ' : '';
  return [
    `  ${colors.bold(`${group.length} × ${first.kind}`)}${code}: ${MEANINGS[first.kind]}`,
    `      ${example}${escapeText(first.message)}`,
    `      remedy: ${escapeText(first.remedy)}`,
  ].join('\n');
}

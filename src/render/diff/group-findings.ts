import {
  compareNaturally,
  describeVirtualServer,
  type Finding,
  formatEndpoint,
  groupBy,
} from '../../model/index.ts';
import {plural} from '../text-lists.ts';
import type {FoldedFinding} from './fold-findings.ts';

/** A row of a table: one folded finding, or several of one kind and Service. */
export interface FindingRow {
  readonly finding: Finding;
  readonly nodes: readonly string[];
  /** What it is about: a virtual server, an address, a set member, a chain. */
  readonly subject: string;
  readonly realServer: string;
}

/** One row for each folded finding. */
export function singleRows(folded: readonly FoldedFinding[]): readonly FindingRow[] {
  return folded.map(({finding, nodes}) => ({
    finding,
    nodes,
    subject: subjectText(finding),
    realServer: realServerText(finding),
  }));
}

/** One row for each kind, severity and Service: for reports too long to be read line by line. */
export function groupedRows(folded: readonly FoldedFinding[]): readonly FindingRow[] {
  const groups = groupBy(folded, ({finding: {kind, severity, service}}) =>
    [kind, severity, service?.namespace ?? '', service?.name ?? ''].join(' '),
  );
  return [...groups.values()].flatMap((group) =>
    group.length === 1 ? singleRows(group) : [groupRow(group[0].finding, group)],
  );
}

function groupRow(finding: Finding, group: readonly FoldedFinding[]): FindingRow {
  const nouns = {
    'virtual server': 'virtual servers',
    address: 'addresses',
    member: 'set members',
    chain: 'chains',
  };
  const noun = nounOf(finding);
  return {
    finding: {...finding, service: finding.service && {...finding.service, port: null}},
    nodes: [...new Set(group.flatMap(({nodes}) => nodes))].sort(compareNaturally),
    subject: summary(
      group.map((entry) => subjectText(entry.finding)),
      noun,
      nouns[noun],
    ),
    realServer: summary(
      group.map((entry) => realServerText(entry.finding)).filter(Boolean),
      'real server',
      'real servers',
    ),
  };
}

function nounOf({virtualServer, kind}: Finding): 'virtual server' | 'address' | 'member' | 'chain' {
  if (virtualServer) return 'virtual server';
  if (kind.startsWith('ipset')) return 'member';
  return kind.startsWith('iptables') ? 'chain' : 'address';
}

function summary(texts: readonly string[], noun: string, nouns: string): string {
  const distinct = [...new Set(texts)];
  return distinct.length <= 1 ? (distinct[0] ?? '') : plural(distinct.length, noun, nouns);
}

/** What a finding is about: a virtual server, an address, a set member, a chain. */
export function subjectText({virtualServer, expected, actual}: Finding): string {
  if (virtualServer) return describeVirtualServer(virtualServer);
  const subject = {...expected, ...actual};
  if (typeof subject.set === 'string') return [subject.set, subject.member].filter(Boolean).join(' ');
  if (typeof subject.chain === 'string') {
    const from = typeof subject.jumpedToFrom === 'string' ? `${subject.jumpedToFrom} > ` : '';
    return `${String(subject.family)} ${String(subject.table)} ${from}${subject.chain}`;
  }
  return String(subject.address ?? subject.name ?? '');
}

function realServerText({realServer, actual, kind}: Finding): string {
  if (!realServer) return '';
  const text = formatEndpoint(realServer.address, realServer.port);
  if (kind !== 'real-server-weight' && kind !== 'real-server-draining') return text;
  return `${text} (weight ${String(actual?.weight ?? '?')})`;
}

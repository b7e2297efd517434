import {
  compareNaturally,
  FINDING_KINDS,
  type Finding,
  formatEndpoint,
  virtualServerKey,
} from '../model/index.ts';

/** Findings in the order of a report: by node, then by kind, then by what they are about. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  const nodes = [...new Set(findings.map(({node}) => node))].sort(compareNaturally);
  const ranks = new Map(nodes.map((node, rank) => [node, rank]));
  const keyed = findings.map((finding) => ({
    finding,
    rank: ranks.get(finding.node) ?? 0,
    key: findingKey(finding),
  }));
  keyed.sort(
    (one, other) => one.rank - other.rank || Number(one.key > other.key) - Number(one.key < other.key),
  );
  return keyed.map(({finding}) => finding);
}

/** What a finding is about, as a text: equal for the same difference seen at two times, and sorts as a report does. */
export function findingKey({
  node,
  kind,
  service,
  virtualServer,
  realServer,
  expected,
  actual,
}: Finding): string {
  const {set, member, chain, family, table, jumpedToFrom, address} = {...expected, ...actual};
  return [
    node,
    String(FINDING_KINDS.indexOf(kind)).padStart(2, '0'),
    service ? `${service.namespace}/${service.name}/${service.port ?? ''}` : '',
    virtualServer ? virtualServerKey(virtualServer) : '',
    realServer ? formatEndpoint(realServer.address, realServer.port) : '',
    ...[set, member, family, table, chain, jumpedToFrom, address].map((part) => String(part ?? '')),
  ].join('\u0000');
}

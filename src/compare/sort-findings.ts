import {FINDING_KINDS, type Finding, formatEndpoint, virtualServerKey} from '../model/index.ts';

/** Findings in the order of a report: by node, then by kind, then by what they are about. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  const keyed = findings.map((finding) => ({finding, key: sortKey(finding)}));
  keyed.sort((one, other) => Number(one.key > other.key) - Number(one.key < other.key));
  return keyed.map(({finding}) => finding);
}

function sortKey({node, kind, service, virtualServer, realServer, message}: Finding): string {
  return [
    node,
    String(FINDING_KINDS.indexOf(kind)).padStart(2, '0'),
    service ? `${service.namespace}/${service.name}/${service.port ?? ''}` : '',
    virtualServer ? virtualServerKey(virtualServer) : '',
    realServer ? formatEndpoint(realServer.address, realServer.port) : '',
    message,
  ].join('\u0000');
}

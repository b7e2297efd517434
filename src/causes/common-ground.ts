import type {Finding} from '../model/index.ts';

/** What differences without a proved cause have in common, in one sentence without a full stop. */
export function commonGround(findings: readonly Finding[], nodesRead: number): string {
  const shared = [
    oneNode(findings, nodesRead),
    oneService(findings),
    oneFamily(findings),
    oneKind(findings),
  ].filter((text) => text !== '');
  const [only] = findings;
  if (findings.length === 1 && only) return `no cause is proved: ${only.message}`;
  const what = `no cause is proved; ${findings.length} differences`;
  return shared.length === 0 ? `${what} have nothing in common` : `${what}, all ${listed(shared)}`;
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

function only<Value>(values: readonly Value[]): Value | undefined {
  const different = new Set(values);
  return different.size === 1 ? values[0] : undefined;
}

function oneNode(findings: readonly Finding[], nodesRead: number): string {
  const node = only(findings.map((finding) => finding.node));
  return node !== undefined && nodesRead > 1 ? `on ${node}, and none on ${others(nodesRead - 1)}` : '';
}

function others(count: number): string {
  return count === 1 ? 'the other node' : `the ${count} other nodes`;
}

function oneService(findings: readonly Finding[]): string {
  const service = only(findings.map((one) => one.service && `${one.service.namespace}/${one.service.name}`));
  return service ? `of ${service}` : '';
}

/** IPv6 alone is telling; IPv4 alone is what most clusters have. */
function oneFamily(findings: readonly Finding[]): string {
  const families = findings.map(familyOf);
  return only(families) === 'IPv6' ? 'IPv6' : '';
}

function familyOf({virtualServer, realServer, expected, actual}: Finding): string | undefined {
  if (virtualServer?.kind === 'firewall-mark') return virtualServer.family;
  const {address, member, family} = {...expected, ...actual};
  const text = virtualServer?.address ?? realServer?.address ?? address ?? member;
  if (typeof family === 'string') return family;
  if (typeof text !== 'string') return undefined;
  return /^[\da-f]*:[\da-f]*:/.test(text) ? 'IPv6' : 'IPv4';
}

function oneKind(findings: readonly Finding[]): string {
  const kind = only(findings.map((finding) => finding.kind));
  return kind ? `of the kind ${kind}` : '';
}

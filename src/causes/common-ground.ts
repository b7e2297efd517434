import {clockText, type Finding} from '../model/index.ts';
import type {PodNodeOf} from './pod-nodes.ts';
import type {ApiChanges} from './table-age.ts';

/** What is known of the cluster besides what is wrong. */
export interface ClusterFacts {
  readonly changes: ApiChanges;
  readonly podNodeOf: PodNodeOf;
  /** Nodes whose tables were compared. */
  readonly nodesRead: number;
}

/** What differences are looked at beside. */
export interface GroundFacts extends ClusterFacts {
  /** When the first of the nodes that differ was read. */
  readonly readAt: Date;
}

/** What differences without a proved cause have in common, in one sentence without a full stop. */
export function commonGround(findings: readonly Finding[], facts: GroundFacts): string {
  const shared = [
    oneNode(findings, facts.nodesRead),
    oneService(findings),
    podsOfOneNode(findings, facts),
    sinceOneMoment(findings, facts),
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

/** Several real servers of one node: its network, or what came from it, rather than the Services. */
function podsOfOneNode(findings: readonly Finding[], {podNodeOf}: GroundFacts): string {
  const addresses = new Set(findings.map(({realServer}) => realServer?.address));
  if (addresses.size < 2) return '';
  const node = only(
    [...addresses].map((address) => (address === undefined ? undefined : podNodeOf(address))),
  );
  return node === undefined ? '' : `about Pods of ${node}`;
}

/** Every Service that the API changed since some moment differs, and none that it did not: a node that stopped following. */
function sinceOneMoment(findings: readonly Finding[], {changes, readAt}: GroundFacts): string {
  const names = new Set(
    findings.map(({service}) => (service ? `${service.namespace}/${service.name}` : undefined)),
  );
  const last = (times: readonly number[]) =>
    times.filter((time) => time <= readAt.getTime()).reduce((one, other) => Math.max(one, other), 0);
  const own = [...names].map((name) => last((name && changes.get(name)) || []));
  const since = own.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
  if (names.size < 2 || since === 0) return '';
  const others = [...changes].filter(([name]) => !names.has(name)).map(([, times]) => last(times));
  if (others.length === 0 || others.some((time) => time >= since)) return '';
  return `of the only Services that the API changed since ${clockText(new Date(since).toISOString())}`;
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

import {type ExpectedVirtualServer, type Finding, formatCidr, type ServedMode} from '../../model/index.ts';
import {type ComparisonInput, serviceOf} from '../comparison.ts';
import {newFinding} from '../new-finding.ts';
import type {ServedFrontend, ServedGroup} from './frontend-differences.ts';

/** One frontend that is compared. */
export interface ComparedFrontend {
  readonly server: ExpectedVirtualServer;
  readonly served: ServedFrontend;
  readonly input: ComparisonInput;
  /** Whether the rules name the frontend at all. */
  readonly present: boolean;
}

type Details = Pick<Finding, 'kind' | 'severity' | 'message'> &
  Partial<Pick<Finding, 'code' | 'expected' | 'actual' | 'realServer' | 'remedy'>>;

/** A finding about a frontend. */
export function finding({server, input}: ComparedFrontend, {kind, ...details}: Details): Finding {
  return newFinding(kind, {
    code: RULES_STALE,
    remedy: ruleRemedy(input),
    ...details,
    node: input.expected.node,
    service: serviceOf(server.owners),
    virtualServer: server.id,
  });
}

/** Entries of the catalogue for rules that are not what they should be. */
const RULES_STALE = 'IPVS096';
const PARTIAL_SYNCS = 'IPVS100';
/** Rules that lead to the right endpoints, but not as kube-proxy writes them. */
export const RULES_EDITED = 'IPVS101';

/** What kube-proxy does by itself, and what helps where it does not. */
export function ruleRemedy(input: ComparisonInput): string {
  const {mode} = input.expected;
  if (mode !== 'iptables') return 'kube-proxy corrects this in its next sync, if it completes one';
  return 'kube-proxy corrects this in a full sync, which in large clusters happens only at a restart';
}

/** The code for drift, which the next sync may not heal. */
export function driftCode({expected: {mode}, kubeProxyMinor}: ComparisonInput): string {
  return mode === 'iptables' && (kubeProxyMinor ?? 0) >= 34 ? PARTIAL_SYNCS : RULES_STALE;
}

/** How a mode calls what serves a frontend. */
export function rulesName(mode: ServedMode): string {
  return `the ${mode} rules of this node`;
}

/** The groups that a list of their kinds is about, in words; empty for all groups. */
export function forWhom(groups: readonly ServedGroup[], all: readonly ServedGroup[]): string {
  if (groups.length >= all.length) return '';
  const names = groups.map(({group: {kind, network}}) => {
    if (kind === 'pods') return "the node's pods";
    if (kind === 'node') return 'the node itself';
    return kind === 'outside' || !network
      ? 'clients outside the cluster'
      : `clients in ${formatCidr(network)}`;
  });
  return ` (for ${[...new Set(names)].join(' and ')})`;
}

/** Dropped by a firewall for their address: told as that, and not as endpoints that are missing. */
export function isShutOut({route, group}: ServedGroup, {server, served}: ComparedFrontend): boolean {
  if (route.verdict !== 'drop') return false;
  const others = served.groups.some((other) => other.route.verdict === 'endpoints');
  return server.routing?.allowed !== undefined || group.kind === 'network' || others;
}

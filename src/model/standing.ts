import type {RealServer, VirtualServer} from './actual-state.ts';
import type {Endpoint, ExpectedVirtualServer} from './expected-state.ts';

/**
 * What a real server, or an endpoint without one, is on a node, in the order of a report, trouble first: `stale`, there
 * but not wanted; `wrong-forwarding`, wanted, but packets reach it in a form that it cannot answer; `missing`, wanted but
 * not there; `wrong-weight`, wanted, but gets none or too many of the connections; `unknown`, what was read of it cannot
 * be trusted; `serving`, there as it should be; `optional`, right either way; `draining`, not wanted and at weight 0,
 * kube-proxy is ending it; `left-out`, an endpoint that gets nothing and should get nothing.
 */
export const REAL_SERVER_STANDINGS = [
  'stale',
  'wrong-forwarding',
  'missing',
  'wrong-weight',
  'unknown',
  'serving',
  'optional',
  'draining',
  'left-out',
] as const;

/** One of {@link REAL_SERVER_STANDINGS}. */
export type RealServerStanding = (typeof REAL_SERVER_STANDINGS)[number];

/**
 * What an expected virtual server is on a node: `missing`, it must be there and is not; `collision`, several Services
 * claim it, so what it should be is undefined; `unknown`, its sources contradict one another; `optional`, it is not there
 * and need not be; `serving`, it is there.
 */
export type VirtualServerStanding = 'serving' | 'missing' | 'optional' | 'collision' | 'unknown';

/** How the EndpointSlices have an endpoint. `gone`: none has it; `disputed`: they contradict one another. */
export type EndpointCondition =
  | 'ready'
  | 'serving-terminating'
  | 'terminating'
  | 'not-ready'
  | 'disputed'
  | 'gone';

/** A real server, or an endpoint that could be one, of a virtual server on one node, and what it is there. */
export interface JudgedReal {
  /** `address:port`. */
  readonly key: string;
  readonly address: string;
  readonly port: number;
  /** Undefined: no EndpointSlice has it. */
  readonly endpoint: Endpoint | undefined;
  /** Undefined: the kernel does not have it. */
  readonly real: RealServer | undefined;
  readonly standing: RealServerStanding;
  readonly condition: EndpointCondition;
  /** Why it is, or is not, there, in a sentence without a subject and a full stop. */
  readonly why: string;
}

/** A virtual server that is expected on a node, and what it is there. */
export interface JudgedServer {
  readonly key: string;
  readonly expected: ExpectedVirtualServer;
  /** Undefined: the kernel does not have it. */
  readonly present: VirtualServer | undefined;
  readonly standing: VirtualServerStanding;
  /** All endpoints and all real servers of the kernel. */
  readonly reals: readonly JudgedReal[];
}

/** Whether the API wants a real server of this standing on the node; null: right either way, or not known. */
export function isWanted(standing: RealServerStanding): boolean | null {
  if (standing === 'optional' || standing === 'unknown') return null;
  return standing !== 'stale' && standing !== 'draining' && standing !== 'left-out';
}

/** Whether a real server of this standing is as it should be, as far as is known. */
export function isInOrder(standing: RealServerStanding): boolean {
  return !['stale', 'wrong-forwarding', 'missing', 'wrong-weight'].includes(standing);
}

/** Whether new connections to a real server of this standing get no answer. */
export function leadsNowhere(standing: RealServerStanding): boolean {
  return standing === 'stale' || standing === 'wrong-forwarding';
}

/** The standing that tells most about a real server that has several, on several nodes; null of none. */
export function leadingStanding(standings: readonly RealServerStanding[]): RealServerStanding | null {
  return REAL_SERVER_STANDINGS.find((standing) => standings.includes(standing)) ?? null;
}

/** Compares two standings for sorting, in the order of {@link REAL_SERVER_STANDINGS}. */
export function compareStandings(one: RealServerStanding, other: RealServerStanding): number {
  return REAL_SERVER_STANDINGS.indexOf(one) - REAL_SERVER_STANDINGS.indexOf(other);
}

/**
 * Whether a virtual server that is there refuses connections as it should: none of its endpoints may be used on the node, and
 * none takes any.
 */
export function refusesAsWanted(
  {realServers}: ExpectedVirtualServer,
  present: VirtualServer | undefined,
): boolean {
  if (realServers.size > 0 || !present) return false;
  return [...present.realServers.values()].every(({weight}) => weight === 0);
}

/** The entry of the catalogue for a virtual server that refuses connections as it should: no endpoint, or none by policy. */
export function refusalCode({selection, endpoints}: ExpectedVirtualServer): 'IPVS010' | 'IPVS048' {
  return selection === 'local-none-so-empty' && endpoints.size > 0 ? 'IPVS048' : 'IPVS010';
}

/** Tells the standing of a real server, or of an endpoint without one, of a virtual server that is in the kernel's table. */
export type StandingOf = (
  server: ExpectedVirtualServer,
  key: string,
  real: RealServer | undefined,
) => RealServerStanding;

/**
 * Whether a node that has a real server in this standing has followed what the API says of it. A weight or method that somebody
 * edited is none of kube-proxy's doing; what takes no connections though it should, it has not put back yet.
 */
export function followsApi(standing: RealServerStanding, real: RealServer | undefined): boolean {
  if (standing === 'missing' || standing === 'stale') return false;
  return standing !== 'wrong-weight' || real?.weight !== 0;
}

import {
  cidrContains,
  type ExpectedRealServers,
  type ExpectedRouting,
  type ExpectedVirtualServer,
  type FrontendRoute,
  type RoutedEndpoint,
} from '../../model/index.ts';
import type {ClientGroup} from './clients.ts';

/** What a frontend must do for one group of clients. */
export interface ExpectedRoute {
  /** `closed`: clients from here must be dropped. */
  readonly verdict: 'endpoints' | 'empty' | 'closed';
  readonly endpoints: ExpectedRealServers;
  /** Undefined: either. */
  readonly masquerade: boolean | undefined;
}

/** Endpoints against those that are expected: the same for all frontends that share both. */
export interface EndpointDifferences {
  readonly missing: readonly string[];
  readonly stale: readonly string[];
  /** Endpoints that are wanted, but whose share is not that of the others. */
  readonly uneven: readonly string[];
  readonly affinities: ReadonlySet<number>;
}

/** What a group of clients must find at a frontend. */
export function expectedRoute(
  {realServers}: ExpectedVirtualServer,
  routing: ExpectedRouting,
  {kind, client}: ClientGroup,
): ExpectedRoute {
  const {allowed, masquerade, insiders} = routing;
  if (allowed && !allowed.some((network) => cidrContains(network, client.source)))
    return {verdict: 'closed', endpoints: NONE, masquerade: undefined};
  const inside = kind === 'pods' || kind === 'node';
  const endpoints = inside ? insiders : realServers;
  const marks = {
    outside: masquerade.outside,
    network: masquerade.outside,
    pods: masquerade.pods,
    node: masquerade.node,
  };
  return {
    verdict: endpoints.size === 0 ? 'empty' : 'endpoints',
    endpoints,
    masquerade: marks[kind],
  };
}

const NONE: ExpectedRealServers = new Map();

/** Compares endpoints, once for each pair of lists. */
export function createEndpointComparer() {
  const known = new WeakMap<FrontendRoute['endpoints'], Map<ExpectedRealServers, EndpointDifferences>>();
  return (expected: ExpectedRealServers, {endpoints, lost}: FrontendRoute): EndpointDifferences => {
    const byExpected = known.get(endpoints) ?? new Map<ExpectedRealServers, EndpointDifferences>();
    known.set(endpoints, byExpected);
    const differences = byExpected.get(expected) ?? compareEndpoints(expected, endpoints, lost);
    byExpected.set(expected, differences);
    return differences;
  };
}

/** A share may differ by this part of itself: iptables rounds probabilities, and errors add up in long lists. */
const TOLERANCE = 0.01;

function compareEndpoints(
  expected: ExpectedRealServers,
  endpoints: ReadonlyMap<string, RoutedEndpoint>,
  lost: number,
): EndpointDifferences {
  const stale: string[] = [];
  const uneven: string[] = [];
  const affinities = new Set<number>();
  const even = (1 - lost) / Math.max(1, countServed(endpoints));
  for (const [key, {share, affinity}] of endpoints) {
    if (!expected.has(key)) stale.push(key);
    else if (Math.abs(share - even) > even * TOLERANCE) uneven.push(key);
    affinities.add(affinity);
  }
  const missing: string[] = [];
  if (endpoints.size - stale.length < expected.size) {
    for (const [key, presence] of expected)
      if (presence === 'required' && !endpoints.has(key)) missing.push(key);
  }
  return {missing, stale, uneven, affinities};
}

/** Endpoints that new clients get to. */
function countServed(endpoints: ReadonlyMap<string, RoutedEndpoint>): number {
  let count = 0;
  for (const {share} of endpoints.values()) if (share > 0) count++;
  return count;
}

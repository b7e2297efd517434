import {type Endpoint, type ExpectedRealServers, formatEndpoint, type Presence} from '../model/index.ts';
import type {Rules} from './rules.ts';

/** The endpoints of one service port, before a node's own view of them. */
export interface EndpointPool {
  /** One copy of each endpoint, by `address:port`. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  /** All copies of the endpoints that slices name several times, by `address:port`. */
  readonly repeated: ReadonlyMap<string, readonly Endpoint[]>;
  /** Whether copies of an endpoint differ in something that counts. */
  readonly contradictory: boolean;
  /** Whether any endpoint has a topology hint. */
  readonly hinted: boolean;
  /** All ready endpoints, as real servers: shared by all nodes without hints of their own. */
  readonly ready: ExpectedRealServers;
}

/** The pool of the endpoints that slices name, each as often as they name it. */
export function buildPool(named: readonly Endpoint[]): EndpointPool {
  const endpoints = new Map<string, Endpoint>();
  const repeated = new Map<string, Endpoint[]>();
  const ready = new Map<string, Presence>();
  let contradictory = false;
  let hinted = false;
  for (const endpoint of named) {
    const key = formatEndpoint(endpoint.address, endpoint.port);
    const first = endpoints.get(key);
    hinted ||= endpoint.forZones.length > 0 || endpoint.forNodes.length > 0;
    if (first) {
      repeated.set(key, [...(repeated.get(key) ?? [first]), endpoint]);
      contradictory ||= differs(endpoint, first);
      continue;
    }
    endpoints.set(key, endpoint);
    if (endpoint.ready) ready.set(key, 'required');
    contradictory ||= endpoint.ambiguous;
  }
  for (const [key, copies] of repeated) {
    const [first] = copies.sort(byConditions);
    if (first) endpoints.set(key, first);
  }
  return {endpoints, repeated, contradictory, hinted, ready};
}

/** Orders copies of one endpoint, so that the order of the slices decides nothing; ready ones first. */
function byConditions(one: Endpoint, other: Endpoint): number {
  const [a, b] = [one, other].map((copy) =>
    [
      !copy.ready,
      copy.terminating,
      !copy.serving,
      copy.nodeName,
      copy.pod,
      copy.forZones,
      copy.forNodes,
    ].join(' '),
  );
  return Number((a ?? '') > (b ?? '')) - Number((a ?? '') < (b ?? ''));
}

function differs(one: Endpoint, other: Endpoint): boolean {
  return (
    one.ready !== other.ready ||
    one.serving !== other.serving ||
    one.terminating !== other.terminating ||
    one.nodeName !== other.nodeName ||
    one.forZones.join() !== other.forZones.join() ||
    one.forNodes.join() !== other.forNodes.join()
  );
}

/** The ways in which a contradictory pool can be read: past this many, nothing about it is certain. */
const MOST_READINGS = 64;

/**
 * The possible readings of a pool on a node: one list of endpoints each. Of several copies that differ, kube-proxy
 * keeps one that is not terminating (1.36) or one that is local (before), otherwise whichever comes last in map order
 * (`pkg/proxy/endpointslicecache.go`). Undefined if there are too many readings to go through.
 */
export function readingsOf(
  pool: EndpointPool,
  rules: Rules,
  nodeName: string,
): readonly (readonly Endpoint[])[] | undefined {
  if (!pool.contradictory) return [[...pool.endpoints.values()]];
  let readings: Endpoint[][] = [[]];
  for (const [key, endpoint] of pool.endpoints) {
    const copies = pool.repeated.get(key) ?? [endpoint];
    const candidates = survivors(copies, rules, nodeName);
    const withAbsence: readonly (Endpoint | undefined)[] = copies.some((copy) => copy.ambiguous)
      ? [...candidates, undefined]
      : candidates;
    if (readings.length * withAbsence.length > MOST_READINGS) return undefined;
    readings = readings.flatMap((reading) =>
      withAbsence.map((candidate) => (candidate ? [...reading, candidate] : reading)),
    );
  }
  return readings;
}

function survivors(copies: readonly Endpoint[], rules: Rules, nodeName: string): readonly Endpoint[] {
  const preferred = copies.filter((copy) =>
    rules.servingCopyWins ? !copy.terminating : copy.nodeName === nodeName,
  );
  const candidates = preferred.length > 0 ? preferred : copies;
  return candidates.filter(
    (copy, index) => !candidates.slice(0, index).some((earlier) => !differs(copy, earlier)),
  );
}

import type {Endpoint, ExpectedRealServers, Presence} from '../model/index.ts';
import type {Rules} from './rules.ts';

/** The endpoints of one service port, before a node's own view of them. */
export interface EndpointPool {
  /** All copies of each endpoint, by `address:port`: slices may name one endpoint several times. */
  readonly copies: ReadonlyMap<string, readonly Endpoint[]>;
  /** One copy of each. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  /** Whether copies of an endpoint differ in something that counts. */
  readonly contradictory: boolean;
  /** Whether any endpoint has a topology hint. */
  readonly hinted: boolean;
  /** All ready endpoints, as real servers: shared by all nodes without hints of their own. */
  readonly ready: ExpectedRealServers;
}

/** A pool that reads its endpoints when they are first asked for. */
export function createPool(read: () => ReadonlyMap<string, readonly Endpoint[]>): EndpointPool {
  let pool: EndpointPool | undefined;
  const get = () => {
    pool ??= buildPool(read());
    return pool;
  };
  return {
    get copies() {
      return get().copies;
    },
    get endpoints() {
      return get().endpoints;
    },
    get contradictory() {
      return get().contradictory;
    },
    get hinted() {
      return get().hinted;
    },
    get ready() {
      return get().ready;
    },
  };
}

function buildPool(copies: ReadonlyMap<string, readonly Endpoint[]>): EndpointPool {
  const endpoints = new Map<string, Endpoint>();
  const ready = new Map<string, Presence>();
  let contradictory = false;
  let hinted = false;
  for (const [key, list] of copies) {
    const first = list[0];
    if (!first) continue;
    endpoints.set(key, first);
    if (first.ready) ready.set(key, 'required');
    contradictory ||= first.ambiguous || list.some((copy) => differs(copy, first));
    hinted ||= list.some((copy) => copy.forZones.length > 0 || copy.forNodes.length > 0);
  }
  return {copies, endpoints, contradictory, hinted, ready};
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
  for (const copies of pool.copies.values()) {
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

import {
  type Endpoint,
  type EndpointCondition,
  type ExpectedRealServers,
  type ExpectedVirtualServer,
  type JudgedReal,
  type JudgedServer,
  leadsNowhere,
  type Presence,
  plainServers,
  type RealServer,
  type RealServerStanding,
  type ServerLoad,
  splitEndpoint,
  type VirtualServer,
  type VirtualServerStanding,
} from '../model/index.ts';
import {isCollision, type States} from './comparison.ts';
import {servedNodeAddresses} from './guessed-node-ports.ts';
import {whyStanding} from './why-standing.ts';

/** The weight that kube-proxy gives every real server (`pkg/proxy/ipvs/proxier.go`, `syncEndpoint`). */
export const WANTED_WEIGHT = 1;

/**
 * The standing of a real server, or of an endpoint without one (`real` is undefined), of a virtual server that is in the
 * kernel's table: the one place where this is judged. What is not wanted drains at weight 0 with TCP only: kube-proxy
 * removes UDP and SCTP real servers at once (`pkg/proxy/ipvs/graceful_termination.go`, since 1.13).
 */
export function realServerStanding(
  server: ExpectedVirtualServer,
  key: string,
  real: RealServer | undefined,
): RealServerStanding {
  if (isCollision(server)) return 'optional';
  const presence = server.realServers.get(key);
  if (presence === undefined) return real ? unwantedStanding(server, real) : 'left-out';
  if (!real) return presence === 'required' ? 'missing' : 'optional';
  return wantedStanding(presence, real);
}

function wantedStanding(presence: Presence, {weight, forwarding = 'Masq'}: RealServer): RealServerStanding {
  if (weight === WANTED_WEIGHT && forwarding === 'Masq')
    return presence === 'required' ? 'serving' : presence;
  // Where it may or may not be wanted, weight 0 may be draining.
  if (presence === 'optional' && weight === 0) return presence;
  return forwarding === 'Masq' ? 'wrong-weight' : 'wrong-forwarding';
}

function unwantedStanding({id}: ExpectedVirtualServer, {weight}: RealServer): RealServerStanding {
  return weight === 0 && id.protocol === 'TCP' ? 'draining' : 'stale';
}

/** Which real servers were wanted when those of a virtual server were found to be just these. */
const foundServing = new WeakMap<VirtualServer, ExpectedRealServers>();

/**
 * Whether all real servers that are wanted are there, all that are there are wanted, and all are `serving`: told without a
 * look at each, where that can be told. False says nothing.
 */
export function allServing(expected: ExpectedVirtualServer, actual: VirtualServer): boolean {
  if (isCollision(expected)) return false;
  const {realServers} = expected;
  // Nodes share both, and a comparison is asked twice.
  if (foundServing.get(actual) === realServers) return true;
  const keys = plainServers(actual)?.keys;
  const serving =
    keys?.length === realServers.size && keys.every((key) => realServers.get(key) === 'required');
  if (serving) foundServing.set(actual, realServers);
  return serving;
}

/** What a damaged text cannot feign: lines get lost, but do not appear. */
export function isCertain(standing: RealServerStanding): boolean {
  return standing === 'stale' || standing === 'draining';
}

/** How many real servers take new connections, and how many of these lead nowhere. */
export function serverLoad(expected: ExpectedVirtualServer, {realServers}: VirtualServer): ServerLoad {
  const load = {taking: 0, dead: 0};
  for (const [key, real] of realServers) {
    if (real.weight === 0) continue;
    load.taking++;
    if (leadsNowhere(realServerStanding(expected, key, real))) load.dead++;
  }
  return load;
}

/** How the EndpointSlices have an endpoint; undefined: they do not have it. */
function endpointCondition(endpoint: Endpoint | undefined): EndpointCondition {
  if (!endpoint) return 'gone';
  const {ambiguous, ready, serving, terminating} = endpoint;
  if (ambiguous) return 'disputed';
  // Both at once with publishNotReadyAddresses, where kube-proxy uses it.
  if (ready) return 'ready';
  if (terminating) return serving ? 'serving-terminating' : 'terminating';
  return 'not-ready';
}

/** Tells the standing of expected virtual servers on one node, by key: the one place where this is judged. */
export function virtualServerStandings(
  states: States,
): (key: string, expected: ExpectedVirtualServer) => VirtualServerStanding {
  const {actual} = states;
  const isServed = servedNodeAddresses(states);
  return (key, expected) => {
    if (isCollision(expected)) return 'collision';
    if (actual.disputed.has(key)) return 'unknown';
    if (actual.virtualServers?.has(key)) return 'serving';
    return expected.presence === 'required' && isServed(expected) ? 'missing' : 'optional';
  };
}

/**
 * The standing of the expected virtual servers of one node, or of the `chosen` ones, with their real servers and
 * endpoints: what findings, counts, `status svc/NAME` and traces are views of. Without a table nothing is `missing` that
 * could be: give it only a state whose table was read.
 */
export function judgeServers(
  states: States,
  chosen: (server: ExpectedVirtualServer) => boolean = () => true,
): readonly JudgedServer[] {
  const standingOf = virtualServerStandings(states);
  const judged: JudgedServer[] = [];
  for (const [key, expected] of states.expected.virtualServers) {
    if (!chosen(expected)) continue;
    const present = states.actual.virtualServers?.get(key);
    const standing = standingOf(key, expected);
    judged.push({key, expected, present, standing, reals: judgeReals(expected, present, standing)});
  }
  return judged;
}

function judgeReals(
  expected: ExpectedVirtualServer,
  present: VirtualServer | undefined,
  server: VirtualServerStanding,
): readonly JudgedReal[] {
  const keys = new Set([
    ...expected.endpoints.keys(),
    ...expected.realServers.keys(),
    ...(present?.realServers.keys() ?? []),
  ]);
  return [...keys].map((key) => {
    const endpoint = expected.endpoints.get(key);
    const real = present?.realServers.get(key);
    const standing = within(server, realServerStanding(expected, key, real));
    return {
      key,
      address: (endpoint ?? real ?? splitEndpoint(key)).address,
      port: (endpoint ?? real ?? splitEndpoint(key)).port,
      endpoint,
      real,
      standing,
      condition: endpointCondition(endpoint),
      why: whyStanding(expected, key, standing),
    };
  });
}

/** What the virtual server's own standing leaves of that of a real server. */
function within(server: VirtualServerStanding, standing: RealServerStanding): RealServerStanding {
  if (server === 'unknown') return isCertain(standing) || standing === 'left-out' ? standing : 'unknown';
  if (server === 'optional') return standing === 'missing' ? 'optional' : standing;
  return standing;
}

import {
  type Attributes,
  type ExpectedVirtualServer,
  type Finding,
  type FindingKind,
  formatEndpoint,
  ipvsadmOption,
  type RealServer,
  type Severity,
  type VirtualServer,
} from '../model/index.ts';
import {type ComparisonInput, ownerName, restartRemedy, serviceOf} from './comparison.ts';
import {whyUnwanted} from './why-unwanted.ts';

/** The weight that kube-proxy gives every real server (`pkg/proxy/ipvs/proxier.go`, `syncEndpoint`). */
const WANTED_WEIGHT = 1;

/** Differences between the wanted and the present real servers of one virtual server. */
export function compareRealServers(
  expected: ExpectedVirtualServer,
  actual: VirtualServer,
  input: ComparisonInput,
): readonly Finding[] {
  const findings: Finding[] = [];
  const pair = {expected, actual, input};
  let foreseen = 0;
  for (const [key, realServer] of actual.realServers) {
    const presence = expected.realServers.get(key);
    if (presence === undefined) {
      findings.push(unwanted(pair, key, realServer));
      continue;
    }
    foreseen++;
    if (realServer.weight === WANTED_WEIGHT && realServer.forwarding === 'Masq') continue;
    // Where it may or may not be wanted, weight 0 may be draining.
    if (presence === 'required' || realServer.weight > 0)
      findings.push(...wrongAttributes(pair, key, realServer));
  }
  if (foreseen < expected.realServers.size) findings.push(...allMissing(pair));
  return findings;
}

interface Pair {
  readonly expected: ExpectedVirtualServer;
  readonly actual: VirtualServer;
  readonly input: ComparisonInput;
}

interface Details {
  readonly kind: FindingKind;
  readonly code: string;
  readonly severity: Severity;
  readonly expected: Attributes | null;
  readonly actual: Attributes | null;
  readonly message: string;
  readonly remedy: string;
}

function finding(
  {expected, input}: Pair,
  address: {address: string; port: number},
  details: Details,
): Finding {
  return {
    ...details,
    node: input.expected.node,
    service: serviceOf(expected.owners),
    virtualServer: expected.id,
    realServer: {address: address.address, port: address.port},
    confirmed: false,
  };
}

function allMissing(pair: Pair): readonly Finding[] {
  const {expected, actual} = pair;
  return [...expected.realServers]
    .filter(([key, presence]) => presence === 'required' && !actual.realServers.has(key))
    .map(([key]) => missing(pair, key));
}

function missing(pair: Pair, key: string): Finding {
  const endpoint = pair.expected.endpoints.get(key);
  const address = endpoint ?? splitEndpoint(key);
  const pod = endpoint?.pod ? ` (pod ${endpoint.pod})` : '';
  return finding(pair, address, {
    kind: 'real-server-missing',
    code: 'IPVS002',
    severity: 'error',
    expected: {weight: WANTED_WEIGHT, forwarding: 'Masq', ...(endpoint?.pod ? {pod: endpoint.pod} : {})},
    actual: null,
    message: `${key}${pod} is an endpoint of ${ownerName(pair.expected)}, but gets no connections from this node`,
    remedy: restartRemedy(pair.input),
  });
}

function splitEndpoint(key: string): {address: string; port: number} {
  const colon = key.lastIndexOf(':');
  return {address: key.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(key.slice(colon + 1))};
}

/** The attributes of a real server that a report shows; those that the source did not tell are left out. */
export function realServerAttributes(realServer: RealServer): Attributes {
  const {weight, forwarding, activeConnections, inactiveConnections} = realServer;
  return {
    weight,
    ...(forwarding === undefined ? {} : {forwarding}),
    ...(activeConnections === undefined ? {} : {activeConnections}),
    ...(inactiveConnections === undefined ? {} : {inactiveConnections}),
  };
}

/**
 * A real server that is not wanted: draining, if kube-proxy is ending it gracefully, else stale. Only TCP drains; UDP
 * and SCTP real servers are removed at once (`pkg/proxy/ipvs/graceful_termination.go`).
 */
function unwanted(pair: Pair, key: string, realServer: RealServer): Finding {
  const drains = realServer.weight === 0 && pair.expected.id.protocol === 'TCP';
  return drains ? draining(pair, key, realServer) : stale(pair, key, realServer);
}

function stale(pair: Pair, key: string, realServer: RealServer): Finding {
  const {id} = pair.expected;
  const why = whyUnwanted(pair.expected, key);
  const state =
    realServer.weight > 0
      ? `${key} still receives new connections, but ${why}`
      : `${key} is still there at weight 0, but ${why}; kube-proxy removes ${id.protocol} real servers at once`;
  const relief = `for relief at once, on the node: ipvsadm -d ${ipvsadmOption(id)} -r ${key}`;
  return finding(pair, realServer, {
    kind: 'real-server-stale',
    code: 'IPVS001',
    severity: 'error',
    expected: null,
    actual: realServerAttributes(realServer),
    message: state,
    remedy: `${restartRemedy(pair.input)}; ${relief}`,
  });
}

function draining(pair: Pair, key: string, realServer: RealServer): Finding {
  const {activeConnections, inactiveConnections} = realServer;
  const why = whyUnwanted(pair.expected, key);
  const known = activeConnections !== undefined && inactiveConnections !== undefined;
  const left = known ? activeConnections + inactiveConnections : undefined;
  return finding(pair, realServer, {
    kind: 'real-server-draining',
    code: 'IPVS005',
    severity: 'info',
    expected: null,
    actual: realServerAttributes(realServer),
    message: `${key} ${why} and is draining: ${drainingState(left)}`,
    remedy: drainingRemedy(left, pair, key),
  });
}

function drainingState(left: number | undefined): string {
  if (left === undefined) return 'weight 0; how many connections are left was not captured';
  if (left === 0) return 'weight 0, no connections left; kube-proxy removes it within about a minute';
  return `weight 0, ${left} ${left === 1 ? 'connection' : 'connections'} left`;
}

function drainingRemedy(left: number | undefined, pair: Pair, key: string): string {
  const cut = `ipvsadm -d ${ipvsadmOption(pair.expected.id)} -r ${key}`;
  if (left === 0) return `none; if it is still there after two minutes, it is stale (on the node: ${cut})`;
  return `none needed: kube-proxy removes it when its connections have ended; to cut them, on the node: ${cut}`;
}

function wrongAttributes(pair: Pair, key: string, realServer: RealServer): readonly Finding[] {
  const findings: Finding[] = [];
  if (realServer.weight !== WANTED_WEIGHT) findings.push(wrongWeight(pair, key, realServer));
  if (realServer.forwarding !== undefined && realServer.forwarding !== 'Masq') {
    findings.push(wrongForwarding(pair, key, realServer));
  }
  return findings;
}

/** kube-proxy repairs weights only in the first sync after its start, and only since 1.26 (kubernetes PR 111635). */
function wrongWeight(pair: Pair, key: string, realServer: RealServer): Finding {
  const {weight} = realServer;
  const minor = pair.input.kubeProxyMinor;
  const effect =
    weight === 0 ? 'gets no new connections' : `gets ${weight} shares of new connections instead of 1`;
  const repair = `on the node: ipvsadm -e ${ipvsadmOption(pair.expected.id)} -r ${key} -m -w 1`;
  return finding(pair, realServer, {
    kind: 'real-server-weight',
    code: weight === 0 && minor !== undefined && minor <= 25 ? 'IPVS006' : 'IPVS007',
    severity: weight === 0 ? 'error' : 'warning',
    expected: {weight: WANTED_WEIGHT},
    actual: realServerAttributes(realServer),
    message: `${key} is an endpoint of ${ownerName(pair.expected)}, but has weight ${weight}: it ${effect}`,
    remedy: `kube-proxy does not repair weights while it runs; ${repair}`,
  });
}

function wrongForwarding(pair: Pair, key: string, realServer: RealServer): Finding {
  const owner = ownerName(pair.expected);
  return finding(pair, realServer, {
    kind: 'forwarding-mismatch',
    code: 'IPVS007',
    severity: 'error',
    expected: {forwarding: 'Masq'},
    actual: realServerAttributes(realServer),
    message: `${key} is an endpoint of ${owner}, but gets packets by ${realServer.forwarding} instead of Masq: no answer arrives`,
    remedy:
      'kube-proxy never repairs the forwarding method; on the node remove the real server, and kube-proxy adds it ' +
      `again at its next sync: ipvsadm -d ${ipvsadmOption(pair.expected.id)} -r ${formatEndpoint(realServer.address, realServer.port)}`,
  });
}

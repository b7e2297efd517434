import {
  type Attributes,
  type ExpectedVirtualServer,
  type Finding,
  type FindingKind,
  ipvsadmOption,
  onNode,
  type RealServer,
  type RealServerStanding,
  type ShellCommand,
  splitEndpoint,
  type VirtualServer,
} from '../model/index.ts';
import {type ComparisonInput, ownerName, serviceOf} from './comparison.ts';
import {allServing, isCertain, realServerStanding, serverLoad, WANTED_WEIGHT} from './judge-servers.ts';
import {type FindingParts, newFinding} from './new-finding.ts';
import {whyUnwanted} from './why-standing.ts';

const NONE: readonly Finding[] = [];

/**
 * Differences between the wanted and the present real servers of one virtual server. With `onlyCertain` those that a
 * damaged text could feign are left out.
 */
export function compareRealServers(
  expected: ExpectedVirtualServer,
  actual: VirtualServer,
  {input, onlyCertain}: {readonly input: ComparisonInput; readonly onlyCertain: boolean},
): readonly Finding[] {
  if (allServing(expected, actual)) return NONE;
  const findings: Finding[] = [];
  const pair = {expected, actual, input};
  let foreseen = 0;
  for (const [key, realServer] of actual.realServers) {
    if (expected.realServers.has(key)) foreseen++;
    const standing = realServerStanding(expected, key, realServer);
    if (!onlyCertain || isCertain(standing)) findings.push(...findingsOf(standing, {pair, key, realServer}));
  }
  if (foreseen < expected.realServers.size && !onlyCertain) findings.push(...allMissing(pair));
  if (findings.length === 0) return findings;
  const load = serverLoad(expected, actual);
  return findings.map((finding) => ({...finding, load}));
}

interface Place {
  readonly pair: Pair;
  readonly key: string;
  readonly realServer: RealServer;
}

function findingsOf(standing: RealServerStanding, {pair, key, realServer}: Place): readonly Finding[] {
  if (standing === 'stale') return [stale(pair, key, realServer)];
  if (standing === 'draining') return [draining(pair, key, realServer)];
  if (standing !== 'wrong-weight' && standing !== 'wrong-forwarding') return NONE;
  return [
    ...(realServer.weight === WANTED_WEIGHT ? [] : [wrongWeight(pair, key, realServer)]),
    ...(standing === 'wrong-forwarding' ? [wrongForwarding(pair, key, realServer)] : []),
  ];
}

interface Pair {
  readonly expected: ExpectedVirtualServer;
  readonly actual: VirtualServer;
  readonly input: ComparisonInput;
}

function finding(
  kind: FindingKind,
  {expected, input}: Pair,
  {
    address,
    ...details
  }: Omit<FindingParts, 'node'> & {readonly address: {readonly address: string; readonly port: number}},
): Finding {
  return newFinding(kind, {
    ...details,
    node: input.expected.node,
    service: serviceOf(expected.owners),
    virtualServer: expected.id,
    realServer: {address: address.address, port: address.port},
  });
}

function allMissing(pair: Pair): readonly Finding[] {
  const {expected, actual} = pair;
  return [...expected.realServers]
    .filter(([key]) => realServerStanding(expected, key, actual.realServers.get(key)) === 'missing')
    .map(([key]) => missing(pair, key));
}

function missing(pair: Pair, key: string): Finding {
  const endpoint = pair.expected.endpoints.get(key);
  const address = endpoint ?? splitEndpoint(key);
  const pod = endpoint?.pod ? ` (pod ${endpoint.pod})` : '';
  return finding('real-server-missing', pair, {
    address,
    expected: {weight: WANTED_WEIGHT, forwarding: 'Masq', ...(endpoint?.pod ? {pod: endpoint.pod} : {})},
    message: `${key}${pod} is an endpoint of ${ownerName(pair.expected)}, but gets no connections from this node`,
    remedy: 'kube-proxy adds it in its next sync, if it completes one',
  });
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

function stale(pair: Pair, key: string, realServer: RealServer): Finding {
  const {id} = pair.expected;
  const why = whyUnwanted(pair.expected, key);
  const state =
    realServer.weight > 0
      ? `${key} still receives new connections, but ${why}`
      : `${key} still exists at weight 0, but ${why}; kube-proxy removes ${id.protocol} real servers at once`;
  return finding('real-server-stale', pair, {
    address: realServer,
    actual: realServerAttributes(realServer),
    message: state,
    remedy: 'kube-proxy removes it in its next sync, if it completes one',
    commands: removal(pair, key),
  });
}

function draining(pair: Pair, key: string, realServer: RealServer): Finding {
  const {activeConnections, inactiveConnections} = realServer;
  const why = whyUnwanted(pair.expected, key);
  const known = activeConnections !== undefined && inactiveConnections !== undefined;
  const left = known ? activeConnections + inactiveConnections : undefined;
  return finding('real-server-draining', pair, {
    address: realServer,
    actual: realServerAttributes(realServer),
    message: `${key} ${why} and is draining: ${drainingState(left)}`,
    remedy: drainingRemedy(left),
  });
}

function drainingState(left: number | undefined): string {
  if (left === undefined) return 'weight 0; how many connections are left was not captured';
  if (left === 0) return 'weight 0, no connections left; kube-proxy removes it within about a minute';
  return `weight 0, ${left} ${left === 1 ? 'connection' : 'connections'} left`;
}

function drainingRemedy(left: number | undefined): string {
  return left === 0
    ? 'none; if it still exists after two minutes, it is stale'
    : 'none needed: kube-proxy removes it once its connections have ended';
}

/**
 * Takes a real server out at once, before kube-proxy does. Never one of the API server: where what the API says is not
 * what is so, that would cut the node off.
 */
function removal({expected, input}: Pair, key: string): readonly ShellCommand[] {
  if (isApiServer(expected)) return [];
  return [onNode(input.expected.node, 'ipvsadm', '-d', ...ipvsadmWords(expected.id), '-r', key)];
}

function isApiServer({owners}: ExpectedVirtualServer): boolean {
  return owners.some(({namespace, name}) => namespace === 'default' && name === 'kubernetes');
}

function ipvsadmWords(id: ExpectedVirtualServer['id']): readonly string[] {
  return ipvsadmOption(id).split(' ');
}

/** kube-proxy repairs weights only in the first sync after its start, and only since 1.26 (kubernetes PR 111635). */
function wrongWeight(pair: Pair, key: string, realServer: RealServer): Finding {
  const {weight} = realServer;
  const minor = pair.input.kubeProxyMinor;
  const effect =
    weight === 0 ? 'gets no new connections' : `gets ${weight} times its share of new connections`;
  return finding('real-server-weight', pair, {
    address: realServer,
    ...(weight === 0 && minor !== undefined && minor <= 25 ? {code: 'IPVS006'} : {}),
    ...(weight === 0 ? {severity: 'error' as const} : {}),
    expected: {weight: WANTED_WEIGHT},
    actual: realServerAttributes(realServer),
    message: `${key} is an endpoint of ${ownerName(pair.expected)}, but has weight ${weight}: it ${effect}`,
    remedy: 'kube-proxy does not correct weights while it runs: set the weight on the node',
    commands: [
      onNode(
        pair.input.expected.node,
        'ipvsadm',
        '-e',
        ...ipvsadmWords(pair.expected.id),
        '-r',
        key,
        '-m',
        '-w',
        '1',
      ),
    ],
  });
}

function wrongForwarding(pair: Pair, key: string, realServer: RealServer): Finding {
  const owner = ownerName(pair.expected);
  return finding('forwarding-mismatch', pair, {
    address: realServer,
    expected: {forwarding: 'Masq'},
    actual: realServerAttributes(realServer),
    message:
      `${key} is an endpoint of ${owner}, but uses forwarding method ${realServer.forwarding} instead of Masq: no ` +
      'reply arrives',
    remedy:
      'kube-proxy never corrects the forwarding method: remove the real server on the node, and kube-proxy adds it ' +
      'again in its next sync',
    commands: removal(pair, key),
  });
}

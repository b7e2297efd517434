import {
  ADDRESS_ROLE_NAMES,
  type ExpectedVirtualServer,
  type Finding,
  formatCidr,
  formatEndpoint,
  type ServedMode,
  splitEndpoint,
} from '../../model/index.ts';
import {type ComparisonInput, ownerName, restartRemedy, serviceOf} from '../comparison.ts';
import {newFinding} from '../new-finding.ts';
import {whyUnwanted} from '../why-standing.ts';
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

function finding({server, input}: ComparedFrontend, {kind, ...details}: Details): Finding {
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
const RULES_STALE = 'IPVS120';
const PARTIAL_SYNCS = 'IPVS124';
const RULES_EDITED = 'IPVS126';

/** What kube-proxy does by itself, and what helps where it does not. */
export function ruleRemedy(input: ComparisonInput): string {
  const {mode} = input.expected;
  const restart = restartRemedy(input);
  if (mode !== 'iptables') return `a sync of kube-proxy puts this right; if it stays, ${restart}`;
  return `a full sync of kube-proxy puts this right, which in large clusters comes with a restart only; if it stays, ${restart}`;
}

/** The code for drift that the next sync may not heal. */
function driftCode({expected: {mode}, kubeProxyMinor}: ComparisonInput): string {
  return mode === 'iptables' && (kubeProxyMinor ?? 0) >= 34 ? PARTIAL_SYNCS : RULES_STALE;
}

/** How a mode calls what serves a frontend. */
export function rulesName(mode: ServedMode): string {
  return `the ${mode} rules of this node`;
}

/** All differences of one frontend. */
export function frontendFindings(compared: ComparedFrontend): readonly Finding[] {
  const {served, present} = compared;
  const reached = served.groups.some(({route}) => route.verdict === 'endpoints');
  const wanted = served.groups.some(({expected}) => expected.verdict === 'endpoints');
  if (!present && !reached && (wanted || !refused(served))) return [missingFrontend(compared)];
  return [
    ...endpointFindings(compared),
    ...affinityFindings(compared),
    ...masqueradeFindings(compared),
    ...hairpinFindings(compared),
    ...rangeFindings(compared),
    ...refusalFindings(compared),
  ];
}

function refused({groups}: ServedFrontend): boolean {
  return groups.some(({route}) => route.verdict === 'reject' || route.verdict === 'drop');
}

function missingFrontend(compared: ComparedFrontend): Finding {
  const {server, input} = compared;
  const wanted = server.realServers.size > 0;
  return finding(compared, {
    kind: 'virtual-server-missing',
    code: driftCode(input),
    severity: wanted ? 'error' : 'warning',
    expected: {
      ...(server.persistenceTimeout === undefined ? {} : {persistenceTimeout: server.persistenceTimeout}),
      realServers: [...server.realServers.keys()].sort(),
    },
    message: wanted
      ? `the ${ADDRESS_ROLE_NAMES[server.role]} of ${ownerName(server)} is not in ${rulesName(input.expected.mode)}: connections to it fail`
      : `the ${ADDRESS_ROLE_NAMES[server.role]} of ${ownerName(server)} has no endpoints, and ${rulesName(input.expected.mode)} do not refuse connections to it: they time out`,
  });
}

/** The groups that a list of their kinds is about, in words; empty for all groups. */
function forWhom(groups: readonly ServedGroup[], all: readonly ServedGroup[]): string {
  if (groups.length >= all.length) return '';
  const names = groups.map(({group: {kind, network}}) => {
    if (kind === 'pods') return "the node's pods";
    if (kind === 'node') return 'the node itself';
    return kind === 'outside' || !network
      ? 'clients outside of the cluster'
      : `clients in ${formatCidr(network)}`;
  });
  return ` (for ${[...new Set(names)].join(' and ')})`;
}

function endpointFindings(compared: ComparedFrontend): readonly Finding[] {
  const comparable = compared.served.groups.filter(({expected}) => expected.verdict !== 'closed');
  const missing = new Map<string, ServedGroup[]>();
  const stale = new Map<string, ServedGroup[]>();
  const uneven = new Map<string, ServedGroup[]>();
  for (const served of comparable) {
    const {differences, expected, route} = served;
    if (differences) {
      for (const key of differences.missing) append(missing, key, served);
      for (const key of differences.stale) append(stale, key, served);
      for (const key of differences.uneven) append(uneven, key, served);
    } else if (expected.verdict === 'endpoints' && !isShutOut(served, compared)) {
      for (const [key, presence] of expected.endpoints)
        if (presence === 'required') append(missing, key, served);
    } else if (route.verdict === 'endpoints')
      for (const key of route.endpoints.keys()) append(stale, key, served);
  }
  return [
    ...[...missing].map(([key, groups]) => missingEndpoint(compared, key, forWhom(groups, comparable))),
    ...[...stale].map(([key, groups]) => staleEndpoint(compared, key, forWhom(groups, comparable))),
    ...[...uneven].map(([key, groups]) => unevenEndpoint(compared, key, groups)),
  ];
}

function append(lists: Map<string, ServedGroup[]>, key: string, served: ServedGroup): void {
  const list = lists.get(key);
  if (list) list.push(served);
  else lists.set(key, [served]);
}

/** Dropped by a firewall for their address: told as that, and not as endpoints that are missing. */
function isShutOut({route, group}: ServedGroup, {server, served}: ComparedFrontend): boolean {
  if (route.verdict !== 'drop') return false;
  const others = served.groups.some((other) => other.route.verdict === 'endpoints');
  return server.routing?.allowed !== undefined || group.kind === 'network' || others;
}

function missingEndpoint(compared: ComparedFrontend, key: string, whom: string): Finding {
  const {server, input} = compared;
  const pod = server.endpoints.get(key)?.pod;
  return finding(compared, {
    kind: 'real-server-missing',
    code: driftCode(input),
    severity: 'error',
    realServer: splitEndpoint(key),
    expected: {...(pod ? {pod} : {})},
    message: `${key}${pod ? ` (pod ${pod})` : ''} is an endpoint of ${ownerName(server)}, but gets no connections from this node${whom}`,
  });
}

function staleEndpoint(compared: ComparedFrontend, key: string, whom: string): Finding {
  const {server, served, input} = compared;
  const endpoint = served.groups.map(({route}) => route.endpoints.get(key)).find((one) => one !== undefined);
  return finding(compared, {
    kind: 'real-server-stale',
    code: driftCode(input),
    severity: 'error',
    realServer: splitEndpoint(key),
    actual: {share: round(endpoint?.share ?? 0)},
    message: `${key} still receives new connections${whom}, but ${whyUnwanted(server, key)}`,
  });
}

function unevenEndpoint(compared: ComparedFrontend, key: string, groups: readonly ServedGroup[]): Finding {
  const {server} = compared;
  const share = groups[0]?.route.endpoints.get(key)?.share ?? 0;
  const even = 1 / Math.max(1, server.realServers.size);
  return finding(compared, {
    kind: 'real-server-weight',
    code: RULES_EDITED,
    severity: share === 0 ? 'error' : 'warning',
    realServer: splitEndpoint(key),
    expected: {share: round(even)},
    actual: {share: round(share)},
    message:
      share === 0
        ? `${key} is an endpoint of ${ownerName(server)}, but gets no new clients: only those that affinity binds to it`
        : `${key} is an endpoint of ${ownerName(server)}, but gets ${percent(share)} of the connections instead of ${percent(even)}`,
  });
}

function round(share: number): number {
  return Math.round(share * 10000) / 10000;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}

function affinityFindings(compared: ComparedFrontend): readonly Finding[] {
  const {server, served} = compared;
  const wanted = server.persistenceTimeout;
  if (wanted === undefined) return [];
  const present = new Set(served.groups.flatMap(({differences}) => [...(differences?.affinities ?? [])]));
  const wrong = [...present].filter((seconds) => seconds !== wanted).sort((a, b) => a - b);
  if (wrong.length === 0) return [];
  const some = present.has(wanted) ? 'some endpoints have' : 'the rules have';
  const texts = wrong.map((seconds) => (seconds === 0 ? 'none' : `${seconds} s`));
  return [
    finding(compared, {
      kind: 'persistence-mismatch',
      severity: 'warning',
      expected: {persistenceTimeout: wanted},
      actual: {persistenceTimeout: wrong[0] ?? 0},
      message:
        `the Service ${ownerName(server)} wants ${wanted > 0 ? `session affinity for ${wanted} s` : 'no session affinity'}, ` +
        `${some} ${texts.join(' and ')}`,
    }),
  ];
}

function masqueradeFindings(compared: ComparedFrontend): readonly Finding[] {
  const {server, served} = compared;
  const decided = served.groups.filter(
    ({expected, route}) =>
      expected.verdict === 'endpoints' && route.verdict === 'endpoints' && expected.masquerade !== undefined,
  );
  const wrong = decided.filter(({expected, route}) => route.masquerade !== expected.masquerade);
  const [first] = wrong;
  if (!first) return [];
  const lacking = wrong.some(({expected}) => expected.masquerade === true);
  const whom = forWhom(wrong, decided);
  return [
    finding(compared, {
      kind: 'masquerade-mismatch',
      code: RULES_EDITED,
      severity: lacking ? 'error' : 'warning',
      expected: {masquerade: first.expected.masquerade},
      actual: {masquerade: first.route.masquerade},
      message: lacking
        ? `connections to the ${ADDRESS_ROLE_NAMES[server.role]} of ${ownerName(server)} are not masqueraded${whom}: answers may not find the way back`
        : `connections to the ${ADDRESS_ROLE_NAMES[server.role]} of ${ownerName(server)} are masqueraded${whom}: endpoints do not see the client's address`,
    }),
  ];
}

/** Told once for each endpoint of a Service: at its cluster IP. */
function hairpinFindings(compared: ComparedFrontend): readonly Finding[] {
  const {server, served} = compared;
  if (server.role !== 'cluster-ip') return [];
  const found = new Set<string>();
  for (const {route, expected} of served.groups) {
    for (const [key, {hairpin}] of route.endpoints)
      if (!hairpin && expected.endpoints.has(key) && server.routing?.hairpins.has(key)) found.add(key);
  }
  return [...found].map((key) =>
    finding(compared, {
      kind: 'masquerade-mismatch',
      code: RULES_EDITED,
      severity: 'warning',
      realServer: splitEndpoint(key),
      expected: {hairpin: true},
      actual: {hairpin: false},
      message: `${key} cannot reach itself through ${ownerName(server)}: its connections to itself are not masqueraded`,
    }),
  );
}

function rangeFindings(compared: ComparedFrontend): readonly Finding[] {
  const {server, served} = compared;
  const {routing} = server;
  if (!routing?.allowedCertain) return [];
  const open = served.groups.filter(
    ({expected, route}) => expected.verdict === 'closed' && route.verdict === 'endpoints',
  );
  const shut = served.groups.filter(
    (group) => group.expected.verdict === 'endpoints' && isShutOut(group, compared),
  );
  if (open.length + shut.length === 0) return [];
  const parts = [
    open.length > 0 ? `${peopleOf(open)} can connect, but must not` : '',
    shut.length > 0 ? `${peopleOf(shut)} cannot connect, but may` : '',
  ];
  return [
    finding(compared, {
      kind: 'source-ranges-mismatch',
      code: RULES_EDITED,
      severity: 'error',
      expected: {sourceRanges: routing.allowed?.map(formatCidr).sort() ?? []},
      actual: {open: open.map(nameOf), closed: shut.map(nameOf)},
      message: `the source ranges of ${ownerName(server)} do not hold at ${formatEndpoint(server.id.address, server.id.port)}: ${parts.filter((part) => part !== '').join('; ')}`,
    }),
  ];
}

function nameOf({group: {kind, network}}: ServedGroup): string {
  return network ? formatCidr(network) : kind;
}

function peopleOf(groups: readonly ServedGroup[]): string {
  return forWhom(groups, [...groups, ...groups]).slice(' (for '.length, -1);
}

/** Without endpoints connections must end as kube-proxy ends them: refused, or dropped under a Local policy. */
function refusalFindings(compared: ComparedFrontend): readonly Finding[] {
  const {server, served} = compared;
  const wanted = server.routing?.empty;
  const outside = served.groups.find(({group}) => group.kind === 'outside') ?? served.groups[0];
  if (!outside || outside.expected.verdict !== 'empty' || wanted === undefined) return [];
  const {verdict} = outside.route;
  if (verdict === wanted || verdict === 'endpoints') return [];
  const ways = {reject: 'refused', drop: 'dropped', none: 'passed on to nobody'};
  return [
    finding(compared, {
      kind: 'refusal-mismatch',
      severity: 'warning',
      expected: {verdict: wanted},
      actual: {verdict},
      message: `the ${ADDRESS_ROLE_NAMES[server.role]} of ${ownerName(server)} has no endpoint for this node: connections must be ${ways[wanted]}, but are ${ways[verdict]}`,
    }),
  ];
}

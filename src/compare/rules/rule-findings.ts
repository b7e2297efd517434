import {
  ADDRESS_ROLE_NAMES,
  type Finding,
  formatCidr,
  formatEndpoint,
  listEndpoints,
  splitEndpoint,
} from '../../model/index.ts';
import {ownerName} from '../comparison.ts';
import {
  type ComparedFrontend,
  driftCode,
  finding,
  forWhom,
  isShutOut,
  RULES_EDITED,
  rulesName,
} from './compared-frontend.ts';
import {endpointFindings} from './endpoint-findings.ts';
import type {ServedFrontend, ServedGroup} from './frontend-differences.ts';

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
      realServers: listEndpoints(server.realServers.keys()),
    },
    message: wanted
      ? `the ${ADDRESS_ROLE_NAMES[server.role]} of ${ownerName(server)} is not in ${rulesName(input.expected.mode)}: connections to it fail`
      : `the ${ADDRESS_ROLE_NAMES[server.role]} of ${ownerName(server)} has no endpoints, and ${rulesName(input.expected.mode)} do not refuse connections to it: they time out`,
  });
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
        ? `connections to the ${ADDRESS_ROLE_NAMES[server.role]} of ${ownerName(server)} are not masqueraded${whom}: ` +
          'replies may not find their way back'
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
    open.length > 0 ? `${peopleOf(open)} can connect, but should not` : '',
    shut.length > 0 ? `${peopleOf(shut)} cannot connect, but should` : '',
  ];
  return [
    finding(compared, {
      kind: 'source-ranges-mismatch',
      code: RULES_EDITED,
      severity: 'error',
      expected: {sourceRanges: routing.allowed?.map(formatCidr).sort() ?? []},
      actual: {open: open.map(nameOf), closed: shut.map(nameOf)},
      message:
        `the source ranges of ${ownerName(server)} are not enforced at ` +
        `${formatEndpoint(server.id.address, server.id.port)}: ${parts.filter((part) => part !== '').join('; ')}`,
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
  if (outside?.expected.verdict !== 'empty' || wanted === undefined) return [];
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

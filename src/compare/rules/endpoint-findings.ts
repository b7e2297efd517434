import {type ExpectedRealServers, type Finding, splitEndpoint} from '../../model/index.ts';
import {ownerName} from '../comparison.ts';
import {whyUnwanted} from '../why-standing.ts';
import {
  type ComparedFrontend,
  driftCode,
  finding,
  forWhom,
  isShutOut,
  RULES_EDITED,
} from './compared-frontend.ts';
import type {ServedGroup} from './frontend-differences.ts';

/** Endpoints that are missing, stale, or get another share than the others. */
export function endpointFindings(compared: ComparedFrontend): readonly Finding[] {
  const comparable = compared.served.groups.filter(({expected}) => expected.verdict !== 'closed');
  const lists: Lists = {missing: new Map(), stale: new Map(), uneven: new Map()};
  for (const served of comparable) addGroup(lists, served, compared);
  const {missing, stale, uneven} = lists;
  return [
    ...[...missing].map(([key, groups]) => missingEndpoint(compared, key, forWhom(groups, comparable))),
    ...[...stale].map(([key, groups]) => staleEndpoint(compared, key, forWhom(groups, comparable))),
    ...[...uneven].map(([key, groups]) => unevenEndpoint(compared, key, groups)),
  ];
}

/** Endpoints by key, with the groups of clients that they are missing, stale or uneven for. */
type Lists = Readonly<Record<'missing' | 'stale' | 'uneven', Map<string, ServedGroup[]>>>;

function addGroup(lists: Lists, served: ServedGroup, compared: ComparedFrontend): void {
  const {differences, expected, route} = served;
  if (differences) {
    for (const name of ['missing', 'stale', 'uneven'] as const)
      for (const key of differences[name]) append(lists[name], key, served);
    return;
  }
  if (expected.verdict === 'endpoints' && !isShutOut(served, compared))
    for (const key of requiredIn(expected.endpoints)) append(lists.missing, key, served);
  if (expected.verdict === 'empty')
    for (const key of route.endpoints.keys()) append(lists.stale, key, served);
}

function requiredIn(endpoints: ExpectedRealServers): readonly string[] {
  return [...endpoints].filter(([, presence]) => presence === 'required').map(([key]) => key);
}

function append(lists: Map<string, ServedGroup[]>, key: string, served: ServedGroup): void {
  const list = lists.get(key);
  if (list) list.push(served);
  else lists.set(key, [served]);
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
        ? `${key} is an endpoint of ${ownerName(server)}, but gets no new clients: only those bound to it by affinity`
        : `${key} is an endpoint of ${ownerName(server)}, but gets ${percent(share)} of the connections instead of ${percent(even)}`,
  });
}

function round(share: number): number {
  return Math.round(share * 10000) / 10000;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}

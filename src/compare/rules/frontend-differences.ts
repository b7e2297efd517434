import {
  type AddressServerId,
  type Cidr,
  type ExpectedRouting,
  type ExpectedVirtualServer,
  type FrontendRoute,
  isLoopback,
  type ServiceRules,
} from '../../model/index.ts';
import type {ClientGroup, ClientGroups} from './clients.ts';
import {
  type createEndpointComparer,
  type EndpointDifferences,
  type ExpectedRoute,
  expectedRoute,
} from './compare-route.ts';

/** How one group of clients is served. */
export interface ServedGroup {
  readonly group: ClientGroup;
  readonly expected: ExpectedRoute;
  readonly route: FrontendRoute;
  /** Undefined unless endpoints are expected and reached, or reached though none are. */
  readonly differences: EndpointDifferences | undefined;
}

/** A frontend as the rules serve it. */
export interface ServedFrontend {
  readonly groups: readonly ServedGroup[];
  /** Why it could not be judged; undefined if it could. */
  readonly undecided: string | undefined;
}

/** What the rules of a family are compared with. */
export interface RuleView {
  readonly rules: ServiceRules;
  readonly clients: ClientGroups;
  readonly compare: ReturnType<typeof createEndpointComparer>;
  readonly isOwn: (address: string) => boolean;
}

/**
 * Follows the rules of a frontend for one client of each group that the rules, or what is expected, tell apart. The
 * networks that rules ask for come to light while they are followed, so it goes on until there is no new one.
 */
export function serveFrontend(
  server: ExpectedVirtualServer,
  routing: ExpectedRouting,
  view: RuleView,
): ServedFrontend {
  const {id} = server;
  const done = new Set<string>();
  const groups: ServedGroup[] = [];
  let networks: readonly Cidr[] = routing.allowed ?? [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const fresh = clientsOf(id, view, networks).filter((group) => !done.has(nameOf(group)));
    for (const group of fresh) {
      done.add(nameOf(group));
      const served = serveGroup(server, routing, {view, group});
      if (isEitherWay(served, server, routing)) continue;
      if (served.route.undecided !== undefined) return {groups: [], undecided: served.route.undecided};
      groups.push(served);
    }
    const asked = view.rules.askedNetworks(id);
    if (asked.length <= MOST_NETWORKS && fresh.length > 0) networks = [...(routing.allowed ?? []), ...asked];
    else break;
  }
  return {groups: latest(groups), undecided: undefined};
}

const MOST_ROUNDS = 8;
/** Rules that ask for more networks than this are a firewall of their own; the first tell enough. */
const MOST_NETWORKS = 256;

function nameOf({kind, client}: ClientGroup): string {
  return `${kind} ${client.source}`;
}

/** Nobody but the node itself connects to its loopback addresses, and from there. */
function clientsOf(
  {address}: AddressServerId,
  {clients}: RuleView,
  networks: readonly Cidr[],
): readonly ClientGroup[] {
  if (!isLoopback(address)) return clients(networks);
  return [{kind: 'node', network: undefined, client: {source: address, local: true, interface: undefined}}];
}

/** Older nftables mode drops what comes from the node itself where a Local policy has no local endpoint. */
function isEitherWay(
  {group, route}: ServedGroup,
  {realServers}: ExpectedVirtualServer,
  {nodeMayBeDropped}: ExpectedRouting,
): boolean {
  return nodeMayBeDropped && group.kind === 'node' && realServers.size === 0 && route.verdict === 'drop';
}

/** With more networks known another address may stand for a group: the last one counts. */
function latest(groups: readonly ServedGroup[]): readonly ServedGroup[] {
  const byName = new Map<string, ServedGroup>();
  for (const served of groups) {
    const {kind, network} = served.group;
    byName.set(network ? `${kind} ${network.address}/${network.prefix}` : kind, served);
  }
  return [...byName.values()];
}

function serveGroup(
  server: ExpectedVirtualServer,
  routing: ExpectedRouting,
  {view, group}: {readonly view: RuleView; readonly group: ClientGroup},
): ServedGroup {
  const expected = expectedRoute(server, routing, group);
  const route = view.rules.route(server.id, group.client, view.isOwn(server.id.address));
  const compared = expected.verdict !== 'closed' && route.verdict === 'endpoints';
  return {
    group,
    expected,
    route,
    differences: compared ? view.compare(expected.endpoints, route) : undefined,
  };
}

import {
  addressServerKey,
  type Cidr,
  type ExpectedVirtualServer,
  type Finding,
  formatCidr,
  formatEndpoint,
  type IpFamily,
  type KernelTable,
  type Note,
  type PodSource,
  type ServiceRules,
  type VirtualServer,
} from '../../model/index.ts';
import {collision} from '../compare-virtual-servers.ts';
import {type ComparisonInput, inScope, isCollision, type PartialResult} from '../comparison.ts';
import {countServers, type ServerCounts} from '../count-servers.ts';
import {servedNodeAddresses} from '../guessed-node-ports.ts';
import {createClientGroups} from './clients.ts';
import {createEndpointComparer} from './compare-route.ts';
import {type RuleView, type ServedFrontend, serveFrontend} from './frontend-differences.ts';
import {frontendEntry} from './frontend-entry.ts';
import {frontendFindings} from './rule-findings.ts';
import {unexpectedFrontends} from './unexpected-frontends.ts';

/** What a comparison of rules found, and the table of what they serve. */
export interface RulesResult extends PartialResult, ServerCounts {
  readonly table: KernelTable;
  /** Why a frontend was not judged: one for all. */
  readonly undecided: string | undefined;
}

/** Compares the frontends that are expected with those that the rules of nftables or iptables mode serve. */
export function compareRules(input: ComparisonInput): RulesResult {
  const table = new Map<string, VirtualServer>();
  const seen = new Map<string, ServedFrontend>();
  const views = new Map<IpFamily, RuleView>();
  for (const family of input.expected.families) {
    const rules = input.actual.rules?.[family];
    if (rules) views.set(family, viewOf(rules, input));
  }
  for (const [key, server] of input.expected.virtualServers) {
    const view = views.get(server.family);
    if (!view || !server.routing) continue;
    const served = serveFrontend(server, server.routing, view);
    seen.set(key, served);
    const entry = tableEntry(server, served, isNamed(server, view.rules));
    if (entry) table.set(key, entry);
  }
  const withTable = {...input, actual: {...input.actual, virtualServers: table}};
  const result = judge(withTable, seen, views);
  const others = input.services === undefined ? unexpectedFrontends(withTable, views) : NOTHING_ELSE;
  for (const [key, server] of others.table) table.set(key, server);
  return {
    findings: [...result.findings, ...others.findings],
    notes: result.notes,
    undecided: result.undecided ?? others.undecided,
    table,
    ...countServers(table, input),
  };
}

const NOTHING_ELSE = {findings: [], table: new Map<string, VirtualServer>(), undecided: undefined};

function viewOf(rules: ServiceRules, {expected, actual}: ComparisonInput): RuleView {
  const {family} = rules;
  const own = new Set(actual.addresses?.map(({address}) => address));
  const configured = expected.pods?.[family];
  const pods = expected.configurationCertain
    ? configured
    : (observedPods(rules, expected.virtualServers) ?? configured);
  return {
    rules,
    clients: createClientGroups({family, pods, interfaces: actual.addresses}),
    compare: createEndpointComparer(),
    isOwn: (address) => own.has(address) || expected.nodePortAddresses?.has(address) === true,
  };
}

/** Frontends that are enough to tell the network that all rules ask for. */
const ENOUGH = 200;

/** How the rules know pods where the configuration is a guess: the network that most cluster IPs ask for. */
function observedPods(
  rules: ServiceRules,
  servers: ReadonlyMap<string, ExpectedVirtualServer>,
): PodSource | undefined {
  const counts = new Map<string, {count: number; networks: readonly Cidr[]}>();
  const [anybody] = createClientGroups({family: rules.family, pods: undefined, interfaces: undefined})([]);
  let looked = 0;
  for (const {id, role, family} of servers.values()) {
    if (role !== 'cluster-ip' || family !== rules.family || !anybody) continue;
    rules.route(id, anybody.client, false);
    const networks = rules.askedNetworks(id);
    const key = networks.map(formatCidr).join(' ');
    counts.set(key, {count: (counts.get(key)?.count ?? 0) + 1, networks});
    looked++;
    if (looked >= ENOUGH) break;
  }
  const [most] = [...counts.values()].sort((one, other) => other.count - one.count);
  return most && most.networks.length > 0 ? {networks: most.networks, interface: undefined} : undefined;
}

function isNamed({id}: ExpectedVirtualServer, {frontends, nodePorts}: ServiceRules): boolean {
  return (
    frontends.has(addressServerKey(id.protocol, id.address, id.port)) ||
    nodePorts.has(`${id.protocol} ${id.port}`)
  );
}

function tableEntry(
  {id, persistenceTimeout}: ExpectedVirtualServer,
  {groups}: ServedFrontend,
  named: boolean,
): VirtualServer | undefined {
  // The node and its pods may get to more endpoints than others; the table is that of the others.
  const others = groups.filter(({group: {kind}}) => kind === 'outside' || kind === 'network');
  const reached = (others.length > 0 ? others : groups).filter(({route}) => route.verdict === 'endpoints');
  if (reached.length === 0 && !named) return undefined;
  const lists = new Set(reached.map(({route}) => route.endpoints));
  const wanted = persistenceTimeout ?? 0;
  const [first] = lists;
  const affinities = new Set<number>();
  for (const list of lists) for (const {affinity} of list.values()) affinities.add(affinity);
  const [seconds = 0] = affinities.has(wanted) ? [wanted] : affinities;
  return frontendEntry(id, lists.size === 1 && first ? first : joined(lists), seconds);
}

function joined(lists: Iterable<ReadonlyMap<string, unknown>>): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const list of lists) for (const key of list.keys()) keys.add(key);
  return keys;
}

function judge(
  input: ComparisonInput,
  seen: ReadonlyMap<string, ServedFrontend>,
  views: ReadonlyMap<IpFamily, RuleView>,
): PartialResult & {readonly undecided: string | undefined} {
  const findings: Finding[] = [];
  const notes: Note[] = [];
  const doubts: string[] = [];
  const counts = servedNodeAddresses(input);
  for (const [key, served] of seen) {
    const server = input.expected.virtualServers.get(key);
    const view = server && views.get(server.family);
    if (!server || !view || !inScope(server.owners, input.services)) continue;
    if (isCollision(server)) notes.push(collision(server, input));
    else if (served.undecided !== undefined)
      doubts.push(
        `${server.id.protocol} ${formatEndpoint(server.id.address, server.id.port)}: ${served.undecided}`,
      );
    else if (counts(server) && !isOptionalAbsence(server, served))
      findings.push(...frontendFindings({server, served, input, present: isNamed(server, view.rules)}));
  }
  const [first] = doubts;
  const more = doubts.length > 1 ? ` (and ${doubts.length - 1} more)` : '';
  return {findings, notes, undecided: first === undefined ? undefined : `${first}${more}`};
}

function isOptionalAbsence({presence}: ExpectedVirtualServer, {groups}: ServedFrontend): boolean {
  return presence === 'optional' && !groups.some(({route}) => route.verdict === 'endpoints');
}

import {
  type ClusterState,
  type Doubt,
  type ExpectedState,
  familyOf,
  formatKubeVersion,
  hasRules,
  type IpFamily,
  isKnownVersion,
  KNOWN_MINORS,
  parseCidr,
  settingsOfMode,
  zoneOf,
} from '../model/index.ts';
import {boundAddresses} from './bound-addresses.ts';
import {type NodeView, selectEndpoints} from './endpoint-selection.ts';
import {expectedIpSets} from './ip-sets.ts';
import {expectedChains} from './iptables-chains.ts';
import {mergeStates} from './merge-states.ts';
import {type NodeSituation, nodeIPsOf, type OwnNode, ownNodeOf, proxyNodeName} from './node-facts.ts';
import {
  acceptsNodePortAddresses,
  type NodePortAddresses,
  nodePortAddresses,
  servesAllAddresses,
} from './node-port-addresses.ts';
import {type FamilyInput, type FamilyState, type OnNode, ruleState} from './rule-state.ts';
import {disagreements, likelyRules, OLDEST_LIKELY, type Rules, rulesOf} from './rules.ts';
import {type IndexedPort, indexServicePorts} from './service-index.ts';
import {expectedVirtualServers} from './virtual-servers.ts';

/** Computes what a node's kernel must hold. */
export type ExpectedStates = (facts: NodeSituation) => ExpectedState;

/**
 * The expected states of a cluster's nodes. What is the same on all nodes of one kube-proxy version is computed once.
 *
 * The same function answers what another version would program on a node, for instance after an upgrade: call it with
 * the node's facts and again with `{...facts, version: other}` (and `families` as `servedFamilies` tells them for that
 * version). What the two states do not share is what the upgrade changes: virtual servers and their real servers by key
 * and `presence`, `addresses`, `ipSets` and `chains`. Gates come from the node's configuration in both, so one that the
 * other version does not know must be taken out by the caller, as kube-proxy would not start with it.
 */
export function createExpectedStates(cluster: ClusterState): ExpectedStates {
  const indexes = new Map<string, readonly IndexedPort[]>();
  const indexFor = (rules: Rules) => {
    const key = JSON.stringify(rules);
    const index = indexes.get(key) ?? indexServicePorts(cluster.services, cluster.endpointSlices, rules);
    indexes.set(key, index);
    return index;
  };
  return (facts) => {
    const candidates = candidateRules(facts);
    const own = ownNodeOf(facts, cluster.nodes);
    const states = candidates.map((rules) => stateUnder(rules, {facts, own}, indexFor(rules)));
    return withDoubts(mergeStates(states), [
      ...versionDoubts(facts, candidates),
      ...configurationDoubts(facts),
      ...nodeDoubts(facts, own),
      ...familyDoubts(facts, cluster),
    ]);
  };
}

/** The rules that may apply: one set or, with an unknown version, each that starts with this configuration. */
function candidateRules({version, configuration}: NodeSituation): readonly Rules[] {
  const {featureGates, nodePortAddresses: addresses} = configuration;
  if (version) return [rulesOf(version, featureGates)];
  const likely = likelyRules(featureGates);
  const started = likely.filter((rules) => acceptsNodePortAddresses(addresses, rules));
  return started.length > 0 ? started : likely;
}

function stateUnder(rules: Rules, {facts: given, own}: OnNode, ports: readonly IndexedPort[]): ExpectedState {
  const mode = given.mode ?? 'ipvs';
  const facts = {...given, configuration: settingsOfMode(given.configuration, mode)};
  const name = proxyNodeName(facts);
  const served = ports.filter((port) => facts.families.includes(port.family));
  const certain = facts.configuration.source === 'configz';
  const context = {
    view: {
      name,
      zone: own.node && zoneOf(own.node),
      zoneKnown: own.known,
    } satisfies NodeView,
    rules,
    scheduler: certain ? facts.configuration.scheduler || 'rr' : undefined,
  };
  const perFamily = facts.families.map((family) =>
    familyState(family, {...context, facts, own, ports: served.filter((port) => port.family === family)}),
  );
  return {
    node: facts.name,
    mode,
    pods: hasRules(mode) ? Object.fromEntries(perFamily.map(({family, pods}) => [family, pods])) : undefined,
    families: facts.families,
    virtualServers: join(perFamily.map((part) => part.virtualServers)),
    addresses: hasRules(mode) ? undefined : join(perFamily.map((part) => part.bound)),
    unbindsLeftovers: rules.unbindsLeftovers,
    ipSets: new Map(perFamily.flatMap((part) => part.ipSets.map((set) => [set.name, set] as const))),
    chains: hasRules(mode) ? [] : facts.families.flatMap((family) => expectedChains(family, rules)),
    excluded: facts.configuration.excludeCidrs.map(parseCidr).filter((cidr) => cidr !== undefined),
    exclusionsKnown: facts.configuration.source !== 'defaults',
    configurationCertain: certain,
    nodePortAddresses:
      facts.interfaces && new Set(perFamily.flatMap((part) => [...(part.addresses ?? new Map()).keys()])),
    openNodePortFamilies: facts.families.filter((family) => servesAllAddresses({facts, own, rules}, family)),
    nodePorts: new Set(
      ports.filter(({port}) => port.nodePort !== 0).map(({port}) => `${port.protocol} ${port.nodePort}`),
    ),
    doubts: [],
  };
}

function join<Value>(maps: readonly ReadonlyMap<string, Value>[]): ReadonlyMap<string, Value> {
  const joined = new Map<string, Value>();
  for (const map of maps) for (const [key, value] of map) joined.set(key, value);
  return joined;
}

function familyState(family: IpFamily, input: FamilyInput): FamilyState {
  const mode = input.facts.mode ?? 'ipvs';
  return hasRules(mode) ? ruleState(family, mode, input) : ipvsState(family, input);
}

function ipvsState(family: IpFamily, input: FamilyInput): FamilyState {
  const {rules, facts, ports, view} = input;
  const bound = boundAddresses(ports, facts.interfaces, rules);
  const addresses: NodePortAddresses = nodePortAddresses({...input, bound}, family);
  const select = (indexed: IndexedPort) => selectEndpoints(indexed, view, rules);
  const virtualServers = expectedVirtualServers(ports, {...input, nodePortAddresses: addresses, select});
  const ipSets = expectedIpSets({
    family,
    ports,
    rules,
    proxyNodeName: view.name,
    nodeIPs: nodeIPsOf(input, family),
    nodePortAddresses: addresses,
    bound,
  });
  return {family, addresses, bound, virtualServers, ipSets, pods: undefined};
}

function withDoubts(state: ExpectedState, doubts: readonly Doubt[]): ExpectedState {
  return doubts.length === 0 ? state : {...state, doubts: [...state.doubts, ...doubts]};
}

function versionDoubts({version}: NodeSituation, candidates: readonly Rules[]): readonly Doubt[] {
  const {oldest, newest} = KNOWN_MINORS;
  if (!version) {
    const left = disagreements(candidates).join(', ');
    return [
      {
        message:
          `kube-proxy's version is unknown: rules that changed between 1.${OLDEST_LIKELY} and 1.${newest} were not ` +
          `applied (${left})`,
      },
    ];
  }
  if (isKnownVersion(version)) return [];
  const nearest = version.major === 1 && version.minor < oldest ? oldest : newest;
  return [
    {
      message:
        `kube-proxy ${formatKubeVersion(version)} is outside the known versions (1.${oldest} to 1.${newest}): it was ` +
        `compared by the rules of 1.${nearest}`,
    },
  ];
}

function configurationDoubts({configuration, mode = 'ipvs'}: NodeSituation): readonly Doubt[] {
  if (configuration.source === 'configz') return [];
  const guesses = hasRules(mode)
    ? 'the addresses that serve node ports and the Pod networks are assumed'
    : 'its scheduler, the addresses that serve node ports and ipvs.excludeCIDRs are assumed';
  return [
    {
      message:
        `kube-proxy's running configuration could not be read (/configz): ${guesses}, ` +
        'and differences that depend on them are not reported',
    },
  ];
}

function nodeDoubts(facts: NodeSituation, own: OwnNode): readonly Doubt[] {
  const doubts: Doubt[] = [];
  if (!facts.interfaces) {
    doubts.push({
      message: hasRules(facts.mode ?? 'ipvs')
        ? "the node's addresses were not captured: node ports were not checked"
        : "the node's addresses were not captured: node ports and kube-ipvs0 were not checked",
    });
  }
  if (!facts.node) {
    doubts.push({message: 'the API does not list this node: its zone and its addresses are unknown'});
  }
  const name = proxyNodeName(facts);
  if (name !== facts.name) doubts.push({message: otherName(name, facts, own)});
  return doubts;
}

/** An IPv4-only node in a cluster with IPv6 Services is told by its addresses, or by what its kernel holds. */
function familyDoubts({interfaces, families}: NodeSituation, {services}: ClusterState): readonly Doubt[] {
  if (interfaces || families.includes('IPv6')) return [];
  if (!services.some(({clusterIPs}) => clusterIPs.some((address) => familyOf(address) === 'IPv6'))) return [];
  return [
    {
      message:
        "the node's addresses were not captured and its kernel has no IPv6 entries: whether it serves IPv6 is " +
        'unknown, and IPv6 was not checked',
    },
  ];
}

function otherName(name: string, facts: NodeSituation, own: OwnNode): string {
  const start = `kube-proxy uses node name ${name}, but the Node is called ${facts.name}: `;
  if (own.node) {
    return (
      `${start}it treats the Node ${name} as its own, so the endpoints there count as local, and the zone, addresses ` +
      'and hints of that Node apply here'
    );
  }
  return (
    `${start}no endpoint counts as local, hints for this node have no effect` +
    (own.known ? ', and because no Node has that name, neither have its zone and its addresses' : '')
  );
}

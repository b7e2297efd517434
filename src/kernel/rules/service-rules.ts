import {
  type AddressServerId,
  addressServerKey,
  type Cidr,
  type Client,
  type FrontendRoute,
  formatCidr,
  formatEndpoint,
  PROTOCOLS,
  type Protocol,
  type RoutedEndpoint,
  type ServiceRules,
} from '../../model/index.ts';
import {exactDestination, exactPort} from './create-program.ts';
import {createDistributions} from './distribution.ts';
import type {Distribution} from './draft.ts';
import type {Keys, Match, Packet, Program, Rule} from './program.ts';
import {type End, runHook, type Walk} from './walk.ts';

/** The rules of a program as the frontends that they serve. */
export function serviceRules(
  program: Program,
  {family, exists}: Pick<ServiceRules, 'family' | 'exists'>,
): ServiceRules {
  const asked = new Map<string, Map<string, Cidr>>();
  const distributions = createDistributions(program);
  const masquerades = createMasquerading(program);
  const hairpins = hairpinsIn(hairpinKeys(program));
  const route = (frontend: AddressServerId, client: Client, ownAddress: boolean): FrontendRoute => {
    const networks = networksOf(asked, frontend);
    const walk: Walk = {
      program,
      distributions,
      packet: packetOf(frontend, client, ownAddress),
      mark: 0,
      asked: (tested) => {
        for (const network of tested) networks.set(formatCidr(network), network);
      },
    };
    const end = followHooks(walk, client.local);
    return toRoute(end, {masquerade: masquerades(walk.mark), hairpins, protocol: frontend.protocol});
  };
  return {
    family,
    exists,
    ...frontendsOf(program),
    route,
    askedNetworks: (frontend) => [...networksOf(asked, frontend).values()],
  };
}

function networksOf(
  asked: Map<string, Map<string, Cidr>>,
  {protocol, address, port}: AddressServerId,
): Map<string, Cidr> {
  const key = addressServerKey(protocol, address, port);
  let networks = asked.get(key);
  if (!networks) {
    networks = new Map();
    asked.set(key, networks);
  }
  return networks;
}

function packetOf({protocol, address, port}: AddressServerId, client: Client, ownAddress: boolean): Packet {
  return {
    destination: address,
    protocol,
    port,
    source: client.source,
    localSource: client.local,
    localDestination: ownAddress,
    interface: client.interface,
  };
}

/** A connection from the node meets output; others prerouting. Unless sent elsewhere it goes on to input or forward. */
function followHooks(walk: Walk, local: boolean): End {
  const {localDestination} = walk.packet;
  const first = runHook(walk, local ? 'output' : 'prerouting');
  if (first.kind !== 'through' || (local && !localDestination)) return first;
  return runHook(walk, localDestination ? 'input' : 'forward');
}

const NOWHERE: ReadonlyMap<string, RoutedEndpoint> = new Map();

function toRoute(
  end: End,
  context: {readonly masquerade: boolean; readonly hairpins: Hairpins; readonly protocol: Protocol},
): FrontendRoute {
  const base = {endpoints: NOWHERE, lost: 0, masquerade: context.masquerade, undecided: undefined};
  switch (end.kind) {
    case 'endpoints': {
      const {endpoints, lost} = withHairpins(end.distribution, context.hairpins, context.protocol);
      return {...base, verdict: 'endpoints', endpoints, lost};
    }
    case 'drop':
    case 'reject':
      return {...base, verdict: end.kind};
    case 'undecided':
      return {...base, verdict: 'none', undecided: end.why};
    default:
      return {...base, verdict: 'none'};
  }
}

const COMPLETED = new WeakMap<Distribution, Distribution>();

/** With a set of hairpin connections endpoints have no rules of their own for them. */
function withHairpins(distribution: Distribution, hairpins: Hairpins, protocol: Protocol): Distribution {
  const own = hairpins.get(protocol);
  if (!own) return distribution;
  const known = COMPLETED.get(distribution);
  if (known) return known;
  let endpoints: Map<string, RoutedEndpoint> | undefined;
  for (const [key, endpoint] of distribution.endpoints) {
    if (endpoint.hairpin || !own.has(key)) continue;
    endpoints ??= new Map(distribution.endpoints);
    endpoints.set(key, {...endpoint, hairpin: true});
  }
  const completed = endpoints ? {...distribution, endpoints} : distribution;
  COMPLETED.set(distribution, completed);
  return completed;
}

/** Endpoints whose connections to themselves are masqueraded, by protocol, as `address:port`. */
type Hairpins = ReadonlyMap<string, ReadonlySet<string>>;

function hairpinsIn(keys: Keys): Hairpins {
  const hairpins = new Map<string, Set<string>>();
  for (const key of keys.keys()) {
    const [source = '', destination = '', protocol = '', port = ''] = key.split(' ');
    if (source !== destination) continue;
    const own = hairpins.get(protocol) ?? new Set<string>();
    own.add(formatEndpoint(source, Number(port)));
    hairpins.set(protocol, own);
  }
  return hairpins;
}

/** The set that a rule behind postrouting masquerades connections of an endpoint to itself by; empty if there is none. */
function hairpinKeys(program: Program): Keys {
  for (const [, {matches, actions}] of program.reachable('postrouting')) {
    if (!actions.some(({kind}) => kind === 'masquerade')) continue;
    const lookup = matches.find((match) => match.kind === 'key' && match.fields.length === 4);
    if (lookup?.kind === 'key' && !lookup.negated) return lookup.keys;
  }
  return new Set();
}

/** Tells whether packets with a mark are masqueraded when they leave. */
function createMasquerading(program: Program): (mark: number) => boolean {
  const known = new Map<number, boolean>([[0, false]]);
  return (mark) => {
    let answer = known.get(mark);
    if (answer === undefined) {
      answer = masqueradesMark(program, mark);
      known.set(mark, answer);
    }
    return answer;
  };
}

function masqueradesMark(program: Program, mark: number): boolean {
  const packet: Packet = {
    destination: '',
    protocol: 'TCP',
    port: 0,
    source: '',
    localSource: false,
    localDestination: false,
    interface: undefined,
  };
  const onlyMarks = {...program, rules: (chain: string) => program.rules(chain)?.filter(asksForMarkOnly)};
  const walk: Walk = {
    program: {...onlyMarks, candidates: () => undefined},
    distributions: {start: () => Number.POSITIVE_INFINITY, from: () => undefined, of: () => undefined},
    packet,
    mark,
    asked: () => undefined,
  };
  return runHook(walk, 'postrouting').kind === 'masquerade';
}

/** Rules on addresses are other programs', or for connections of an endpoint to itself. */
function asksForMarkOnly({matches}: Rule): boolean {
  return matches.every(({kind}) => kind === 'mark' || kind === 'constant');
}

/** What rules name: in lookups, and one by one. */
function frontendsOf(program: Program): Pick<ServiceRules, 'frontends' | 'nodePorts'> {
  const frontends = new Map<string, AddressServerId>();
  const nodePorts = new Set<string>();
  for (const hook of ['prerouting', 'output', 'input', 'forward'] as const) {
    for (const [chain, rule] of program.reachable(hook)) {
      if (!program.dispatches(chain)) continue;
      addLookups(rule, frontends, nodePorts);
      addNamed(rule, frontends, nodePorts);
    }
  }
  return {frontends, nodePorts};
}

function addLookups({actions}: Rule, frontends: Map<string, AddressServerId>, nodePorts: Set<string>): void {
  for (const action of actions) {
    if (action.kind !== 'dispatch') continue;
    const fields = action.fields.join(' ');
    for (const key of action.entries.keys()) {
      const [first = '', second = '', third = ''] = key.split(' ');
      if (fields === 'protocol port') nodePorts.add(key);
      else if (fields === 'destination protocol port')
        addFrontend(frontends, {address: first, protocol: second as Protocol, port: Number(third)});
    }
  }
}

function addNamed(rule: Rule, frontends: Map<string, AddressServerId>, nodePorts: Set<string>): void {
  const port = exactPort(rule);
  const protocol = port === undefined ? undefined : rule.matches.find(isProtocol)?.protocols;
  const [name] = protocol ?? [];
  const known = PROTOCOLS.find((other) => other === name);
  if (port === undefined || !known || !leadsAway(rule)) return;
  const address = exactDestination(rule);
  if (address !== undefined) addFrontend(frontends, {address, protocol: known, port});
  else nodePorts.add(`${known} ${port}`);
}

function isProtocol(match: Match): match is Extract<Match, {kind: 'protocol'}> {
  return match.kind === 'protocol' && !match.negated && match.protocols.size === 1;
}

/** Rules that only let packets pass name no frontend: `ACCEPT` for a health check. */
function leadsAway({actions}: Rule): boolean {
  return actions.some(({kind}) => kind !== 'accept' && kind !== 'return' && kind !== 'mark');
}

function addFrontend(
  frontends: Map<string, AddressServerId>,
  {address, protocol, port}: Omit<AddressServerId, 'kind'>,
): void {
  frontends.set(addressServerKey(protocol, address, port), {kind: 'address', protocol, address, port});
}

import type {
  Cidr,
  ExpectedState,
  ExpectedVirtualServer,
  IpFamily,
  PodSource,
  Presence,
} from '../../src/model/index.ts';

/** A frontend as the printers of rules write it: what becomes of each kind of client. */
export interface RuleFrontend {
  readonly key: string;
  /** Short and unlike all others: part of the names of its chains. */
  readonly name: string;
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
  readonly isNodePort: boolean;
  readonly outsiders: readonly string[];
  readonly insiders: readonly string[];
  /** Seconds; 0: none. */
  readonly affinity: number;
  readonly empty: 'reject' | 'drop';
  readonly masquerade: {readonly outside: boolean; readonly pods: boolean; readonly node: boolean};
  /** Undefined: all may connect. */
  readonly allowed: readonly Cidr[] | undefined;
}

/** The rules of one family before they are printed. */
export interface RulePlan {
  readonly family: IpFamily;
  readonly pods: PodSource | undefined;
  readonly frontends: readonly RuleFrontend[];
}

/** What rules of a family must do where everything is as expected. Optional entries are there, or none of them. */
export function planRules(state: ExpectedState, family: IpFamily, withOptional: boolean): RulePlan {
  const has = (presence: Presence) => presence === 'required' || withOptional;
  const frontends = [...state.virtualServers]
    .filter(([, server]) => server.family === family && has(server.presence))
    .map(([key, server], at) => frontendOf(server, {key, name: `F${at}`, has}));
  return {family, pods: state.pods?.[family], frontends};
}

function frontendOf(
  {id, role, realServers, routing, persistenceTimeout}: ExpectedVirtualServer,
  {
    key,
    name,
    has,
  }: {readonly key: string; readonly name: string; readonly has: (presence: Presence) => boolean},
): RuleFrontend {
  if (!routing) throw new Error(`${key} is not served by rules`);
  const keys = (map: ReadonlyMap<string, Presence>) =>
    [...map].filter(([, presence]) => has(presence)).map(([endpoint]) => endpoint);
  const {outside = false, pods = false, node = false} = routing.masquerade;
  return {
    key,
    name,
    protocol: id.protocol.toLowerCase(),
    address: id.address,
    port: id.port,
    isNodePort: role === 'node-port',
    outsiders: keys(realServers),
    insiders: keys(routing.insiders),
    affinity: persistenceTimeout ?? 0,
    empty: routing.empty ?? 'reject',
    masquerade: {outside, pods, node},
    allowed: routing.allowed,
  };
}

/** Clients that a rule is for; `others`: all that no rule before it was for. */
export type RuleClients = 'pods' | 'node' | 'not-pods' | 'others';

/** A step of a frontend's rules: it marks clients for masquerading, or sends them to endpoints. */
export type RuleStep =
  | {readonly clients: RuleClients; readonly to: 'mark'}
  | {readonly clients: RuleClients; readonly to: 'insiders' | 'outsiders'};

/** The steps by which kube-proxy gets that: the short form where all clients have the same endpoints. */
export function stepsOf(
  {outsiders, insiders, masquerade}: RuleFrontend,
  pods: PodSource | undefined,
): readonly RuleStep[] {
  const {outside, node} = masquerade;
  const ofPods = pods ? masquerade.pods : outside;
  const same = outsiders.join() === insiders.join() && outside === node;
  if (same && outside === ofPods)
    return [
      ...(outside ? [{clients: 'others', to: 'mark'} as const] : []),
      {clients: 'others', to: 'outsiders'},
    ];
  if (same && outside)
    return [
      {clients: 'not-pods', to: 'mark'},
      {clients: 'others', to: 'outsiders'},
    ];
  const steps: RuleStep[] = [];
  const group = (clients: RuleClients, marked: boolean, to: 'insiders' | 'outsiders') => {
    if (marked) steps.push({clients, to: 'mark'});
    steps.push({clients, to});
  };
  if (pods) group('pods', masquerade.pods, 'insiders');
  group('node', node, 'insiders');
  group('others', outside, 'outsiders');
  return steps;
}

/** The lists of endpoints that the steps of a frontend lead to. */
export function listsOf(
  frontend: RuleFrontend,
  pods: PodSource | undefined,
): readonly ('insiders' | 'outsiders')[] {
  const used = new Set(stepsOf(frontend, pods).map(({to}) => to));
  return (['insiders', 'outsiders'] as const).filter((list) => used.has(list));
}

/** Node ports once each, whichever address they are on: their rules name no address. */
export function nodePortsOf({frontends}: RulePlan): readonly RuleFrontend[] {
  const ports = frontends.filter(({isNodePort}) => isNodePort);
  return [...new Map(ports.map((one) => [`${one.protocol} ${one.port}`, one])).values()];
}

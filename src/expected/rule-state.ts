import type {
  ExpectedEntry,
  ExpectedIpSet,
  ExpectedVirtualServer,
  IpFamily,
  PodSource,
} from '../model/index.ts';
import {type NodeView, type RuleSelection, selectForRules} from './endpoint-selection.ts';
import type {NodeSituation, OwnNode} from './node-facts.ts';
import type {NodePortAddresses} from './node-port-addresses.ts';
import {podSource, routingOf} from './routing.ts';
import {ruleNodePorts} from './rule-node-ports.ts';
import type {Rules} from './rules.ts';
import type {IndexedPort} from './service-index.ts';
import {expectedVirtualServers} from './virtual-servers.ts';

/** A node with the Node that kube-proxy on it takes for its own. */
export interface OnNode {
  readonly facts: NodeSituation;
  readonly own: OwnNode;
}

/** What one family of a node is computed from. */
export interface FamilyInput extends OnNode {
  readonly view: NodeView;
  readonly rules: Rules;
  readonly scheduler: string | undefined;
  readonly ports: readonly IndexedPort[];
}

/** What kube-proxy keeps of one family. */
export interface FamilyState {
  readonly family: IpFamily;
  readonly addresses: NodePortAddresses;
  readonly bound: ReadonlyMap<string, ExpectedEntry>;
  readonly virtualServers: ReadonlyMap<string, ExpectedVirtualServer>;
  readonly ipSets: readonly ExpectedIpSet[];
  readonly pods: PodSource | undefined;
}

/** nftables and iptables mode keep nothing but their rules: no bound addresses, no sets of ipset. */
export function ruleState(family: IpFamily, mode: 'iptables' | 'nftables', input: FamilyInput): FamilyState {
  const {facts, own, ports, view, rules} = input;
  const addresses = ruleNodePorts(input, family, mode);
  const pods = podSource({facts, own}, family);
  const context = {family, mode, facts, own, view, rules, pods};
  const selections = new Map<IndexedPort, RuleSelection>();
  const select = (indexed: IndexedPort) => {
    const selection = selections.get(indexed) ?? selectForRules(indexed, view, rules);
    selections.set(indexed, selection);
    return selection;
  };
  const virtualServers = expectedVirtualServers(ports, {
    ...input,
    scheduler: undefined,
    nodePortAddresses: addresses,
    select,
    route: (indexed, role) => routingOf(indexed, role, {selection: select(indexed), context}),
  });
  return {family, addresses, bound: new Map(), virtualServers, ipSets: [], pods};
}

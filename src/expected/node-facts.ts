import {
  canonicalAddress,
  familyOf,
  type InterfaceAddress,
  type IpFamily,
  type KubeProxyConfiguration,
  type KubeVersion,
  type Node,
  type ServedMode,
} from '../model/index.ts';
import type {Rules} from './rules.ts';

/** What is known of a node and of the kube-proxy on it. */
export interface NodeSituation {
  /** Name of the Node object. */
  readonly name: string;
  /** Undefined if the API does not list it. */
  readonly node: Node | undefined;
  /** The operating system's host name (`uname -n`), if known: kube-proxy's node name without an override. */
  readonly hostName: string | undefined;
  readonly version: KubeVersion | undefined;
  /** The mode in which kube-proxy runs; undefined: IPVS. */
  readonly mode?: ServedMode | undefined;
  readonly configuration: KubeProxyConfiguration;
  /** Undefined if they could not be read. */
  readonly interfaces: readonly InterfaceAddress[] | undefined;
  /** Families that the node supports. */
  readonly families: readonly IpFamily[];
}

/**
 * kube-proxy's own node name: `hostnameOverride`, else the host name, trimmed and in lower case
 * (`cmd/kube-proxy/app/server.go`). Where neither is known for certain, the Node's name.
 */
export function proxyNodeName({configuration, hostName, name}: NodeSituation): string {
  const override = configuration.hostnameOverride.trim().toLowerCase();
  if (override !== '') return override;
  const certain = configuration.source === 'configz';
  return (certain && hostName?.trim().toLowerCase()) || name;
}

/** The Node that kube-proxy takes for its own. */
export interface OwnNode {
  /** Undefined if there is none of its name, or if that is not known. */
  readonly node: Node | undefined;
  readonly known: boolean;
}

/**
 * The Node that kube-proxy takes for its own: the one with its node name (`pkg/proxy/node.go`, before 1.34 the informer
 * on `metadata.name`), which need not be the one that it runs on. Without such a Node it has no zone and no addresses.
 */
export function ownNodeOf(facts: NodeSituation, nodes: readonly Node[]): OwnNode {
  const name = proxyNodeName(facts);
  if (name === facts.name) return {node: facts.node, known: facts.node !== undefined};
  const node = nodes.find((one) => one.name === name);
  // A list that has this node is taken to be whole.
  return {node, known: node !== undefined || facts.node !== undefined};
}

/** How a node's addresses are told apart: what kube-proxy is configured with, and what it learns from its Node. */
export interface AddressInput {
  readonly facts: NodeSituation;
  readonly own: OwnNode;
  readonly rules: Rules;
}

const UNSPECIFIED = {IPv4: '0.0.0.0', IPv6: '::'} as const;
const LOOPBACK = {IPv4: '127.0.0.1', IPv6: '::1'} as const;

/**
 * The node's address of a family as kube-proxy finds it at start, for source ranges (`cmd/kube-proxy/app/server.go`,
 * `detectNodeIPs`): `bindAddress`, else the Node's internal, then external address, else loopback. 1.28 does so for the
 * primary family only, and up to 1.27 dual-stack takes `bindAddress` as it is (`server_others.go`, `nodeIPTuple`).
 * Several: it is one of these; none: not known.
 */
export function nodeIPsOf(input: AddressInput, family: IpFamily): readonly string[] {
  const {facts, rules} = input;
  if (facts.configuration.source === 'defaults') return [];
  if (!rules.nodeIPIsBindAddress) return detectedNodeIPs(input, family);
  const asBound = boundAddress(facts.configuration, family) ?? UNSPECIFIED[family];
  // Where nothing of the other family is in use, it is not known whether kube-proxy is dual-stack.
  return facts.families.length > 1 ? [asBound] : [asBound, ...detectedNodeIPs(input, family)];
}

function detectedNodeIPs({facts, own, rules}: AddressInput, family: IpFamily): readonly string[] {
  const bound = boundAddress(facts.configuration, family);
  if (bound !== undefined) return [bound];
  if (!rules.nodeIPOfPrimaryFamily)
    return own.known ? [nodeAddress(own.node, family) ?? LOOPBACK[family]] : [];
  const other = boundAddress(facts.configuration, family === 'IPv4' ? 'IPv6' : 'IPv4');
  if (other === undefined && !own.known) return [];
  const primary = other ?? firstAddress(own.node?.addresses ?? []) ?? LOOPBACK.IPv4;
  return [familyOf(primary) === family ? primary : UNSPECIFIED[family]];
}

/** The address of the family that kube-proxy is bound to, unless that is all of them. */
export function boundAddress({bindAddress}: KubeProxyConfiguration, family: IpFamily): string | undefined {
  const address = canonicalAddress(bindAddress);
  if (address === undefined || familyOf(address) !== family) return undefined;
  return address === UNSPECIFIED[family] ? undefined : address;
}

/** The first internal, else external, address of the family in the Node's status. */
export function nodeAddress(node: Node | undefined, family: IpFamily): string | undefined {
  return firstAddress((node?.addresses ?? []).filter(({address}) => familyOf(address) === family));
}

/** The first internal, else external, address (`pkg/util/node`, `GetNodeHostIPs`). */
function firstAddress(addresses: Node['addresses']): string | undefined {
  const first = (type: string) => addresses.find((entry) => entry.type === type)?.address;
  return first('InternalIP') ?? first('ExternalIP');
}

import type {NodeSituation} from '../../../src/expected/index.ts';
import {parseAddresses} from '../../../src/kernel/sources/parse-addresses.ts';
import {
  type InterfaceAddress,
  type JsonObject,
  type KubeProxyConfiguration,
  parseKubeVersion,
  readKubeProxyConfiguration,
  readNode,
} from '../../../src/model/index.ts';

/** Addresses with prefix length, by interface: `{eth0: ['192.0.2.11/24']}`. */
export type Interfaces = Readonly<Record<string, readonly string[]>>;

/** The interfaces of node-a in section 15; kube-ipvs0 is there, without addresses. */
export const COMMON_INTERFACES: Interfaces = {
  lo: ['127.0.0.1/8', '::1/128'],
  eth0: ['192.0.2.11/24', '2001:db8::11/64', 'fe80::11/64'],
  'kube-ipvs0': [],
};

/** A Node as the API server returns it: by default node-a in zone z1. */
export function aNode(
  overrides: {readonly name?: string; readonly zone?: string | null; readonly status?: JsonObject} = {},
): JsonObject {
  const {name = 'node-a', zone = 'z1', status = {}} = overrides;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {name, labels: zone === null ? {} : {'topology.kubernetes.io/zone': zone}},
    spec: {},
    status: {
      addresses: [
        {type: 'InternalIP', address: '192.0.2.11'},
        {type: 'InternalIP', address: '2001:db8::11'},
        {type: 'Hostname', address: name},
      ],
      conditions: [{type: 'Ready', status: 'True'}],
      ...status,
    },
  };
}

/** What a test says about a node and its kube-proxy. */
export interface NodeOverrides {
  /** kube-proxy's version; null: not known. */
  readonly version?: string | null;
  /** A KubeProxyConfiguration document. */
  readonly configuration?: JsonObject;
  readonly configurationSource?: KubeProxyConfiguration['source'];
  /** Interfaces besides, or in place of, the common ones; null: not captured. */
  readonly interfaces?: Interfaces | null;
  /** Addresses on kube-ipvs0, without prefix length. */
  readonly bound?: readonly string[];
  /** The Node object; null: the API does not list it. */
  readonly node?: JsonObject | null;
  readonly hostName?: string;
  readonly families?: NodeSituation['families'];
  /** By default IPVS. */
  readonly mode?: NodeSituation['mode'];
}

/** The common ground of section 15: node-a, kube-proxy 1.36.2, dual-stack, nothing configured. */
export function commonNode(overrides: NodeOverrides = {}): NodeSituation {
  const {version = '1.36.2', configuration = {}, configurationSource = 'configz', node = aNode()} = overrides;
  const document = {mode: overrides.mode ?? 'ipvs', ...configuration};
  return {
    name: 'node-a',
    node: node ? readNode(node) : undefined,
    hostName: overrides.hostName ?? 'node-a',
    version: version === null ? undefined : parseKubeVersion(version),
    configuration: readKubeProxyConfiguration(document, configurationSource),
    interfaces: overrides.interfaces === null ? undefined : readInterfaces(addressesText(overrides)),
    families: overrides.families ?? ['IPv4', 'IPv6'],
    ...(overrides.mode ? {mode: overrides.mode} : {}),
  };
}

function readInterfaces(text: string): readonly InterfaceAddress[] {
  const {value, problems} = parseAddresses(text);
  if (problems.length > 0) throw new Error(problems.map(({message}) => message).join('\n'));
  return value;
}

/** The node's addresses as `ip -o addr` prints them. */
export function addressesText({interfaces, bound = []}: Pick<NodeOverrides, 'interfaces' | 'bound'>): string {
  const all: Record<string, readonly string[]> = {...COMMON_INTERFACES, ...interfaces};
  all['kube-ipvs0'] = [
    ...(all['kube-ipvs0'] ?? []),
    ...bound.map((address) => `${address}/${address.includes(':') ? 128 : 32}`),
  ];
  return Object.entries(all)
    .flatMap(([name, addresses], index) => addresses.map((address) => addressLine(index + 1, name, address)))
    .join('');
}

function addressLine(index: number, name: string, address: string): string {
  const family = address.includes(':') ? 'inet6' : 'inet';
  const scope = name === 'lo' ? 'host' : 'global';
  return `${index}: ${name}    ${family} ${address} scope ${scope} ${name}\\       valid_lft forever preferred_lft forever\n`;
}

import {describe, expect, test} from '@jest/globals';
import {expectedOn} from '../support/builders/cluster.ts';
import {aSlice} from '../support/builders/endpoint-slice.ts';
import {aNode, type NodeOverrides} from '../support/builders/node.ts';
import {aService} from '../support/builders/service.ts';
import {membersOf, nodePortsOf} from '../support/builders/state-texts.ts';
import {localLoadBalancerService, nodePortService} from './examples/services.ts';

const OBJECTS = {
  services: [nodePortService({clusterIPs: ['10.96.14.7', 'fd00:96::7'], externalIPs: ['192.0.2.11']})],
  slices: [aSlice('5@a')],
  otherNodes: [
    aNode({
      name: 'node-b',
      status: {
        addresses: ['198.51.100.11', '2001:db8:1::11'].map((address) => ({type: 'InternalIP', address})),
      },
    }),
  ],
};
const ETH1 = {eth1: ['198.51.100.11/24', '2001:db8:1::11/64']};
const PRIMARY = ['192.0.2.11', '2001:db8::11'];
const ALL = [...PRIMARY, '198.51.100.11', '2001:db8:1::11'];

interface Row extends NodeOverrides {
  readonly name: string;
  /** `nodePortAddresses` of the configuration. */
  readonly configured?: readonly string[];
  readonly bindAddress?: string;
  readonly hostnameOverride?: string;
  readonly serving: readonly string[];
}

function serving({configured, bindAddress = '', hostnameOverride = '', ...node}: Row): readonly string[] {
  const configuration = {nodePortAddresses: configured, bindAddress, hostnameOverride};
  return nodePortsOf(expectedOn({interfaces: ETH1, ...node, configuration}, OBJECTS));
}

function ports(addresses: readonly string[]): readonly string[] {
  return addresses
    .map((text) => text.replace(/(\S+)$/, (it) => (it.includes(':') ? `[${it}]:30080` : `${it}:30080`)))
    .sort();
}

function nodeWith(...addresses: readonly (readonly [string, string])[]): Pick<NodeOverrides, 'node'> {
  return {node: aNode({status: {addresses: addresses.map(([type, address]) => ({type, address}))}})};
}

const RULE_1: readonly Row[] = [
  {name: 'primary', configured: ['primary'], serving: PRIMARY},
  {name: 'primary, 1.31', version: '1.31.0', configured: ['primary'], serving: PRIMARY},
  {
    name: 'primary, the Node has IPv4 only: IPv6 is unrestricted',
    configured: ['primary'],
    ...nodeWith(['InternalIP', '192.0.2.11']),
    serving: ['192.0.2.11', '2001:db8::11', '2001:db8:1::11'],
  },
  {
    name: 'primary, a Node that is not known here: kube-proxy may know its addresses, or not',
    configured: ['primary'],
    node: null,
    serving: ALL.map((address) => `? ${address}`),
  },
  {
    name: 'primary, a kube-proxy whose name no Node has',
    configured: ['primary'],
    hostnameOverride: 'node-x',
    serving: ALL,
  },
  {
    name: 'primary, a kube-proxy that has the name of another Node',
    configured: ['primary'],
    hostnameOverride: 'node-b',
    serving: ['198.51.100.11', '2001:db8:1::11'],
  },
  {
    name: 'primary, the Node has loopback addresses only',
    configured: ['primary'],
    ...nodeWith(['InternalIP', '127.0.0.1'], ['InternalIP', '::1']),
    serving: ALL,
  },
  {
    name: 'primary, internal addresses before external ones',
    configured: ['primary'],
    ...nodeWith(
      ['ExternalIP', '198.51.100.11'],
      ['InternalIP', '192.0.2.11'],
      ['ExternalIP', '2001:db8:1::11'],
    ),
    serving: ['192.0.2.11', '2001:db8:1::11'],
  },
  {
    name: 'primary, bindAddress',
    configured: ['primary'],
    bindAddress: '198.51.100.11',
    serving: ['198.51.100.11', '2001:db8::11'],
  },
  {name: 'primary, bindAddress of all', configured: ['primary'], bindAddress: '0.0.0.0', serving: PRIMARY},
];

const RULES_2_AND_3: readonly Row[] = [
  {name: 'not configured', serving: ALL},
  {name: 'an empty list', configured: [], serving: ALL},
  {
    name: 'a CIDR of the other family only',
    configured: ['2001:db8::/64'],
    serving: ['192.0.2.11', '198.51.100.11', '2001:db8::11'],
  },
  {name: '0.0.0.0/0', configured: ['0.0.0.0/0'], serving: ALL},
  {
    name: '0.0.0.0/0 beside others',
    configured: ['203.0.113.0/24', '0.0.0.0/0', '2001:db8::/64'],
    serving: ['192.0.2.11', '198.51.100.11', '2001:db8::11'],
  },
  {
    name: '::/0 beside others',
    configured: ['192.0.2.0/24', '::/0'],
    serving: ['192.0.2.11', '2001:db8::11', '2001:db8:1::11'],
  },
  {
    name: 'a routable address on lo counts, a loopback one elsewhere does not',
    interfaces: {lo: ['127.0.0.1/8', '::1/128', '203.0.113.1/32'], eth1: ['127.0.0.53/8']},
    serving: [...PRIMARY, '203.0.113.1'],
  },
  {
    name: 'IPv4 link-local addresses, bridges and tunnels count',
    interfaces: {nodelocaldns: ['169.254.20.10/32'], docker0: ['172.17.0.1/16'], tunl0: ['10.244.1.0/32']},
    serving: [...PRIMARY, '169.254.20.10', '172.17.0.1', '10.244.1.0'],
  },
  {
    name: 'IPv6 link-local addresses do not',
    interfaces: {eth1: ['fe80::99/64', 'febf::1/64']},
    serving: PRIMARY,
  },
  {name: 'addresses on kube-ipvs0 do not', bound: ['10.96.14.7', 'fd00:96::7', '203.0.113.5'], serving: ALL},
  {name: 'an address on eth0 and kube-ipvs0 does', bound: ['192.0.2.11'], serving: ALL},
  {name: 'an address on eth0 and kube-ipvs0, 1.28', version: '1.28.0', bound: ['192.0.2.11'], serving: ALL},
  {name: 'an address on eth0 and kube-ipvs0, 1.27.3', version: '1.27.3', bound: ['192.0.2.11'], serving: ALL},
  {
    name: 'an address on eth0 and kube-ipvs0, 1.27.2: taken away by value',
    version: '1.27.2',
    bound: ['192.0.2.11', '10.96.14.7'],
    serving: ['198.51.100.11', '2001:db8::11', '2001:db8:1::11'],
  },
  {name: 'an address on two interfaces', interfaces: {eth1: ['192.0.2.11/32']}, serving: PRIMARY},
];

const BOUND = ['10.96.14.7', 'fd00:96::7'];

const RULE_4: readonly Row[] = [
  {name: 'CIDRs of both families', configured: ['192.0.2.0/24', '2001:db8::/64'], serving: PRIMARY},
  {
    name: 'a CIDR with host bits',
    configured: ['192.0.2.99/24', '2001:db8::99/64'],
    serving: PRIMARY,
  },
  {name: 'several CIDRs', configured: ['192.0.2.11/32', '198.51.100.0/24', '2001:db8::/32'], serving: ALL},
  {
    name: 'cluster IPs that are on kube-ipvs0',
    configured: ['10.96.0.0/12', 'fd00::/8'],
    bound: BOUND,
    serving: BOUND,
  },
  {
    name: 'cluster IPs, 1.27',
    version: '1.27.0',
    configured: ['10.96.0.0/12', 'fd00::/8'],
    bound: BOUND,
    serving: BOUND,
  },
  {
    name: 'a cluster IP that is not on kube-ipvs0 yet: one sync late',
    configured: ['10.96.0.0/12', 'fd00::/8'],
    bound: ['fd00:96::7'],
    serving: ['? 10.96.14.7', 'fd00:96::7'],
  },
  {
    name: 'an address on kube-ipvs0 that kube-proxy is about to remove',
    configured: ['10.96.0.0/12', '2001:db8::/64'],
    bound: [...BOUND, '10.96.99.99'],
    serving: ['10.96.14.7', '? 10.96.99.99', '2001:db8::11'],
  },
  {
    name: 'IPv6 link-local addresses count',
    configured: ['fe80::/10', '192.0.2.0/24'],
    serving: ['192.0.2.11', 'fe80::11'],
  },
  {
    name: 'loopback addresses do not',
    configured: ['127.0.0.0/8', '::1/128', '192.0.2.0/24'],
    serving: ['192.0.2.11'],
  },
];

const RULE_5: readonly Row[] = [
  {name: 'loopback only', configured: ['127.0.0.0/8', '::1/128'], serving: []},
  {name: 'CIDRs that match nothing', configured: ['203.0.113.0/24', '2001:db8:f::/64'], serving: []},
];

/** Words among `nodePortAddresses`, which kube-proxy 1.37 expands at its start. */
const KEYWORDS: readonly Row[] = ['1.37.0', '1.38.0'].flatMap((version) =>
  [
    {name: 'primary', configured: ['primary'], serving: PRIMARY},
    {name: 'primary and localhost', configured: ['primary', 'localhost'], serving: PRIMARY},
    {name: 'localhost: no address', configured: ['localhost'], serving: []},
    {name: 'all', configured: ['all'], serving: ALL},
    {name: 'all beside others', configured: ['localhost', '192.0.2.0/24', 'all'], serving: ALL},
    {
      name: 'primary and a CIDR',
      configured: ['198.51.100.0/24', 'primary'],
      serving: [...PRIMARY, '198.51.100.11'],
    },
    {
      name: 'localhost and a CIDR of one family: none in the other',
      configured: ['localhost', '198.51.100.0/24'],
      serving: ['198.51.100.11'],
    },
    {
      name: 'primary of a Node with IPv4 only: IPv6 is unrestricted',
      configured: ['primary'],
      ...nodeWith(['InternalIP', '192.0.2.11']),
      serving: ['192.0.2.11', '2001:db8::11', '2001:db8:1::11'],
    },
    {
      name: 'primary and localhost, a Node with IPv4 only',
      configured: ['primary', 'localhost'],
      ...nodeWith(['InternalIP', '192.0.2.11']),
      serving: ['192.0.2.11'],
    },
    {
      name: 'primary and localhost, a kube-proxy whose name no Node has',
      configured: ['primary', 'localhost'],
      hostnameOverride: 'node-x',
      serving: [],
    },
    {
      name: 'primary and localhost, a Node that is not known here',
      configured: ['primary', 'localhost'],
      node: null,
      serving: ALL.map((address) => `? ${address}`),
    },
    {name: 'all, a Node that is not known here', configured: ['primary', 'all'], node: null, serving: ALL},
    {
      name: 'a word that is none',
      configured: ['Primary', 'everything', '192.0.2.0/24'],
      serving: ['192.0.2.11', '2001:db8::11', '2001:db8:1::11'],
    },
  ].map((row) => ({...row, version, name: `${version}: ${row.name}`})),
);

/** A kube-proxy that does not start with these words does not run with them: they mean nothing. */
const NOT_YET: readonly Row[] = [
  {
    name: '1.36, primary beside a CIDR',
    version: '1.36.3',
    configured: ['primary', '192.0.2.0/24'],
    serving: ['192.0.2.11', '2001:db8::11', '2001:db8:1::11'],
  },
  {name: '1.36, localhost', version: '1.36.3', configured: ['localhost'], serving: ALL},
  {name: '1.30, primary', version: '1.30.14', configured: ['primary'], serving: ALL},
  {name: '1.24, all', version: '1.24.0', configured: ['all'], serving: ALL},
];

describe.each([
  {rule: 'rule 1', rows: RULE_1},
  {rule: 'keywords', rows: KEYWORDS},
  {rule: 'keywords that the version does not know', rows: NOT_YET},
  {rule: 'rules 2 and 3', rows: RULES_2_AND_3},
  {rule: 'rule 4', rows: RULE_4},
  {rule: 'rule 5', rows: RULE_5},
])('addresses that serve node ports (section 3.3, $rule)', ({rows}) => {
  test.each(rows)('$name', (row) => {
    expect(serving(row)).toEqual(ports(row.serving));
  });
});

test('a node port that may be there on an address that another Service requires: required', () => {
  const covering = {configuration: {nodePortAddresses: ['10.96.0.0/12']}};
  const other = aService({name: 'other', clusterIPs: ['10.96.14.8'], ports: [{name: 'http', port: 30080}]});
  const services = [nodePortService(), other];
  for (const order of [services, [...services].reverse()]) {
    const {virtualServers} = expectedOn(covering, {services: order});
    expect(virtualServers.get('TCP 10.96.14.7:30080')?.presence).toBe('optional');
    expect(virtualServers.get('TCP 10.96.14.8:30080')?.presence).toBe('required');
  }
});

test('without interfaces no node port can be predicted', () => {
  const state = expectedOn({interfaces: null}, OBJECTS);
  expect(nodePortsOf(state)).toEqual([]);
  expect(state.nodePortAddresses).toBeUndefined();
});

describe('where no address serves node ports (section 3.3, rule 5)', () => {
  const services = [localLoadBalancerService()];
  const sets = ['KUBE-HEALTH-CHECK-NODE-PORT', 'KUBE-NODE-PORT-LOCAL-TCP', 'KUBE-NODE-PORT-TCP'];
  const setsOf = (configuration: NodeOverrides['configuration'], objects = {services}) =>
    Object.keys(membersOf(expectedOn({configuration: configuration ?? {}}, objects))).filter((name) =>
      name.includes('NODE-PORT'),
    );

  test('no set has a node port, nor a health check', () => {
    expect(setsOf({}).sort()).toEqual(sets);
    expect(setsOf({nodePortAddresses: ['127.0.0.0/8']})).toEqual([]);
  });

  test('a Service without node ports keeps its health check', () => {
    const noNodePort = {services: [localLoadBalancerService({ports: [{name: 'http', port: 80}]})]};
    expect(setsOf({nodePortAddresses: ['127.0.0.0/8']}, noNodePort)).toEqual(['KUBE-HEALTH-CHECK-NODE-PORT']);
  });
});

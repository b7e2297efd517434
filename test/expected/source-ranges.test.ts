import {describe, expect, test} from '@jest/globals';
import {expectedOn} from '../support/builders/cluster.ts';
import {aNode, type NodeOverrides} from '../support/builders/node.ts';
import {membersOf} from '../support/builders/state-texts.ts';
import {loadBalancerService} from './examples/services.ts';

const IPV4 = '203.0.113.5,tcp:80';
const IPV6 = '2001:db8:f::5,tcp:80';

/** The members of the three sets that source ranges decide on: of FW, SOURCE-CIDR and SOURCE-IP. */
function restriction(ranges: readonly string[], node: NodeOverrides = {}, overrides: object = {}) {
  const service = loadBalancerService({loadBalancerSourceRanges: ranges, ...overrides});
  const members = membersOf(expectedOn(node, {services: [service]}));
  const of = (prefix: string) =>
    ['FW', 'SOURCE-CIDR', 'SOURCE-IP'].map(
      (name) => members[`${prefix}LOAD-BALANCER-${name}`.slice(0, 31)] ?? [],
    );
  return {ipv4: of('KUBE-'), ipv6: of('KUBE-6-')};
}

const NONE = [[], [], []];

describe('source ranges (section 8)', () => {
  test.each([
    {name: 'none', ranges: [], ipv4: NONE},
    {name: 'without the node', ranges: ['10.0.0.0/8'], ipv4: [[IPV4], [`${IPV4},10.0.0.0/8`], []]},
    {
      name: 'with the node',
      ranges: ['10.0.0.0/8', '192.0.2.0/24'],
      ipv4: [[IPV4], [`${IPV4},10.0.0.0/8`, `${IPV4},192.0.2.0/24`], [`${IPV4},203.0.113.5`]],
    },
    {name: 'a single address', ranges: ['198.51.100.1/32'], ipv4: [[IPV4], [`${IPV4},198.51.100.1`], []]},
    {
      name: 'half of all addresses',
      ranges: ['128.0.0.0/1'],
      ipv4: [[IPV4], [`${IPV4},128.0.0.0/1`], [`${IPV4},203.0.113.5`]],
    },
    {name: 'text that is no CIDR', ranges: ['example', '10.0.0.1'], ipv4: NONE},
    {name: 'blanks around it', ranges: [' 10.0.0.0/8 '], ipv4: [[IPV4], [`${IPV4},10.0.0.0/8`], []]},
    {name: 'of the other family only', ranges: ['2001:db8::/32'], ipv4: NONE},
    {
      name: '/0 of the other family',
      ranges: ['::/0', '10.0.0.0/8'],
      ipv4: [[IPV4], [`${IPV4},10.0.0.0/8`], []],
    },
    {name: '/0: unrestricted', ranges: ['10.0.0.0/8', '0.0.0.0/0'], ipv4: NONE},
    {name: '/0 in 1.34: unrestricted', version: '1.34.0', ranges: ['0.0.0.0/0'], ipv4: NONE},
    {
      name: '/0 in 1.33: cannot be stored',
      version: '1.33.9',
      ranges: ['0.0.0.0/0'],
      ipv4: [[IPV4], [], [`${IPV4},203.0.113.5`]],
    },
  ])('$name', ({ranges, version = '1.36.2', ipv4}) => {
    expect(restriction(ranges, {version})).toEqual({ipv4, ipv6: NONE});
  });

  test('each family has its own', () => {
    const overrides = {
      clusterIPs: ['10.96.14.7', 'fd00:96::7'],
      ingress: [{ip: '203.0.113.5'}, {ip: '2001:db8:f::5'}],
    };
    expect(restriction(['10.0.0.0/8', '2001:db8::/32'], {}, overrides)).toEqual({
      ipv4: [[IPV4], [`${IPV4},10.0.0.0/8`], []],
      ipv6: [[IPV6], [`${IPV6},2001:db8::/32`], [`${IPV6},2001:db8:f::5`]],
    });
  });

  test('without a load-balancer address they restrict nothing', () => {
    expect(restriction(['10.0.0.0/8'], {}, {ingress: [], externalIPs: ['198.51.100.7']}).ipv4).toEqual(NONE);
  });
});

describe("the node's own address among the source ranges", () => {
  const fromNode = (ranges: readonly string[], node: NodeOverrides) => restriction(ranges, node).ipv4[2];

  test.each([
    {name: 'the Node object', node: {}, ranges: ['192.0.2.11/32'], inside: true},
    {
      name: 'bindAddress',
      node: {configuration: {bindAddress: '198.51.100.1'}},
      ranges: ['198.51.100.0/24'],
      inside: true,
    },
    {
      name: 'bindAddress instead of the Node',
      node: {configuration: {bindAddress: '198.51.100.1'}},
      ranges: ['192.0.2.0/24'],
      inside: false,
    },
    {
      name: 'bindAddress of all',
      node: {configuration: {bindAddress: '0.0.0.0'}},
      ranges: ['192.0.2.0/24'],
      inside: true,
    },
  ])('$name', ({node, ranges, inside}) => {
    expect(fromNode(ranges, node)).toEqual(inside ? [`${IPV4},203.0.113.5`] : []);
  });

  test('of a node that the API does not list it may be inside or not', () => {
    expect(fromNode(['192.0.2.0/24'], {node: null})).toEqual([`? ${IPV4},203.0.113.5`]);
  });
});

/** What kube-proxy takes for the node's own addresses of both families: IPv4 first, `-` where none of these is. */
function ownAddresses(node: NodeOverrides): readonly string[] {
  const candidates = [
    '0.0.0.0',
    '127.0.0.1',
    '192.0.2.11',
    '198.51.100.1',
    '::',
    '::1',
    '2001:db8::11',
    '2001:db8::1',
  ];
  const [ipv4 = [], ipv6 = []] = [false, true].map((v6) =>
    candidates.filter((address) => address.includes(':') === v6),
  );
  const inside = (address: string) => {
    const range = `${address}/${address.includes(':') ? 128 : 32}`;
    const overrides = {
      clusterIPs: ['10.96.14.7', 'fd00:96::7'],
      ingress: [{ip: '203.0.113.5'}, {ip: '2001:db8:f::5'}],
    };
    const found = restriction([range], node, overrides)[address.includes(':') ? 'ipv6' : 'ipv4'][2]?.[0];
    return found === undefined ? [] : [found.startsWith('?') ? `? ${address}` : address];
  };
  return [ipv4.flatMap(inside).join() || '-', ipv6.flatMap(inside).join() || '-'];
}

describe("the node's own addresses by version (nodeIPTuple, detectNodeIPs)", () => {
  const bound = (bindAddress: string) => ({configuration: {bindAddress}});
  const ipv6First = {
    node: aNode({
      status: {
        addresses: [
          {type: 'ExternalIP', address: '203.0.113.99'},
          {type: 'InternalIP', address: '2001:db8::11'},
          {type: 'InternalIP', address: '192.0.2.11'},
        ],
      },
    }),
  };
  const both = ['192.0.2.11', '2001:db8::11'];
  const none = ['0.0.0.0', '::'];

  test.each([
    {name: 'all addresses', node: bound('0.0.0.0'), upTo27: none, in28: ['192.0.2.11', '::'], since29: both},
    {name: 'all IPv6 addresses', node: bound('::'), upTo27: none, in28: ['192.0.2.11', '::'], since29: both},
    {
      name: 'an IPv4 address',
      node: bound('198.51.100.1'),
      upTo27: ['198.51.100.1', '::'],
      in28: ['198.51.100.1', '::'],
      since29: ['198.51.100.1', '2001:db8::11'],
    },
    {
      name: 'an IPv6 address',
      node: bound('2001:db8::1'),
      upTo27: ['0.0.0.0', '2001:db8::1'],
      in28: ['0.0.0.0', '2001:db8::1'],
      since29: ['192.0.2.11', '2001:db8::1'],
    },
    {
      name: 'all addresses, the first internal one is IPv6',
      node: {...bound('0.0.0.0'), ...ipv6First},
      upTo27: none,
      in28: ['0.0.0.0', '2001:db8::11'],
      since29: both,
    },
    {
      name: 'all addresses, a kube-proxy that has no Node',
      node: {configuration: {bindAddress: '0.0.0.0', hostnameOverride: 'node-x'}},
      upTo27: none,
      in28: ['127.0.0.1', '::'],
      since29: ['127.0.0.1', '::1'],
    },
  ])('$name', ({node, upTo27, in28, since29}) => {
    const of = (version: string) => ownAddresses({...node, version});
    expect(['1.24.0', '1.27.16'].map(of)).toEqual([upTo27, upTo27]);
    expect(of('1.28.3')).toEqual(in28);
    expect(['1.29.0', '1.36.2', '1.38.0'].map(of)).toEqual([since29, since29, since29]);
  });

  test('up to 1.27, where nothing of IPv6 is in use, kube-proxy may be single-stack and take its Node', () => {
    const node: NodeOverrides = {version: '1.27.1', families: ['IPv4'], ...bound('0.0.0.0')};
    expect(ownAddresses(node)).toEqual(['? 0.0.0.0,? 192.0.2.11', '-']);
  });
});

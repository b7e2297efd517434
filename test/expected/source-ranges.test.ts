import {describe, expect, test} from '@jest/globals';
import {expectedOn} from '../support/builders/cluster.ts';
import type {NodeOverrides} from '../support/builders/node.ts';
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

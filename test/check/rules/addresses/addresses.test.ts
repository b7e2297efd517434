import {describe, expect, test} from '@jest/globals';
import type {NodeFacts} from '../../../../src/check/index.ts';
import {readKubeProxyConfiguration} from '../../../../src/model/index.ts';
import {expectedOn} from '../../../support/builders/cluster.ts';
import {aNode, commonNode} from '../../../support/builders/node.ts';
import {checkInCluster, checkOnNode, inShort, version} from '../../../support/builders/node-evidence.ts';
import {aService, type ServiceOverrides} from '../../../support/builders/service.ts';

const sysctls = (settings: Readonly<Record<string, string>>): Pick<NodeFacts, 'sysctls'> => ({
  sysctls: new Map(Object.entries(settings)),
});

const configured = (ipvs: object) => ({
  configuration: readKubeProxyConfiguration({mode: 'ipvs', ipvs}, 'configz'),
});

test('IPVS032: up to 1.25 the node answers on other ports of Service addresses', () => {
  expect(inShort(checkOnNode('IPVS032', {version: version('v1.25.3')}))).toEqual([
    'fail warning: kube-proxy v1.25.3',
  ]);
  expect(inShort(checkOnNode('IPVS032', {version: version('v1.26.0')}))[0]).toMatch(/^not-applicable/);
});

describe('IPVS034: an address of a node', () => {
  const check = (overrides: ServiceOverrides, serverVersion = 'v1.36.2') =>
    inShort(
      checkInCluster('IPVS034', {services: [aService(overrides)], nodes: [aNode()], serverVersion}, [
        {name: 'node-b', addresses: commonNode({interfaces: {eth9: ['198.51.100.9/24']}}).interfaces!},
      ]),
    );

  test('as external IP', () => {
    expect(check({externalIPs: ['192.0.2.11']})).toEqual([
      'fail error default/svc: spec.externalIPs: 192.0.2.11; the Node node-a has InternalIP 192.0.2.11',
    ]);
  });

  test('on an interface that the Node object does not name: perhaps of a load balancer', () => {
    expect(check({externalIPs: ['198.51.100.9']})).toEqual([
      'fail info default/svc: spec.externalIPs: 198.51.100.9; node-b has 198.51.100.9 on eth9',
    ]);
  });

  test('as load-balancer address', () => {
    expect(check({ingress: [{ip: '192.0.2.11'}]})).toHaveLength(1);
    expect(check({ingress: [{ip: '192.0.2.11', ipMode: 'VIP'}]})[0]).toMatch(/^fail error/);
  });

  test('with ipMode Proxy, which counts since 1.30', () => {
    expect(check({ingress: [{ip: '192.0.2.11', ipMode: 'Proxy'}]})).toEqual(['pass']);
    expect(check({ingress: [{ip: '192.0.2.11', ipMode: 'Proxy'}]}, 'v1.29.1')[0]).toMatch(/^fail error/);
  });

  test('where no node runs IPVS mode, nobody binds it', () => {
    const objects = {services: [aService({externalIPs: ['192.0.2.11']})], nodes: [aNode()]};
    expect(inShort(checkInCluster('IPVS034', objects, [{name: 'node-a', mode: 'nftables'}]))).toEqual([
      'not-applicable: all nodes that were read run nftables mode',
    ]);
    const mixed = [
      {name: 'node-a', mode: 'nftables'},
      {name: 'node-b', mode: 'ipvs'},
    ];
    expect(inShort(checkInCluster('IPVS034', objects, mixed))[0]).toMatch(/^fail error/);
  });

  test.each([
    ['another address', {externalIPs: ['198.51.100.7']}],
    ['a headless Service', {clusterIPs: ['None'], externalIPs: ['192.0.2.11']}],
    ['the loopback address', {externalIPs: ['127.0.0.1']}],
  ])('%s: fine', (_, overrides) => {
    expect(check(overrides)).toEqual(['pass']);
  });
});

describe('IPVS035: external IPs', () => {
  const services = [aService({externalIPs: ['198.51.100.7']})];

  test('are told, as info', () => {
    expect(inShort(checkInCluster('IPVS035', {services}))).toEqual([
      'fail info default/svc: spec.externalIPs: 198.51.100.7',
    ]);
  });

  test('none, or switched off', () => {
    expect(inShort(checkInCluster('IPVS035', {services: [aService()]}))).toEqual(['pass']);
    const runningConfiguration = readKubeProxyConfiguration(
      {featureGates: {AllowServiceExternalIPs: false}},
      'configz',
    );
    const off = checkInCluster('IPVS035', {services}, [{name: 'node-a', runningConfiguration}]);
    expect(inShort(off)[0]).toMatch(/^not-applicable/);
  });
});

describe('ARP', () => {
  const IGNORE = 'net.ipv4.conf.all.arp_ignore';
  const ANNOUNCE = 'net.ipv4.conf.all.arp_announce';
  const with036 = (overrides: ServiceOverrides, value = '0') => {
    const services = [aService(overrides)];
    const facts = {
      ...sysctls({[IGNORE]: value}),
      addresses: commonNode().interfaces!,
      expected: expectedOn({}, {services}),
    };
    return inShort(checkOnNode('IPVS036', facts, {services}));
  };
  const near = {ingress: [{ip: '192.0.2.50'}]};

  test('IPVS036: a load-balancer address in the network of the node, announced by MetalLB', () => {
    const annotations = {'metallb.io/ip-allocated-from-pool': 'pool'};
    expect(with036({...near, annotations})).toEqual([
      `fail error: ${IGNORE} = 0; 192.0.2.50 of default/svc is announced by MetalLB`,
    ]);
  });

  test('IPVS036: a load-balancer address in the network of the node, by whomever', () => {
    expect(with036(near)).toEqual([`fail warning: ${IGNORE} = 0; 192.0.2.50 of default/svc`]);
  });

  test.each([
    ['a load-balancer address from elsewhere', {ingress: [{ip: '203.0.113.5'}]}, '203.0.113.5'],
    ['an external IP, which may count on it', {externalIPs: ['192.0.2.50']}, '192.0.2.50'],
  ])('IPVS036: %s', (_, overrides, ip) => {
    expect(with036(overrides)).toEqual([`fail info: ${IGNORE} = 0; ${ip} of default/svc`]);
  });

  test('IPVS036: strict ARP, or nothing to answer for', () => {
    expect(with036(near, '1')).toEqual(['pass']);
    expect(with036({})[0]).toMatch(/^not-applicable/);
  });

  test.each([
    ['left from strict ARP', '1', '2', false, /^fail warning/],
    ['set by somebody', '2', '0', false, /^fail info/],
    ['strict ARP is on', '1', '2', true, /^pass$/],
    ['as the kernel starts', '0', '0', false, /^pass$/],
  ])('IPVS037: %s', (_, ignore, announce, strictARP, result) => {
    const facts = {...sysctls({[IGNORE]: ignore, [ANNOUNCE]: announce}), ...configured({strictARP})};
    expect(inShort(checkOnNode('IPVS037', facts))).toEqual([expect.stringMatching(result)]);
  });

  test('IPVS037: sysctls that do not tell', () => {
    expect(inShort(checkOnNode('IPVS037', {...sysctls({}), ...configured({})}))[0]).toMatch(/^undecidable/);
  });
});

describe('IPVS039: the address of a Node', () => {
  const check = (address: string) =>
    inShort(
      checkInCluster('IPVS039', {
        services: [aService()],
        nodes: [aNode({status: {addresses: [{type: 'InternalIP', address}]}})],
      }),
    );

  test.each(['10.96.14.7', '169.254.20.10'])('%s is not its own', (address) => {
    expect(check(address)).toEqual([`fail error: status.addresses: InternalIP ${address}`]);
  });

  test('its own', () => {
    expect(check('192.0.2.11')).toEqual(['pass']);
  });
});

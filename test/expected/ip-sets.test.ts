import {describe, expect, test} from '@jest/globals';
import {ipSetName} from '../../src/expected/index.ts';
import type {JsonObject} from '../../src/model/index.ts';
import {expectedOn} from '../support/builders/cluster.ts';
import {anEndpoint, aSlice, aSlicePort} from '../support/builders/endpoint-slice.ts';
import type {NodeOverrides} from '../support/builders/node.ts';
import {aPort, aService, type ServiceOverrides} from '../support/builders/service.ts';
import {membersOf} from '../support/builders/state-texts.ts';
import {loadBalancerService, localLoadBalancerService, nodePortService} from './examples/services.ts';

/** Set, type and what it is called for IPv6: the table of section 8. */
const SETS = [
  ['KUBE-LOOP-BACK', 'KUBE-6-LOOP-BACK', 'hash:ip,port,ip'],
  ['KUBE-CLUSTER-IP', 'KUBE-6-CLUSTER-IP', 'hash:ip,port'],
  ['KUBE-EXTERNAL-IP', 'KUBE-6-EXTERNAL-IP', 'hash:ip,port'],
  ['KUBE-EXTERNAL-IP-LOCAL', 'KUBE-6-EXTERNAL-IP-LOCAL', 'hash:ip,port'],
  ['KUBE-LOAD-BALANCER', 'KUBE-6-LOAD-BALANCER', 'hash:ip,port'],
  ['KUBE-LOAD-BALANCER-LOCAL', 'KUBE-6-LOAD-BALANCER-LOCAL', 'hash:ip,port'],
  ['KUBE-LOAD-BALANCER-FW', 'KUBE-6-LOAD-BALANCER-FW', 'hash:ip,port'],
  ['KUBE-LOAD-BALANCER-SOURCE-CIDR', 'KUBE-6-LOAD-BALANCER-SOURCE-CID', 'hash:ip,port,net'],
  ['KUBE-LOAD-BALANCER-SOURCE-IP', 'KUBE-6-LOAD-BALANCER-SOURCE-IP', 'hash:ip,port,ip'],
  ['KUBE-NODE-PORT-TCP', 'KUBE-6-NODE-PORT-TCP', 'bitmap:port'],
  ['KUBE-NODE-PORT-LOCAL-TCP', 'KUBE-6-NODE-PORT-LOCAL-TCP', 'bitmap:port'],
  ['KUBE-NODE-PORT-UDP', 'KUBE-6-NODE-PORT-UDP', 'bitmap:port'],
  ['KUBE-NODE-PORT-LOCAL-UDP', 'KUBE-6-NODE-PORT-LOCAL-UDP', 'bitmap:port'],
  ['KUBE-NODE-PORT-SCTP-HASH', 'KUBE-6-NODE-PORT-SCTP-HASH', 'hash:ip,port'],
  ['KUBE-NODE-PORT-LOCAL-SCTP-HASH', 'KUBE-6-NODE-PORT-LOCAL-SCTP-HAS', 'hash:ip,port'],
  ['KUBE-HEALTH-CHECK-NODE-PORT', 'KUBE-6-HEALTH-CHECK-NODE-PORT', 'bitmap:port'],
  ['KUBE-IPVS-IPS', 'KUBE-6-IPVS-IPS', 'hash:ip'],
] as const;

describe('sets that must exist (section 8)', () => {
  test.each(SETS)('%s, %s: %s', (ipv4, ipv6, type) => {
    const {ipSets} = expectedOn({}, {});
    expect(ipSetName(ipv4, 'IPv4')).toBe(ipv4);
    expect(ipSetName(ipv4, 'IPv6')).toBe(ipv6);
    expect(ipSets.get(ipv4)).toEqual({name: ipv4, family: 'IPv4', type, members: new Map()});
    expect(ipSets.get(ipv6)).toEqual({name: ipv6, family: 'IPv6', type, members: new Map()});
  });

  test('no others, and none of a family that the node lacks', () => {
    expect([...expectedOn({}, {}).ipSets.keys()].sort()).toEqual(
      [...SETS.map(([ipv4]) => ipv4), ...SETS.map(([, ipv6]) => ipv6)].sort(),
    );
    const {ipSets} = expectedOn({families: ['IPv4']}, {});
    expect([...ipSets.keys()].sort()).toEqual(SETS.map(([ipv4]) => ipv4).sort());
  });

  test('KUBE-IPVS-IPS since 1.26', () => {
    expect(expectedOn({version: '1.26.0'}, {}).ipSets.has('KUBE-IPVS-IPS')).toBe(true);
    expect(expectedOn({version: '1.25.16'}, {}).ipSets.has('KUBE-IPVS-IPS')).toBe(false);
    expect(expectedOn({version: '1.25.16'}, {}).ipSets.has('KUBE-6-IPVS-IPS')).toBe(false);
  });
});

const CLUSTER_IP = {'KUBE-CLUSTER-IP': ['10.96.14.7,tcp:80']};
const LOOP_BACK = {'KUBE-LOOP-BACK': ['10.244.1.5,tcp:8080,10.244.1.5']};
const BOUND_LB = {'KUBE-IPVS-IPS': ['10.96.14.7', '203.0.113.5']};
const BOUND_EXTERNAL = {'KUBE-IPVS-IPS': ['10.96.14.7', '198.51.100.7']};
const ROW_27 = {
  ...CLUSTER_IP,
  ...LOOP_BACK,
  ...BOUND_LB,
  'KUBE-LOAD-BALANCER': ['203.0.113.5,tcp:80'],
  'KUBE-NODE-PORT-TCP': ['30080'],
};
const EXTERNAL = {...CLUSTER_IP, ...LOOP_BACK, ...BOUND_EXTERNAL};

describe('members of the worked examples (section 15)', () => {
  test.each([
    {
      name: '#32 LoadBalancer, externalTrafficPolicy Local',
      service: localLoadBalancerService(),
      members: {
        ...ROW_27,
        'KUBE-LOAD-BALANCER-LOCAL': ['203.0.113.5,tcp:80'],
        'KUBE-NODE-PORT-LOCAL-TCP': ['30080'],
        'KUBE-HEALTH-CHECK-NODE-PORT': ['32000'],
      },
    },
    {
      name: '#62 source ranges',
      service: loadBalancerService({loadBalancerSourceRanges: ['192.0.2.0/24']}),
      members: {
        ...ROW_27,
        'KUBE-LOAD-BALANCER-FW': ['203.0.113.5,tcp:80'],
        'KUBE-LOAD-BALANCER-SOURCE-CIDR': ['203.0.113.5,tcp:80,192.0.2.0/24'],
        'KUBE-LOAD-BALANCER-SOURCE-IP': ['203.0.113.5,tcp:80,203.0.113.5'],
      },
    },
    {
      name: '#24 external IP',
      service: aService({externalIPs: ['198.51.100.7']}),
      members: {...EXTERNAL, 'KUBE-EXTERNAL-IP': ['198.51.100.7,tcp:80']},
    },
    {
      name: '#24 with externalTrafficPolicy Local',
      service: aService({externalIPs: ['198.51.100.7'], externalTrafficPolicy: 'Local'}),
      members: {...EXTERNAL, 'KUBE-EXTERNAL-IP-LOCAL': ['198.51.100.7,tcp:80']},
    },
    {
      name: '#26 external IP with the gate off',
      service: aService({externalIPs: ['198.51.100.7']}),
      node: {configuration: {featureGates: {AllowServiceExternalIPs: false}}},
      members: {...CLUSTER_IP, ...LOOP_BACK, 'KUBE-IPVS-IPS': ['10.96.14.7']},
    },
    {
      name: "#25 external IP that is the node's own",
      service: aService({externalIPs: ['192.0.2.11']}),
      members: {
        ...CLUSTER_IP,
        ...LOOP_BACK,
        'KUBE-EXTERNAL-IP': ['192.0.2.11,tcp:80'],
        'KUBE-IPVS-IPS': ['10.96.14.7'],
      },
    },
  ])('$name', ({service, node = {}, members}) => {
    const objects = {services: [service], slices: [aSlice('5@a, 7@b')]};
    expect(membersOf(expectedOn(node as NodeOverrides, objects))).toEqual(members);
  });
});

describe('node ports', () => {
  const members = (protocol: string, policy: string, node: NodeOverrides = {}) => {
    const ports = [aPort({protocol, nodePort: 30060})];
    const service = nodePortService({
      ports,
      externalTrafficPolicy: policy,
      clusterIPs: ['10.96.14.7', 'fd00:96::7'],
    });
    const sets = Object.entries(membersOf(expectedOn(node, {services: [service]})));
    return Object.fromEntries(sets.filter(([name]) => name.includes('NODE-PORT')));
  };

  test.each(['TCP', 'UDP'])('%s: by number, in both sets with policy Local', (protocol) => {
    const cluster = {[`KUBE-NODE-PORT-${protocol}`]: ['30060'], [`KUBE-6-NODE-PORT-${protocol}`]: ['30060']};
    const local = {
      [`KUBE-NODE-PORT-LOCAL-${protocol}`]: ['30060'],
      [`KUBE-6-NODE-PORT-LOCAL-${protocol}`]: ['30060'],
    };
    expect(members(protocol, 'Cluster')).toEqual(cluster);
    expect(members(protocol, 'Local')).toEqual({...cluster, ...local});
  });

  test('SCTP: by address and number', () => {
    const cluster = {
      'KUBE-NODE-PORT-SCTP-HASH': ['192.0.2.11,sctp:30060', '198.51.100.11,sctp:30060'],
      'KUBE-6-NODE-PORT-SCTP-HASH': ['2001:db8::11,sctp:30060'],
    };
    const node = {interfaces: {eth1: ['198.51.100.11/24']}};
    expect(members('SCTP', 'Cluster', node)).toEqual(cluster);
    expect(members('SCTP', 'Local', node)).toEqual({
      ...cluster,
      'KUBE-NODE-PORT-LOCAL-SCTP-HASH': cluster['KUBE-NODE-PORT-SCTP-HASH'],
      'KUBE-6-NODE-PORT-LOCAL-SCTP-HAS': cluster['KUBE-6-NODE-PORT-SCTP-HASH'],
    });
  });

  test('where the interfaces were not captured, no member is certain', () => {
    expect(members('TCP', 'Cluster', {interfaces: null})).toEqual({
      'KUBE-NODE-PORT-TCP': ['? 30060'],
      'KUBE-6-NODE-PORT-TCP': ['? 30060'],
    });
    expect(members('SCTP', 'Cluster', {interfaces: null})).toEqual({});
  });
});

describe('health-check node ports', () => {
  const health = (overrides: ServiceOverrides) =>
    membersOf(expectedOn({}, {services: [localLoadBalancerService(overrides)]}))[
      'KUBE-HEALTH-CHECK-NODE-PORT'
    ];

  test.each([
    {name: 'LoadBalancer with policy Local', overrides: {}, members: ['32000']},
    {name: 'policy Cluster', overrides: {externalTrafficPolicy: 'Cluster'}, members: undefined},
    {name: 'another type', overrides: {type: 'NodePort'}, members: undefined},
    {name: 'no address yet', overrides: {ingress: []}, members: ['32000']},
    {name: 'none given', overrides: {healthCheckNodePort: 0}, members: undefined},
  ])('$name', ({overrides, members}) => {
    expect(health(overrides)).toEqual(members);
  });
});

describe('KUBE-LOOP-BACK', () => {
  const loopBack = (endpoints: string, node: NodeOverrides = {}) => {
    const ports = [aPort(), aPort({name: 'dns', protocol: 'UDP', port: 53})];
    const slicePorts = [aSlicePort(), aSlicePort({name: 'dns', protocol: 'UDP', port: 5353})];
    const objects = {services: [aService({ports})], slices: [aSlice(endpoints, {ports: slicePorts})]};
    return membersOf(expectedOn(node, objects))['KUBE-LOOP-BACK'] ?? [];
  };
  const ofFive = ['10.244.1.5,tcp:8080,10.244.1.5', '10.244.1.5,udp:5353,10.244.1.5'];

  test.each([
    {name: 'local ones only, each port', endpoints: '5@a, 7@b, 8@?', members: ofFive},
    {name: 'not ready', endpoints: '5@a!r', members: ofFive},
    {name: 'terminating', endpoints: '5@a t', members: ofFive},
    {name: 'filtered by hints', endpoints: '5@a z=z2, 7@b z=z1', members: ofFive},
    {name: 'none local', endpoints: '7@b', members: []},
  ])('$name', ({endpoints, members}) => {
    expect(loopBack(endpoints)).toEqual(members);
  });

  test('copies of an endpoint of which one only is local, or which differ in spelling: either may be', () => {
    const members = (slices: readonly JsonObject[], version = '1.36.2') =>
      membersOf(expectedOn({version}, {services: [aService()], slices}))['KUBE-LOOP-BACK'];
    const copies = [aSlice('10.244.1.5@a'), aSlice('10.244.1.5@b', {name: 'svc-b'})];
    expect(members(copies)).toEqual(['? 10.244.1.5,tcp:8080,10.244.1.5']);
    expect(members([...copies].reverse())).toEqual(['? 10.244.1.5,tcp:8080,10.244.1.5']);
    const respelled = [aSlice([anEndpoint('5@a', {addresses: ['10.244.001.5']})])];
    expect(members(respelled, '1.30.0')).toEqual(['? 10.244.1.5,tcp:8080,10.244.1.5']);
    expect(members(respelled)).toEqual(['10.244.1.5,tcp:8080,10.244.1.5']);
  });

  test('local means by the name of kube-proxy', () => {
    expect(loopBack('5@a, 7@b', {configuration: {hostnameOverride: 'node-x'}})).toEqual([]);
  });
});

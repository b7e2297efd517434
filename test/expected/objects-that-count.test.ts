import {describe, expect, test} from '@jest/globals';
import {expectedOn} from '../support/builders/cluster.ts';
import {aSlice, aSlicePort} from '../support/builders/endpoint-slice.ts';
import {expectedLines, saveLines} from '../support/builders/save-lines.ts';
import {aPort, aService} from '../support/builders/service.ts';
import {loadBalancerService, nodePortService} from './examples/services.ts';

const SERVED = ['VS(10.96.14.7:80)+[5@a]'];
const EMPTY = ['VS(10.96.14.7:80)'];
const PROXY_NAME = 'service.kubernetes.io/service-proxy-name';
const HEADLESS = 'service.kubernetes.io/headless';

describe('Services (section 2.1)', () => {
  test.each([
    {name: 'a proxy name', service: aService({labels: {[PROXY_NAME]: 'other'}}), lines: []},
    {name: 'an empty proxy name', service: aService({labels: {[PROXY_NAME]: ''}}), lines: []},
    {
      name: 'a proxy name, 1.24',
      version: '1.24.0',
      service: aService({labels: {[PROXY_NAME]: ''}}),
      lines: [],
    },
    {name: 'cluster IP None', service: aService({clusterIPs: ['None'], ipFamilies: ['IPv4']}), lines: []},
    {name: 'no cluster IP yet', service: aService({clusterIPs: [], clusterIP: ''}), lines: []},
    {name: 'a cluster IP that is missing', service: aService({clusterIPs: []}), lines: []},
    {name: 'type ExternalName', service: aService({type: 'ExternalName'}), lines: []},
    {
      name: 'label headless, 1.35',
      version: '1.35.1',
      service: aService({labels: {[HEADLESS]: 'x'}}),
      lines: [],
    },
    {name: 'label headless, 1.36', service: aService({labels: {[HEADLESS]: 'x'}}), lines: SERVED},
    {name: 'another label', service: aService({labels: {app: 'x'}}), lines: SERVED},
    {
      name: 'node port, external IP and ingress on type ClusterIP',
      service: loadBalancerService({type: 'ClusterIP', externalIPs: ['198.51.100.7']}),
      lines: [
        ...SERVED,
        'VS(192.0.2.11:30080)+[5@a]',
        'VS(198.51.100.7:80)+[5@a]',
        'VS(203.0.113.5:80)+[5@a]',
      ],
    },
    {
      name: 'an external IP on type LoadBalancer, loadBalancerIP never read',
      service: aService({type: 'LoadBalancer', externalIPs: ['198.51.100.7'], loadBalancerIP: '203.0.113.9'}),
      lines: [...SERVED, 'VS(198.51.100.7:80)+[5@a]'],
    },
    {
      name: 'external IPs that are no addresses',
      service: aService({externalIPs: ['example.com', '', '198.51.100.7']}),
      lines: [...SERVED, 'VS(198.51.100.7:80)+[5@a]'],
    },
  ])('$name', ({service, version = '1.36.2', lines}) => {
    expect(expectedLines(expectedOn({version}, {services: [service], slices: [aSlice('5@a')]}))).toEqual(
      saveLines(lines),
    );
  });
});

describe('the family of a Service (section 2.2)', () => {
  const slices = [aSlice('5@a'), aSlice('fd00:244:1::5@a', {name: 'svc-6'})];
  const served6 = ['VS([fd00:96::7]:80)+[fd00:244:1::5@a]'];
  const everywhere = {
    externalIPs: ['198.51.100.7', '2001:db8:f::7'],
    ingress: [{ip: '203.0.113.5'}, {ip: '2001:db8:f::5'}],
  };
  const all4 = [
    ...SERVED,
    'VS(192.0.2.11:30080)+[5@a]',
    'VS(198.51.100.7:80)+[5@a]',
    'VS(203.0.113.5:80)+[5@a]',
  ];
  const all6 = ['[fd00:96::7]:80', '[2001:db8::11]:30080', '[2001:db8:f::7]:80', '[2001:db8:f::5]:80'].map(
    (address) => `VS(${address})+[fd00:244:1::5@a]`,
  );

  test.each([
    {
      name: 'IPv6 first',
      service: aService({clusterIPs: ['fd00:96::7', '10.96.14.7']}),
      lines: [...SERVED, ...served6],
    },
    {
      name: 'no families, IPv4',
      service: aService({ipFamilies: undefined, clusterIPs: ['10.96.14.7']}),
      lines: SERVED,
    },
    {
      name: 'no families, IPv6',
      service: aService({ipFamilies: [], clusterIPs: ['fd00:96::7']}),
      lines: served6,
    },
    {
      name: 'no families: only spec.clusterIP counts',
      service: aService({ipFamilies: [], clusterIPs: ['10.96.14.7', 'fd00:96::7']}),
      lines: SERVED,
    },
    {
      name: 'addresses in other spelling',
      service: aService({clusterIPs: ['FD00:96:0:0::7'], externalIPs: ['2001:DB8:0:f::7']}),
      lines: [...served6, 'VS([2001:db8:0:f::7]:80)+[fd00:244:1::5@a]'],
    },
    {name: 'all addresses, IPv4', service: nodePortService(everywhere), lines: all4},
    {
      name: 'all addresses, IPv6',
      service: nodePortService({...everywhere, clusterIPs: ['fd00:96::7']}),
      lines: all6,
    },
    {
      name: 'all addresses, dual-stack',
      service: nodePortService({...everywhere, clusterIPs: ['10.96.14.7', 'fd00:96::7']}),
      lines: [...all4, ...all6],
    },
  ])('$name', ({service, lines}) => {
    expect(expectedLines(expectedOn({}, {services: [service], slices}))).toEqual(saveLines(lines));
  });

  test('a family that the node does not support has no expected state', () => {
    const service = nodePortService({...everywhere, clusterIPs: ['10.96.14.7', 'fd00:96::7']});
    const state = expectedOn({families: ['IPv4']}, {services: [service], slices});
    expect(expectedLines(state)).toEqual(saveLines(all4));
    expect([...state.ipSets.keys()].filter((name) => name.startsWith('KUBE-6-'))).toEqual([]);
    expect([...(state.addresses ?? new Map()).keys()].filter((address) => address.includes(':'))).toEqual([]);
    expect(state.chains.filter(({family}) => family === 'IPv6')).toEqual([]);
  });
});

describe('service ports', () => {
  test('a port without a name takes slice ports with the empty name', () => {
    const service = aService({ports: [{port: 80}]});
    const slice = aSlice('5@a', {ports: [{name: '', port: 8080}]});
    expect(expectedLines(expectedOn({}, {services: [service], slices: [slice]}))).toEqual(saveLines(SERVED));
  });

  test('ports with one number differ by protocol', () => {
    const service = aService({ports: [aPort(), aPort({protocol: 'UDP'})]});
    const slice = aSlice('5@a', {ports: [aSlicePort(), aSlicePort({protocol: 'UDP', port: 9090})]});
    expect(expectedLines(expectedOn({}, {services: [service], slices: [slice]}))).toEqual(
      saveLines([...SERVED, '-A -u 10.96.14.7:80 -s rr', '-a -u 10.96.14.7:80 -r 10.244.1.5:9090 -m -w 1']),
    );
  });

  test('Services of one name in two namespaces have their own slices', () => {
    const services = [aService(), aService({namespace: 'other', clusterIPs: ['10.96.14.8']})];
    const slices = [aSlice('5@a'), aSlice('7@b', {namespace: 'other'})];
    expect(expectedLines(expectedOn({}, {services, slices}))).toEqual(
      saveLines([...SERVED, 'VS(10.96.14.8:80)+[7@b]']),
    );
  });
});

describe('EndpointSlices (section 2.3)', () => {
  test.each([
    {name: 'of another namespace', slice: aSlice('5@a', {namespace: 'other'}), lines: EMPTY},
    {name: 'of another Service', slice: aSlice('5@a', {service: 'other'}), lines: EMPTY},
    {name: 'with an empty name of a Service', slice: aSlice('5@a', {service: ''}), lines: EMPTY},
    {name: 'without the name of a Service', slice: aSlice('5@a', {service: null, name: 'svc'}), lines: EMPTY},
    {name: 'of type FQDN', slice: aSlice('5@a', {addressType: 'FQDN'}), lines: EMPTY},
    {name: 'with the label headless', slice: aSlice('5@a', {labels: {[HEADLESS]: ''}}), lines: EMPTY},
    {
      name: 'with the label headless, 1.24',
      version: '1.24.0',
      slice: aSlice('5@a', {labels: {[HEADLESS]: 'x'}}),
      lines: EMPTY,
    },
    {name: 'with a proxy name, 1.36', slice: aSlice('5@a', {labels: {[PROXY_NAME]: 'x'}}), lines: SERVED},
    {
      name: 'with a proxy name, 1.35',
      version: '1.35.0',
      slice: aSlice('5@a', {labels: {[PROXY_NAME]: ''}}),
      lines: EMPTY,
    },
    {
      name: 'made by hand',
      slice: aSlice('5@a', {name: 'mine', labels: {'endpointslice.kubernetes.io/managed-by': 'me'}}),
      lines: SERVED,
    },
    {name: 'without endpoints', slice: aSlice([], {addressType: 'IPv4', endpoints: null}), lines: EMPTY},
    {
      name: 'with an endpoint without addresses',
      slice: aSlice([{addresses: []}, {addresses: ['10.244.1.5']}]),
      lines: SERVED,
    },
    {
      name: 'with leading zeros in an address',
      slice: aSlice([{addresses: ['010.244.001.05']}]),
      lines: SERVED,
    },
    {
      name: 'with a slice port without a protocol',
      slice: aSlice('5@a', {ports: [{name: 'http', port: 8080}]}),
      lines: SERVED,
    },
  ])('$name', ({slice, version = '1.36.2', lines}) => {
    const state = expectedOn({version}, {services: [aService()], slices: [slice]});
    expect(expectedLines(state)).toEqual(saveLines(lines));
  });
});

import {describe, expect, test} from '@jest/globals';
import {expectedOn} from '../support/builders/cluster.ts';
import {aSlice} from '../support/builders/endpoint-slice.ts';
import {aService} from '../support/builders/service.ts';
import {localLoadBalancerService, nodePortService} from './examples/services.ts';

const CLUSTER_IP = 'TCP 10.96.14.7:80';
const LOAD_BALANCER = 'TCP 203.0.113.5:80';
const INTERNAL_LOCAL = aService({internalTrafficPolicy: 'Local'});

/** Why the real servers of a virtual server are these: what a message tells of those that are not wanted. */
describe('why real servers were chosen', () => {
  test.each([
    {name: 'all ready ones', service: aService(), endpoints: '5@a, 7@b!r', why: 'all-ready'},
    {name: 'no endpoints', service: aService(), endpoints: '', why: 'all-ready'},
    {name: 'the zone', service: aService(), endpoints: '5@a z=z1, 7@b z=z2', why: 'topology-zone'},
    {name: 'the node', service: aService(), endpoints: '5@a n=a, 7@b n=b', why: 'topology-node'},
    {name: 'hints for others', service: aService(), endpoints: '5@a z=z2, 7@b z=z2', why: 'all-ready'},
    {name: 'none ready', service: aService(), endpoints: '5@a st, 7@b!r', why: 'terminating-fallback'},
    {name: 'local ones', service: INTERNAL_LOCAL, endpoints: '5@a, 7@b', why: 'local'},
    {
      name: 'local, terminating',
      service: INTERNAL_LOCAL,
      endpoints: '5@a st, 7@b',
      why: 'local-terminating-fallback',
    },
    {
      name: 'none local, not accessible',
      service: INTERNAL_LOCAL,
      endpoints: '7@b',
      why: 'local-none-so-empty',
    },
    {
      name: 'none local, accessible',
      service: nodePortService({internalTrafficPolicy: 'Local'}),
      endpoints: '7@b',
      why: 'local-none-so-all',
    },
    {
      name: 'external policy Local',
      service: localLoadBalancerService(),
      endpoints: '5@a, 7@b',
      at: LOAD_BALANCER,
      why: 'local',
    },
    {
      name: 'external policy Local, none local',
      service: localLoadBalancerService(),
      endpoints: '7@b',
      at: LOAD_BALANCER,
      why: 'local-none-so-all',
    },
    {
      name: 'external policy Local, seen from inside',
      service: localLoadBalancerService(),
      endpoints: '5@a, 7@b',
      why: 'all-ready',
    },
  ])('$name: $why', ({service, endpoints, at = CLUSTER_IP, why}) => {
    const slices = endpoints === '' ? [] : [aSlice(endpoints)];
    const {virtualServers} = expectedOn({}, {services: [service], slices});
    expect(virtualServers.get(at)?.selection).toBe(why);
  });
});

describe('what else a virtual server tells', () => {
  const service = localLoadBalancerService({externalIPs: ['198.51.100.7']});
  const {virtualServers, nodePorts, nodePortAddresses, node, families} = expectedOn(
    {},
    {
      services: [service, aService({name: 'other', clusterIPs: ['10.96.14.8']})],
      slices: [aSlice('5@a, 7@b!r')],
    },
  );

  test.each([
    {at: CLUSTER_IP, role: 'cluster-ip'},
    {at: 'TCP 198.51.100.7:80', role: 'external-ip'},
    {at: LOAD_BALANCER, role: 'load-balancer'},
    {at: 'TCP 192.0.2.11:30080', role: 'node-port'},
  ])('$at: $role', ({at, role}) => {
    expect(virtualServers.get(at)).toMatchObject({
      role,
      family: 'IPv4',
      presence: 'required',
      owners: [{namespace: 'default', name: 'svc', port: 'http'}],
    });
  });

  test('all endpoints of the service port, wanted or not', () => {
    expect([...(virtualServers.get(CLUSTER_IP)?.endpoints ?? [])]).toEqual([
      [
        '10.244.1.5:8080',
        expect.objectContaining({address: '10.244.1.5', port: 8080, ready: true, nodeName: 'node-a'}),
      ],
      ['10.244.2.7:8080', expect.objectContaining({address: '10.244.2.7', ready: false, nodeName: 'node-b'})],
    ]);
  });

  test('the node ports of all Services, and where they are served', () => {
    expect([...nodePorts]).toEqual(['TCP 30080']);
    expect([...(nodePortAddresses ?? [])].sort()).toEqual(['192.0.2.11', '2001:db8::11']);
    expect({node, families}).toEqual({node: 'node-a', families: ['IPv4', 'IPv6']});
  });
});

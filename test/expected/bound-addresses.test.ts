import {describe, expect, test} from '@jest/globals';
import {expectedOn} from '../support/builders/cluster.ts';
import {aPort, aService} from '../support/builders/service.ts';
import {boundOf} from '../support/builders/state-texts.ts';
import {loadBalancerService} from './examples/services.ts';

const OWN = aService({externalIPs: ['192.0.2.11', '198.51.100.7']});
const INGRESS = aService({ingress: [{ip: '192.0.2.11'}, {ip: '203.0.113.5'}]});

describe('addresses on kube-ipvs0 (section 7)', () => {
  test.each([
    {
      name: 'cluster IP, load balancer, no node ports',
      services: [loadBalancerService()],
      bound: ['10.96.14.7', '203.0.113.5'],
    },
    {name: '#25 an external IP of the node', services: [OWN], bound: ['10.96.14.7', '198.51.100.7']},
    {name: '#25 in 1.28', version: '1.28.0', services: [OWN], bound: ['10.96.14.7', '198.51.100.7']},
    {name: '#25 in 1.27.3', version: '1.27.3', services: [OWN], bound: ['10.96.14.7', '198.51.100.7']},
    {
      name: '#25 in 1.24',
      version: '1.24.17',
      services: [OWN],
      bound: ['10.96.14.7', '192.0.2.11', '198.51.100.7'],
    },
    {
      name: '#25 in 1.27.2',
      version: '1.27.2',
      services: [OWN],
      bound: ['10.96.14.7', '192.0.2.11', '198.51.100.7'],
    },
    {name: 'a load-balancer address of the node', services: [INGRESS], bound: ['10.96.14.7', '203.0.113.5']},
    {
      name: 'a load-balancer address of the node in 1.27.2',
      version: '1.27.2',
      services: [INGRESS],
      bound: ['10.96.14.7', '192.0.2.11', '203.0.113.5'],
    },
    {
      name: 'an address on another interface that is down or lo',
      interfaces: {lo: ['127.0.0.1/8', '198.51.100.7/32']},
      services: [OWN],
      bound: ['10.96.14.7'],
    },
    {
      name: 'a cluster IP on another interface is bound all the same',
      interfaces: {nodelocaldns: ['10.96.14.7/32']},
      services: [aService()],
      bound: ['10.96.14.7'],
    },
    {
      name: 'both families',
      services: [
        aService({clusterIPs: ['10.96.14.7', 'fd00:96::7'], externalIPs: ['2001:db8:f::7', '2001:db8::11']}),
      ],
      bound: ['10.96.14.7', '2001:db8:f::7', 'fd00:96::7'],
    },
    {
      name: 'interfaces not captured: external addresses may be bound or not',
      interfaces: null,
      services: [OWN],
      bound: ['10.96.14.7', '? 192.0.2.11', '? 198.51.100.7'],
    },
    {
      name: 'interfaces not captured, 1.27.2: all are bound',
      version: '1.27.2',
      interfaces: null,
      services: [OWN],
      bound: ['10.96.14.7', '192.0.2.11', '198.51.100.7'],
    },
    {
      name: 'one address of two Services',
      services: [OWN, aService({name: 'other', clusterIPs: ['10.96.14.8'], externalIPs: ['198.51.100.7']})],
      bound: ['10.96.14.7', '10.96.14.8', '198.51.100.7'],
    },
  ])('$name', ({services, bound, ...node}) => {
    expect(boundOf(expectedOn(node, {services}))).toEqual([...bound].sort());
  });
});

describe('an address that one Service requires and another may have', () => {
  const one = aService();
  const two = aService({
    name: 'other',
    clusterIPs: ['10.96.14.8'],
    externalIPs: ['10.96.14.7', '198.51.100.7'],
  });
  const three = aService({name: 'third', clusterIPs: ['10.96.14.9'], externalIPs: ['198.51.100.7']});

  test.each([
    {order: 'the one first', services: [one, two, three]},
    {order: 'the other first', services: [three, two, one]},
  ])('is required, with $order', ({services}) => {
    const state = expectedOn({interfaces: null}, {services});
    expect(boundOf(state)).toEqual(['10.96.14.7', '10.96.14.8', '10.96.14.9', '? 198.51.100.7']);
    const names = (address: string) =>
      state.addresses
        ?.get(address)
        ?.owners.map(({name}) => name)
        .sort();
    expect(names('10.96.14.7')).toEqual(['other', 'svc']);
    expect(names('198.51.100.7')).toEqual(['other', 'third']);
  });

  test('names each owner once', () => {
    const ports = [aPort(), aPort({name: 'b', port: 81})];
    const {addresses} = expectedOn(
      {},
      {services: [aService({ports}), {...two, spec: {...(two.spec as object), ports}}]},
    );
    expect(
      addresses
        ?.get('10.96.14.7')
        ?.owners.map(({name, port}) => `${name}/${port}`)
        .sort(),
    ).toEqual(['other/', 'svc/']);
  });
});

import {anEndpoint, aSlice, aSlicePort} from '../../support/builders/endpoint-slice.ts';
import {aPort, aService} from '../../support/builders/service.ts';
import type {Example} from './example.ts';
import {localLoadBalancerService, nodePortService} from './services.ts';

const EMPTY = '-A -t 10.96.14.7:80 -s rr';
const SVC = [aService()];
const INTERNAL_LOCAL = aService({internalTrafficPolicy: 'Local'});

/** Rows 32 to 36, 42 and 65: traffic policies. */
export const POLICY_EXAMPLES: readonly Example[] = [
  {
    title: '#32 LoadBalancer, externalTrafficPolicy Local',
    services: [localLoadBalancerService()],
    slices: [aSlice('5@a, 7@b')],
    lines: ['VS(10.96.14.7:80)+[5@a 7@b]', 'VS(203.0.113.5:80)+[5@a]', 'VS(192.0.2.11:30080)+[5@a]'],
  },
  {
    title: '#33 the same without local endpoints: all remote ones',
    services: [localLoadBalancerService()],
    slices: [aSlice('7@b, 9@c')],
    lines: ['VS(10.96.14.7:80)+[7@b 9@c]', 'VS(203.0.113.5:80)+[7@b 9@c]', 'VS(192.0.2.11:30080)+[7@b 9@c]'],
  },
  {
    title: '#34 internalTrafficPolicy Local',
    services: [INTERNAL_LOCAL],
    slices: [aSlice('5@a, 7@b')],
    lines: ['VS(10.96.14.7:80)+[5@a]'],
  },
  {
    title: '#35 internalTrafficPolicy Local without local endpoints: empty',
    services: [INTERNAL_LOCAL],
    slices: [aSlice('7@b')],
    lines: [EMPTY],
  },
  {
    title: '#36 the same with a node port: all remote ones',
    services: [nodePortService({internalTrafficPolicy: 'Local'})],
    slices: [aSlice('7@b')],
    lines: ['VS(10.96.14.7:80)+[7@b]', 'VS(192.0.2.11:30080)+[7@b]'],
  },
  {
    title: '#42 externalTrafficPolicy Local, the local endpoint terminating',
    services: [localLoadBalancerService()],
    slices: [aSlice('5@a st, 7@b')],
    lines: ['VS(10.96.14.7:80)+[7@b]', 'VS(203.0.113.5:80)+[5@a]', 'VS(192.0.2.11:30080)+[5@a]'],
  },
  {
    title: '#65 hostnameOverride of another name: nothing is local',
    node: {configuration: {hostnameOverride: 'node-x'}},
    services: [localLoadBalancerService()],
    slices: [aSlice('5@a, 7@b')],
    lines: ['VS(10.96.14.7:80)+[5@a 7@b]', 'VS(203.0.113.5:80)+[5@a 7@b]', 'VS(192.0.2.11:30080)+[5@a 7@b]'],
  },
];

/** Row 39: the fallback to terminating endpoints, and what decides on it. */
const TERMINATING = [
  {version: '1.36.2', gates: {}, used: true},
  {version: '1.28.0', gates: {ProxyTerminatingEndpoints: false}, used: true},
  {version: '1.27.0', gates: {ProxyTerminatingEndpoints: false}, used: false},
  {version: '1.26.0', gates: {}, used: true},
  {version: '1.25.16', gates: {}, used: false},
  {version: '1.25.16', gates: {ProxyTerminatingEndpoints: true}, used: true},
  {version: '1.24.0', gates: {}, used: false},
];

const METRICS_PORTS = [aPort(), aPort({name: 'metrics', port: 9100})];
const METRICS_SLICE_PORTS = [aSlicePort(), aSlicePort({name: 'metrics', port: 9090})];

/** Rows 37 to 41 and 43 to 52: conditions, ports and slices. */
export const ENDPOINT_EXAMPLES: readonly Example[] = [
  {
    title: '#37 an endpoint that is not ready',
    services: SVC,
    slices: [aSlice('5@a, 7@b!r')],
    lines: ['VS(10.96.14.7:80)+[5@a]'],
  },
  {
    title: '#38 conditions of null',
    services: SVC,
    slices: [aSlice([anEndpoint('5@a', {conditions: {ready: null, serving: null, terminating: null}})])],
    lines: ['VS(10.96.14.7:80)+[5@a]'],
  },
  {
    title: '#38 no conditions at all',
    services: SVC,
    slices: [aSlice('5@a bare')],
    lines: ['VS(10.96.14.7:80)+[5@a]'],
  },
  ...TERMINATING.map(({version, gates, used}) => ({
    title: `#39 all terminating and serving, in ${version} with gates ${JSON.stringify(gates)}`,
    node: {version, configuration: {featureGates: gates}},
    services: SVC,
    slices: [aSlice('5@a st, 7@b st')],
    lines: [used ? 'VS(10.96.14.7:80)+[5@a 7@b]' : EMPTY],
  })),
  {
    title: '#40 one terminating and serving, one ready',
    services: SVC,
    slices: [aSlice('5@a st, 7@b')],
    lines: ['VS(10.96.14.7:80)+[7@b]'],
  },
  {title: '#41 terminating and not serving', services: SVC, slices: [aSlice('5@a t')], lines: [EMPTY]},
  {
    title: '#43 publishNotReadyAddresses, ready but not serving',
    services: [aService({publishNotReadyAddresses: true})],
    slices: [aSlice([anEndpoint('5@a', {conditions: {ready: true, serving: false}})])],
    lines: ['VS(10.96.14.7:80)+[5@a]'],
  },
  {
    title: '#44 publishNotReadyAddresses, not ready',
    services: [aService({publishNotReadyAddresses: true})],
    slices: [aSlice([anEndpoint('5@a', {conditions: {ready: false}})])],
    lines: [EMPTY],
  },
  {
    title: '#45 two ports',
    services: [aService({ports: METRICS_PORTS})],
    slices: [aSlice('5@a', {ports: METRICS_SLICE_PORTS})],
    lines: ['VS(10.96.14.7:80)+[5@a]', 'VS(10.96.14.7:9100)+[5@a:9090]'],
  },
  ...[
    {difference: 'another name', ports: [aSlicePort({name: 'web'})], row: '#46'},
    {difference: 'another protocol', ports: [aSlicePort({protocol: 'UDP'})], row: '#46'},
    {difference: 'no name', ports: [aSlicePort({name: null})], row: '#47'},
    {difference: 'no number', ports: [aSlicePort({port: null})], row: '#47'},
    {difference: 'number 0', ports: [aSlicePort({port: 0})], row: '#47'},
    {difference: 'no ports', ports: null, row: '#47'},
  ].map(({difference, ports, row}) => ({
    title: `${row} slice port with ${difference}`,
    services: SVC,
    slices: [aSlice('5@a', {ports})],
    lines: [EMPTY],
  })),
  {
    title: '#48 named target port with two numbers',
    services: [aService({ports: [aPort({targetPort: 'http'})]})],
    slices: [aSlice('5@a'), aSlice('7@b', {name: 'svc-b', ports: [aSlicePort({port: 9090})]})],
    lines: ['VS(10.96.14.7:80)+[5@a 7@b:9090]'],
  },
  {
    title: '#49 an endpoint in two slices',
    services: SVC,
    slices: [aSlice('5@a'), aSlice('5@a', {name: 'svc-b'})],
    lines: ['VS(10.96.14.7:80)+[5@a]'],
  },
  {
    title: '#50 an endpoint with two addresses',
    services: SVC,
    slices: [aSlice([anEndpoint('5@a', {addresses: ['10.244.1.5', '10.244.1.6']})])],
    lines: ['VS(10.96.14.7:80)+[5@a]'],
  },
  {
    title: '#51 slices of another address type',
    services: SVC,
    slices: [
      aSlice([anEndpoint('5@a', {addresses: ['pod.example']})], {addressType: 'FQDN', name: 'fqdn'}),
      aSlice('fd00:244:1::5@a', {name: 'svc-6'}),
    ],
    lines: [EMPTY],
  },
  {
    title: '#52 a slice without the label of its Service',
    services: SVC,
    slices: [aSlice('5@a', {service: null})],
    lines: [EMPTY],
  },
];

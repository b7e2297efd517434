import {aSlice} from '../../support/builders/endpoint-slice.ts';
import {aPort, aService} from '../../support/builders/service.ts';
import type {Example} from './example.ts';
import {loadBalancerService, nodePortService} from './services.ts';

const TWO_ENDPOINTS = [aSlice('5@a, 7@b')];
const ONE_ENDPOINT = [aSlice('5@a')];
const SECOND_INTERFACE = {eth1: ['198.51.100.11/24']};
const CLUSTER_IP_2 = 'VS(10.96.14.7:80)+[5@a 7@b]';
const NODE_PORT_2 = 'VS(192.0.2.11:30080)+[5@a 7@b]';
const CLUSTER_IP_1 = 'VS(10.96.14.7:80)+[5@a]';
const NODE_PORT_1 = 'VS(192.0.2.11:30080)+[5@a]';
const LOAD_BALANCER_1 = 'VS(203.0.113.5:80)+[5@a]';

const API_SERVER = {
  service: aService({
    name: 'kubernetes',
    clusterIPs: ['10.96.0.1'],
    ports: [aPort({name: 'https', port: 443})],
  }),
  slice: aSlice('192.0.2.11@a', {
    service: 'kubernetes',
    name: 'kubernetes',
    ports: [{name: 'https', protocol: 'TCP', port: 6443}],
  }),
};

function nodePorts(...addresses: readonly string[]) {
  return {configuration: {nodePortAddresses: addresses}};
}

/** Rows 15 to 23: node ports. */
export const NODE_PORT_EXAMPLES: readonly Example[] = [
  {
    title: '#15 NodePort',
    services: [nodePortService()],
    slices: TWO_ENDPOINTS,
    lines: [CLUSTER_IP_2, NODE_PORT_2],
  },
  {
    title: '#16 NodePort, dual-stack: not on link-local and loopback addresses',
    services: [nodePortService({clusterIPs: ['10.96.14.7', 'fd00:96::7']})],
    slices: TWO_ENDPOINTS,
    lines: [CLUSTER_IP_2, NODE_PORT_2, '-A -t [fd00:96::7]:80 -s rr', '-A -t [2001:db8::11]:30080 -s rr'],
  },
  {
    title: '#17 NodePort, further interfaces',
    node: {interfaces: {nodelocaldns: ['169.254.20.10/32'], cni0: ['10.244.1.1/24']}},
    services: [nodePortService()],
    slices: TWO_ENDPOINTS,
    lines: [CLUSTER_IP_2, NODE_PORT_2, 'VS(169.254.20.10:30080)+[5@a 7@b]', 'VS(10.244.1.1:30080)+[5@a 7@b]'],
  },
  {
    title: '#18 nodePortAddresses with a CIDR',
    node: {...nodePorts('192.0.2.0/24'), interfaces: SECOND_INTERFACE},
    services: [nodePortService()],
    slices: TWO_ENDPOINTS,
    lines: [CLUSTER_IP_2, NODE_PORT_2],
  },
  {
    title: '#19 nodePortAddresses primary',
    node: {...nodePorts('primary'), interfaces: SECOND_INTERFACE},
    services: [nodePortService()],
    slices: TWO_ENDPOINTS,
    lines: [CLUSTER_IP_2, NODE_PORT_2],
  },
  {
    title: '#20 nodePortAddresses primary without a Node object',
    node: {
      configuration: {nodePortAddresses: ['primary'], hostnameOverride: 'node-x'},
      interfaces: SECOND_INTERFACE,
    },
    services: [nodePortService()],
    slices: TWO_ENDPOINTS,
    lines: [CLUSTER_IP_2, NODE_PORT_2, 'VS(198.51.100.11:30080)+[5@a 7@b]'],
  },
  {
    title: '#21 nodePortAddresses with loopback addresses only',
    node: nodePorts('127.0.0.0/8'),
    services: [nodePortService()],
    slices: TWO_ENDPOINTS,
    lines: [CLUSTER_IP_2],
  },
  {
    title: '#22 nodePortAddresses of the other family',
    node: nodePorts('2001:db8::/64'),
    services: [nodePortService()],
    slices: TWO_ENDPOINTS,
    lines: [CLUSTER_IP_2, NODE_PORT_2],
  },
  {
    title: '#23 nodePortAddresses that cover the cluster IPs',
    node: nodePorts('10.0.0.0/8'),
    services: [nodePortService(), API_SERVER.service],
    slices: [...TWO_ENDPOINTS, API_SERVER.slice],
    lines: [
      CLUSTER_IP_2,
      'VS(10.96.0.1:443)+[192.0.2.11@a:6443]',
      'VS(10.96.0.1:30080)+[5@a 7@b]',
      'VS(10.96.14.7:30080)+[5@a 7@b]',
    ],
  },
];

const EXTERNAL_IP = aService({externalIPs: ['198.51.100.7']});
const WITHOUT_EXTERNAL_IPS = {configuration: {featureGates: {AllowServiceExternalIPs: false}}};
const PROXY_MODE = loadBalancerService({ingress: [{ip: '203.0.113.5', ipMode: 'Proxy'}]});

/** Rows 24 to 31: external IPs and load-balancer addresses. */
export const EXTERNAL_ADDRESS_EXAMPLES: readonly Example[] = [
  {
    title: '#24 external IP',
    services: [EXTERNAL_IP],
    slices: ONE_ENDPOINT,
    lines: [CLUSTER_IP_1, 'VS(198.51.100.7:80)+[5@a]'],
  },
  {
    title: "#25 external IP that is the node's own address",
    services: [aService({externalIPs: ['192.0.2.11']})],
    slices: ONE_ENDPOINT,
    lines: [CLUSTER_IP_1, 'VS(192.0.2.11:80)+[5@a]'],
  },
  {
    title: "#25 external IP that is the node's own address, in 1.27.2: bound",
    node: {version: '1.27.2', bound: ['10.96.14.7', '192.0.2.11']},
    services: [aService({externalIPs: ['192.0.2.11']})],
    slices: ONE_ENDPOINT,
    lines: [CLUSTER_IP_1, 'VS(192.0.2.11:80)+[5@a]'],
  },
  {
    title: '#26 external IP with the gate AllowServiceExternalIPs off',
    node: WITHOUT_EXTERNAL_IPS,
    services: [EXTERNAL_IP],
    slices: ONE_ENDPOINT,
    lines: [CLUSTER_IP_1],
  },
  {
    title: '#26 external IP in 1.35, which does not know the gate AllowServiceExternalIPs',
    node: {...WITHOUT_EXTERNAL_IPS, version: '1.35.0'},
    services: [EXTERNAL_IP],
    slices: ONE_ENDPOINT,
    lines: [CLUSTER_IP_1, 'VS(198.51.100.7:80)+[5@a]'],
  },
  {
    title: '#27 LoadBalancer',
    services: [loadBalancerService()],
    slices: ONE_ENDPOINT,
    lines: [CLUSTER_IP_1, LOAD_BALANCER_1, NODE_PORT_1],
  },
  {
    title: '#27 LoadBalancer with ipMode VIP',
    services: [loadBalancerService({ingress: [{ip: '203.0.113.5', ipMode: 'VIP'}]})],
    slices: ONE_ENDPOINT,
    lines: [CLUSTER_IP_1, LOAD_BALANCER_1, NODE_PORT_1],
  },
  ...[
    {version: '1.36.2', gates: {}, served: false},
    {version: '1.32.0', gates: {LoadBalancerIPMode: false}, served: false},
    {version: '1.31.0', gates: {LoadBalancerIPMode: false}, served: true},
    {version: '1.30.0', gates: {}, served: false},
    {version: '1.29.14', gates: {}, served: true},
    {version: '1.29.14', gates: {LoadBalancerIPMode: true}, served: false},
    {version: '1.28.15', gates: {LoadBalancerIPMode: true}, served: true},
    {version: '1.24.0', gates: {}, served: true},
  ].map(({version, gates, served}) => ({
    title: `#28 ipMode Proxy in ${version} with gates ${JSON.stringify(gates)}`,
    node: {version, configuration: {featureGates: gates}},
    services: [PROXY_MODE],
    slices: ONE_ENDPOINT,
    lines: [CLUSTER_IP_1, NODE_PORT_1, ...(served ? [LOAD_BALANCER_1] : [])],
  })),
  {
    title: '#29 ingress with a host name only',
    services: [loadBalancerService({ingress: [{hostname: 'lb.example'}]})],
    slices: ONE_ENDPOINT,
    lines: [CLUSTER_IP_1, NODE_PORT_1],
  },
  {
    title: '#30 LoadBalancer without node ports',
    services: [loadBalancerService({allocateLoadBalancerNodePorts: false, ports: [aPort({nodePort: 0})]})],
    slices: ONE_ENDPOINT,
    lines: [CLUSTER_IP_1, LOAD_BALANCER_1],
  },
  {
    title: '#31 type ClusterIP with an ingress left over',
    services: [aService({ingress: [{ip: '203.0.113.5'}]})],
    slices: ONE_ENDPOINT,
    lines: [CLUSTER_IP_1, LOAD_BALANCER_1],
  },
];

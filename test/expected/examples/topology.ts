import {aSlice} from '../../support/builders/endpoint-slice.ts';
import {aNode} from '../../support/builders/node.ts';
import {aService} from '../../support/builders/service.ts';
import type {Example} from './example.ts';
import {loadBalancerService, localLoadBalancerService} from './services.ts';

const SVC = [aService()];
const ZONE_HINTS = aSlice('5@a z=z1, 7@b z=z2, 9@c z=z1');
const BOTH_HINTS = aSlice('5@a n=a z=z1, 7@b n=b z=z2, 9@c n=c z=z1');

/** Row 56: hints for nodes count from 1.34 on, in 1.33 with a gate. */
const NODE_HINTS = [
  {version: '1.36.2', gates: {}, count: true},
  {version: '1.35.0', gates: {PreferSameTrafficDistribution: false}, count: true},
  {version: '1.34.0', gates: {}, count: true},
  {version: '1.34.0', gates: {PreferSameTrafficDistribution: false}, count: false},
  {version: '1.33.9', gates: {}, count: false},
  {version: '1.33.9', gates: {PreferSameTrafficDistribution: true}, count: true},
  {version: '1.32.9', gates: {PreferSameTrafficDistribution: true}, count: false},
];

/** Rows 53 to 59: topology hints. */
export const TOPOLOGY_EXAMPLES: readonly Example[] = [
  {
    title: '#53 hints for zones',
    services: SVC,
    slices: [ZONE_HINTS],
    lines: ['VS(10.96.14.7:80)+[5@a 9@c]'],
  },
  {
    title: '#54 one endpoint has no hint',
    services: SVC,
    slices: [aSlice('5@a z=z1, 7@b z=z2, 9@c')],
    lines: ['VS(10.96.14.7:80)+[5@a 7@b 9@c]'],
  },
  {
    title: "#55 no endpoint for the node's zone",
    services: SVC,
    slices: [aSlice('7@b z=z2, 8@b z=z2')],
    lines: ['VS(10.96.14.7:80)+[7@b 8@b]'],
  },
  ...NODE_HINTS.map(({version, gates, count}) => ({
    title: `#56 hints for nodes and zones in ${version} with gates ${JSON.stringify(gates)}`,
    node: {version, configuration: {featureGates: gates}},
    services: SVC,
    slices: [BOTH_HINTS],
    lines: [count ? 'VS(10.96.14.7:80)+[5@a]' : 'VS(10.96.14.7:80)+[5@a 9@c]'],
  })),
  {
    title: '#57 no hint for this node: the zone decides',
    services: SVC,
    slices: [aSlice('7@b n=b z=z2, 9@c n=c z=z1')],
    lines: ['VS(10.96.14.7:80)+[9@c]'],
  },
  {
    title: '#58 hints do not filter the local endpoints',
    services: [localLoadBalancerService()],
    slices: [aSlice('5@a z=z2, 7@b z=z2, 9@c z=z1')],
    lines: ['VS(10.96.14.7:80)+[9@c]', 'VS(203.0.113.5:80)+[5@a]', 'VS(192.0.2.11:30080)+[5@a]'],
  },
  {
    title: '#59 a node without a zone',
    node: {node: aNode({zone: null})},
    services: SVC,
    slices: [ZONE_HINTS],
    lines: ['VS(10.96.14.7:80)+[5@a 7@b 9@c]'],
  },
];

const HEADLESS = {'service.kubernetes.io/headless': ''};
const OTHER_PROXY = {'service.kubernetes.io/service-proxy-name': 'other'};

/** Rows 60 to 62: labels, source ranges. */
export const LABEL_EXAMPLES: readonly Example[] = [
  {
    title: '#60 a Service of another proxy',
    services: [aService({labels: OTHER_PROXY})],
    slices: [aSlice('5@a, 7@b')],
    lines: [],
  },
  ...[
    {version: '1.36.0', served: true},
    {version: '1.35.9', served: false},
    {version: '1.24.0', served: false},
  ].map(({version, served}) => ({
    title: `#61 the label headless on a Service in ${version}`,
    node: {version},
    services: [aService({labels: HEADLESS})],
    slices: [aSlice('5@a, 7@b')],
    lines: served ? ['VS(10.96.14.7:80)+[5@a 7@b]'] : [],
  })),
  {
    title: '#62 source ranges do not change virtual servers',
    services: [loadBalancerService({loadBalancerSourceRanges: ['192.0.2.0/24']})],
    slices: [aSlice('5@a')],
    lines: ['VS(10.96.14.7:80)+[5@a]', 'VS(203.0.113.5:80)+[5@a]', 'VS(192.0.2.11:30080)+[5@a]'],
  },
];

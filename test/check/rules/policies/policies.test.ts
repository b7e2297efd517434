import {describe, expect, test} from '@jest/globals';
import type {NodeFacts} from '../../../../src/check/index.ts';
import {type JsonObject, readKubeProxyConfiguration, readNode} from '../../../../src/model/index.ts';
import {expectedOn} from '../../../support/builders/cluster.ts';
import {aSlice} from '../../../support/builders/endpoint-slice.ts';
import {iptablesOf} from '../../../support/builders/iptables.ts';
import {aNode, commonNode, type NodeOverrides} from '../../../support/builders/node.ts';
import {checkOnNode, inShort, kernel, version} from '../../../support/builders/node-evidence.ts';
import {aLog} from '../../../support/builders/proxy-log.ts';
import {aPort, aService, type ServiceOverrides} from '../../../support/builders/service.ts';

/** What the rules for a code say about a Service with these endpoints, on node-a. */
function checkService(
  code: string,
  overrides: ServiceOverrides,
  {
    endpoints = '',
    node = {},
    facts = {},
  }: {endpoints?: string; node?: NodeOverrides; facts?: Partial<NodeFacts>} = {},
): readonly string[] {
  const services = [aService(overrides)];
  const slices = endpoints === '' ? [] : [aSlice(endpoints)];
  const expected = expectedOn(node, {services, slices});
  const known = {expected, addresses: commonNode(node).interfaces!, node: readNode(aNode()), ...facts};
  return inShort(checkOnNode(code, known, {services, slices}));
}

const LOCAL = {type: 'NodePort', externalTrafficPolicy: 'Local', ports: [aPort({nodePort: 30080})]};
const BALANCED = {...LOCAL, type: 'LoadBalancer', healthCheckNodePort: 31000, ingress: [{ip: '203.0.113.5'}]};

describe('policies Local', () => {
  test('IPVS047: no endpoint here, and no health checks', () => {
    expect(checkService('IPVS047', LOCAL, {endpoints: '7@b'})).toEqual([
      expect.stringMatching(
        /^fail warning default\/svc: .*TCP 192\.0\.2\.11:30080 has 1 real server, none on this node/,
      ),
    ]);
  });

  test('IPVS047: a load balancer with health checks', () => {
    expect(checkService('IPVS047', BALANCED, {endpoints: '7@b'})).toEqual([
      expect.stringMatching(/^fail info default\/svc/),
    ]);
  });

  test.each([
    ['an endpoint here', LOCAL, '5@a, 7@b'],
    ['policy Cluster', {...LOCAL, externalTrafficPolicy: 'Cluster'}, '7@b'],
    ['no endpoint anywhere', LOCAL, ''],
    ['no endpoint that is ready', LOCAL, '7@b!r'],
  ])('IPVS047: %s', (_, overrides, endpoints) => {
    expect(checkService('IPVS047', overrides, {endpoints})).toEqual(['pass']);
  });

  const internal = {internalTrafficPolicy: 'Local'};
  test.each([
    ['leaves the node if it can be reached from outside', {...LOCAL, ...internal}, '7@b', /^fail warning/],
    ['is refused otherwise', internal, '7@b', /^fail info default\/svc: TCP 10\.96\.14\.7:80$/],
    ['an endpoint here', internal, '5@a, 7@b', /^pass$/],
    ['policy Cluster', {}, '7@b', /^pass$/],
    ['no endpoint anywhere', internal, '', /^pass$/],
  ])('IPVS048: %s', (_, overrides, endpoints, result) => {
    expect(checkService('IPVS048', overrides, {endpoints})).toEqual([expect.stringMatching(result)]);
  });
});

describe('health checks', () => {
  const line =
    'E1120 1 service_health.go:1] "Failed to start healthcheck" err="address already in use" port=31000';

  test.each([
    ['the port is taken', BALANCED, aLog([{codes: ['IPVS049'], line}]), `fail error: ${line}`],
    [
      'no port',
      {...BALANCED, healthCheckNodePort: 0},
      aLog([]),
      'fail warning default/svc: spec.healthCheckNodePort is not set',
    ],
    ['all is well', BALANCED, aLog([]), 'pass'],
    [
      'no such Service',
      {},
      aLog([]),
      'not-applicable: no Service of type LoadBalancer has externalTrafficPolicy Local',
    ],
    ['no log', BALANCED, {}, 'undecidable: log was not captured'],
  ])('IPVS049: %s', (_, overrides, facts, result) => {
    expect(checkService('IPVS049', overrides, {facts})).toEqual([result]);
  });

  const filter = (...sets: string[]) => ({
    version: version('v1.26.0'),
    ...iptablesOf('filter', [
      ...sets.map((set) => ['KUBE-IPVS-FILTER', `-m set --match-set ${set} dst,dst -j RETURN`] as const),
      ['KUBE-IPVS-FILTER', '-m set --match-set KUBE-IPVS-IPS dst -j REJECT'],
    ]),
  });
  const externalLocal = {externalIPs: ['198.51.100.7'], externalTrafficPolicy: 'Local'};
  test.each([
    [
      'health checks are rejected',
      BALANCED,
      filter('KUBE-LOAD-BALANCER'),
      /^fail error: .*KUBE-HEALTH-CHECK-NODE-PORT/,
    ],
    ['health checks pass', BALANCED, filter('KUBE-HEALTH-CHECK-NODE-PORT'), /^pass$/],
    [
      'external IPs with policy Local are rejected',
      externalLocal,
      filter('KUBE-EXTERNAL-IP'),
      /^fail error default\/svc: .*KUBE-EXTERNAL-IP-LOCAL/,
    ],
    [
      'external IPs of type ClusterIP, whose policy Local does not count up to 1.28',
      externalLocal,
      {
        ...filter('KUBE-EXTERNAL-IP'),
        expected: expectedOn({version: '1.28.3'}, {services: [aService(externalLocal)]}),
      },
      /^pass$/,
    ],
    [
      'external IPs of type ClusterIP, whose policy Local counts from 1.29 on',
      externalLocal,
      {
        ...filter('KUBE-EXTERNAL-IP'),
        expected: expectedOn({version: '1.29.1'}, {services: [aService(externalLocal)]}),
      },
      /^fail error default\/svc: .*KUBE-EXTERNAL-IP-LOCAL/,
    ],
    ['external IPs with policy Local pass', externalLocal, filter('KUBE-EXTERNAL-IP-LOCAL'), /^pass$/],
    ['nobody needs them', {}, filter(), /^pass$/],
    [
      'a version without the chain',
      BALANCED,
      {version: version('v1.25.0'), ...iptablesOf('filter', [['INPUT', '']])},
      /^not-applicable/,
    ],
    [
      'the chain is gone',
      BALANCED,
      {version: version('v1.26.0'), ...iptablesOf('filter', [['INPUT', '']])},
      /^undecidable/,
    ],
  ])('IPVS050: %s', (_, overrides, facts, result) => {
    expect(checkService('IPVS050', overrides, {facts})).toEqual([expect.stringMatching(result)]);
  });
});

describe('load-balancer addresses', () => {
  test.each([
    [
      'on kube-ipvs0',
      {bound: ['203.0.113.5']},
      /^fail info: 203\.0\.113\.5 of default\/svc is on kube-ipvs0$/,
    ],
    ['elsewhere', {}, /^pass$/],
  ])('IPVS051: %s', (_, node, result) => {
    expect(checkService('IPVS051', BALANCED, {node})).toEqual([expect.stringMatching(result)]);
  });

  test('IPVS051: none', () => {
    expect(checkService('IPVS051', {})[0]).toMatch(/^not-applicable/);
  });

  const ranged = {...BALANCED, loadBalancerSourceRanges: ['192.0.2.0/24']};
  const old = {version: version('v1.28.4')};
  const recent = {version: version('v1.33.0')};
  test.each([
    [
      'up to 1.28 the node gets past them',
      {...ranged, ports: [aPort()]},
      old,
      [/^fail warning: kube-proxy v1\.28\.4/],
    ],
    ['node ports are open', ranged, recent, [/^fail info: default\/svc: node ports 30080$/]],
    ['no other way', {...ranged, ports: [aPort()]}, recent, [/^pass$/]],
    ['no ranges', BALANCED, old, [/^not-applicable/]],
    ['all ranges', {...BALANCED, loadBalancerSourceRanges: ['0.0.0.0/0']}, old, [/^not-applicable/]],
  ])('IPVS052: %s', (_, overrides, facts, results) => {
    expect(checkService('IPVS052', overrides, {facts})).toEqual(
      results.map((text) => expect.stringMatching(text)),
    );
  });

  const everyone = {...BALANCED, loadBalancerSourceRanges: ['0.0.0.0/0']};
  test.each([
    ['/0 up to 1.33', everyone, recent, /^fail error default\/svc: .*0\.0\.0\.0\/0; kube-proxy v1\.33\.0$/],
    ['/0 since 1.34', everyone, {version: version('v1.34.0')}, /^not-applicable/],
    ['/0 on a load balancer with a host name only', {...everyone, ingress: []}, recent, /^pass$/],
    ['another range', ranged, recent, /^pass$/],
  ])('IPVS053: %s', (_, overrides, facts, result) => {
    expect(checkService('IPVS053', overrides, {facts})).toEqual([expect.stringMatching(result)]);
  });
});

describe('IPVS054: the name of the node', () => {
  test('is an error where a policy needs local endpoints', () => {
    const configuration = readKubeProxyConfiguration({mode: 'ipvs', hostnameOverride: 'node-x'}, 'configz');
    const policies = [{internalTrafficPolicy: 'Local'}, {externalTrafficPolicy: 'Local', type: 'NodePort'}];
    for (const policy of policies) {
      expect(checkService('IPVS054', policy, {endpoints: '5@a', facts: {configuration}})).toEqual([
        expect.stringMatching(/^fail error/),
      ]);
    }
  });

  const named = (hostnameOverride: string, source: 'configz' | 'configmap' = 'configz') => ({
    configuration: readKubeProxyConfiguration({mode: 'ipvs', hostnameOverride}, source),
  });
  const loopBack = (...members: string[]): Pick<NodeFacts, 'ipSets'> => ({
    ipSets: new Map([
      [
        'KUBE-LOOP-BACK',
        {name: 'KUBE-LOOP-BACK', type: 'hash:ip,port,ip', family: 'IPv4', members: new Set(members)},
      ],
    ]),
  });
  const here = '10.244.1.5,tcp:8080,10.244.1.5';
  const there = '10.244.2.7,tcp:8080,10.244.2.7';

  test.each([
    [
      'another name, and no Pod is local',
      {...named('node-x'), ...loopBack(there)},
      /^fail warning: hostnameOverride is node-x/,
    ],
    ['another name by configuration', named('node-x'), /^fail warning/],
    [
      'perhaps another name',
      {...named(''), kernel: {...kernel('6.1.0'), hostName: 'node-a.example.com'}},
      /^fail info/,
    ],
    [
      'another host name, yet Pods are local',
      {...named(''), kernel: {...kernel('6.1.0'), hostName: 'x'}, ...loopBack(here)},
      /^pass$/,
    ],
    ['its own', {...named('node-a'), ...loopBack(here)}, /^pass$/],
    [
      'its own in upper case',
      {...named(''), kernel: {...kernel('6.1.0'), hostName: 'NODE-A'}, ...loopBack()},
      /^pass$/,
    ],
    [
      'its Node came late',
      {...named('node-a'), ...aLog([{codes: ['IPVS054', 'IPVS072'], line: 'not found'}])},
      /^fail info: not found$/,
    ],
  ])('%s', (_, facts, result) => {
    expect(checkService('IPVS054', {}, {endpoints: '5@a, 7@b', facts})).toEqual([
      expect.stringMatching(result),
    ]);
  });
});

describe('endpoints that are chosen', () => {
  test.each([
    ['a zone for all, and an endpoint for this one', '5@a z=z1, 7@b z=z2', 'pass'],
    [
      'one without a hint',
      '5@a z=z1, 7@b',
      'fail info default/svc: 1 of 2 ready endpoints have hints; zone of the node: z1',
    ],
    [
      'none for this zone',
      '7@b z=z2, 8@b z=z2',
      'fail info default/svc: 2 of 2 ready endpoints have hints; zone of the node: z1',
    ],
    ['no hints', '5@a, 7@b', 'pass'],
  ])('IPVS055: %s', (_, endpoints, result) => {
    expect(checkService('IPVS055', {}, {endpoints})).toEqual([result]);
  });

  test.each([
    ['only terminating Pods', '5@a st, 7@b st', 'fail info default/svc: 10.244.1.5:8080; 10.244.2.7:8080'],
    ['a ready one too', '5@a st, 7@b', 'pass'],
    ['none that serves', '5@a t', 'pass'],
  ])('IPVS056: %s', (_, endpoints, result) => {
    const overrides: JsonObject = {};
    expect(checkService('IPVS056', overrides, {endpoints})).toEqual([result]);
  });
});

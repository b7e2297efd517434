import {describe, expect, test} from '@jest/globals';
import {expectedOn} from '../support/builders/cluster.ts';
import {aSlice} from '../support/builders/endpoint-slice.ts';
import {aService} from '../support/builders/service.ts';
import {realServersOf} from '../support/builders/state-texts.ts';
import {loadBalancerService} from './examples/services.ts';

const AUTO = {annotations: {'service.kubernetes.io/topology-aware-hints': 'Auto'}};

/** What each gate decides, as a question to a table: yes if the gate is on. */
const QUESTIONS = {
  ProxyTerminatingEndpoints: (node) =>
    realServersOf(expectedOn(node, {services: [aService()], slices: [aSlice('5@a st')]}))?.length === 1,
  TopologyAwareHints: (node) =>
    realServersOf(expectedOn(node, {services: [aService(AUTO)], slices: [aSlice('5@a z=z1, 7@b z=z2')]}))
      ?.length === 1,
  ServiceTrafficDistribution: (node) =>
    realServersOf(expectedOn(node, {services: [aService()], slices: [aSlice('5@a z=z1, 7@b z=z2')]}))
      ?.length === 1,
  ServiceInternalTrafficPolicy: (node) => {
    const services = [aService({internalTrafficPolicy: 'Local'})];
    return realServersOf(expectedOn(node, {services, slices: [aSlice('5@a, 7@b')]}))?.length === 1;
  },
  LoadBalancerIPMode: (node) => {
    const services = [loadBalancerService({ingress: [{ip: '203.0.113.5', ipMode: 'Proxy'}]})];
    return !expectedOn(node, {services}).virtualServers.has('TCP 203.0.113.5:80');
  },
  PreferSameTrafficDistribution: (node) =>
    realServersOf(expectedOn(node, {services: [aService(AUTO)], slices: [aSlice('5@a n=a, 7@b n=b')]}))
      ?.length === 1,
  AllowServiceExternalIPs: (node) =>
    expectedOn(node, {services: [aService({externalIPs: ['198.51.100.7']})]}).virtualServers.has(
      'TCP 198.51.100.7:80',
    ),
} satisfies Record<string, (node: Parameters<typeof expectedOn>[0]) => boolean>;

type Gate = keyof typeof QUESTIONS;

/**
 * The stage of each gate from the given minor release on (`pkg/features/kube_features.go`): off or on in alpha, beta and
 * GA; `locked` or `absent`, when settings do not count.
 */
const STAGES: Readonly<Record<Gate, Readonly<Record<number, string>>>> = {
  ProxyTerminatingEndpoints: {
    24: 'alpha off',
    25: 'alpha off',
    26: 'beta on',
    27: 'beta on',
    28: 'locked on',
    38: 'locked on',
  },
  TopologyAwareHints: {24: 'beta on', 32: 'beta on', 33: 'locked on', 38: 'locked on'},
  ServiceTrafficDistribution: {
    24: 'absent off',
    29: 'absent off',
    30: 'alpha off',
    31: 'beta on',
    32: 'beta on',
    33: 'locked on',
    38: 'locked on',
  },
  ServiceInternalTrafficPolicy: {24: 'beta on', 25: 'beta on', 26: 'locked on', 38: 'locked on'},
  LoadBalancerIPMode: {
    24: 'absent off',
    28: 'absent off',
    29: 'alpha off',
    30: 'beta on',
    31: 'beta on',
    32: 'locked on',
    38: 'locked on',
  },
  PreferSameTrafficDistribution: {
    24: 'absent off',
    32: 'absent off',
    33: 'alpha off',
    34: 'beta on',
    35: 'locked on',
    38: 'locked on',
  },
  AllowServiceExternalIPs: {24: 'absent on', 35: 'absent on', 36: 'GA on', 37: 'GA on', 38: 'GA on'},
};

const ROWS = Object.entries(STAGES).flatMap(([gate, stages]) =>
  Object.entries(stages).map(([minor, text]) => {
    const [stage = '', usual] = text.split(' ');
    return {gate: gate as Gate, version: `1.${minor}.1`, stage, usual: usual === 'on'};
  }),
);

describe('feature gates', () => {
  test.each(ROWS)('$gate in $version: $stage, usually $usual', ({gate, version, stage, usual}) => {
    const on = (featureGates: Readonly<Record<string, boolean>>) =>
      QUESTIONS[gate]({version, configuration: {featureGates}});
    const settable = stage !== 'locked' && stage !== 'absent';
    expect({
      unset: on({}),
      set: on({[gate]: true}),
      notSet: on({[gate]: false}),
      allAlpha: on({AllAlpha: true}),
      noAlpha: on({AllAlpha: false}),
      allBeta: on({AllBeta: true}),
      noBeta: on({AllBeta: false}),
      // Hints for zones need TopologyAwareHints too.
      setBeforeAll: on({AllAlpha: false, AllBeta: false, TopologyAwareHints: true, [gate]: true}),
      notSetBeforeAll: on({AllAlpha: true, AllBeta: true, [gate]: false}),
    }).toEqual({
      unset: usual,
      set: settable || usual,
      notSet: !settable && usual,
      allAlpha: stage === 'alpha' || usual,
      noAlpha: stage !== 'alpha' && usual,
      allBeta: stage === 'beta' || usual,
      noBeta: stage !== 'beta' && usual,
      setBeforeAll: settable || usual,
      notSetBeforeAll: !settable && usual,
    });
  });

  test('hints for zones need both gates: without TopologyAwareHints there are none, whatever the other says', () => {
    const featureGates = {TopologyAwareHints: false, ServiceTrafficDistribution: true};
    const node = {version: '1.31.0', configuration: {featureGates}};
    expect(QUESTIONS.ServiceTrafficDistribution(node)).toBe(false);
    expect(QUESTIONS.TopologyAwareHints(node)).toBe(false);
  });

  test('a gate that kube-proxy does not know decides nothing', () => {
    const state = (featureGates: Readonly<Record<string, boolean>>) =>
      JSON.stringify([
        ...expectedOn({configuration: {featureGates}}, {services: [loadBalancerService()]}).virtualServers,
      ]);
    expect(state({KubeProxyIPVS: true, CoordinatedLeaderElection: false})).toBe(state({}));
  });
});

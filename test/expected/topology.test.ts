import {describe, expect, test} from '@jest/globals';
import {expectedOn} from '../support/builders/cluster.ts';
import {aSlice} from '../support/builders/endpoint-slice.ts';
import {aNode, type NodeOverrides} from '../support/builders/node.ts';
import {aService} from '../support/builders/service.ts';
import {realServersOf} from '../support/builders/state-texts.ts';

/** The last two numbers of the real servers' addresses: `1.5` is 5@a. */
function chosen(endpoints: string, node: NodeOverrides = {}, service = aService()): string {
  const state = expectedOn(node, {services: [service], slices: [aSlice(endpoints)]});
  return (
    realServersOf(state)
      ?.map((text) => text.replace(/^10\.244\.|:8080$/g, ''))
      .join(' ') ?? 'nothing'
  );
}

describe('which endpoints hints let through (section 5.3)', () => {
  test.each([
    {name: 'no hints', endpoints: '5@a, 7@b', wanted: '1.5 2.7'},
    {name: 'zones', endpoints: '5@a z=z1, 7@b z=z2', wanted: '1.5'},
    {
      name: 'an endpoint for several zones',
      endpoints: '5@a z=z2, 7@b z=z3+z1, 9@c z=z1+z2',
      wanted: '2.7 3.9',
    },
    {name: 'one ready endpoint without a hint', endpoints: '5@a z=z1, 7@b z=z2, 9@c', wanted: '1.5 2.7 3.9'},
    {name: 'one endpoint without a hint, not ready', endpoints: '5@a z=z1, 7@b z=z2, 9@c!r', wanted: '1.5'},
    {
      name: 'one endpoint without a hint, terminating',
      endpoints: '5@a z=z1, 7@b z=z2, 9@c st',
      wanted: '1.5',
    },
    {name: 'an endpoint for the zone that is not ready', endpoints: '5@a!r z=z1, 7@b z=z2', wanted: '2.7'},
    {name: 'no endpoint for the zone', endpoints: '5@a z=z2, 7@b z=z3', wanted: '1.5 2.7'},
    {name: 'nodes', endpoints: '5@a n=a, 7@b n=b', wanted: '1.5'},
    {name: 'an endpoint for several nodes', endpoints: '5@a n=b, 7@b n=c+a', wanted: '2.7'},
    {name: 'nodes before zones', endpoints: '5@a n=a z=z2, 7@b n=b z=z1', wanted: '1.5'},
    {name: 'no endpoint for the node: zones', endpoints: '7@b n=b z=z1, 9@c n=c z=z2', wanted: '2.7'},
    {name: 'one without a node: zones', endpoints: '5@a n=a z=z1, 7@b z=z2, 9@c n=c z=z1', wanted: '1.5 3.9'},
    {name: 'a node is no zone', endpoints: '5@a n=b, 7@b n=b z=z2, 9@c n=c z=z1', wanted: '1.5 2.7 3.9'},
    {
      name: 'terminating ones, none ready: hints are ignored',
      endpoints: '5@a st z=z1, 7@b st z=z2',
      wanted: '1.5 2.7',
    },
  ])('$name', ({endpoints, wanted}) => {
    expect(chosen(endpoints)).toBe(wanted);
  });

  test('hints do not filter the local endpoints', () => {
    expect(chosen('5@a z=z2, 6@a z=z1, 7@b z=z1', {}, aService({internalTrafficPolicy: 'Local'}))).toBe(
      '1.5 1.6',
    );
  });

  test('a node without a zone has no zone filter', () => {
    for (const node of [aNode({zone: null}), aNode({zone: ''})]) {
      expect(chosen('5@a z=z1, 7@b z=z2', {node})).toBe('1.5 2.7');
    }
  });

  test('of a node that the API does not list any zone may be right, and none', () => {
    expect(chosen('5@a z=z1, 7@b z=z2', {node: null})).toBe('? 10.244.1.5 ? 10.244.2.7');
    expect(chosen('5@a z=z1, 7@b z=z1', {node: null})).toBe('1.5 2.7');
  });

  test("hints for nodes go by kube-proxy's own node name", () => {
    const configuration = {hostnameOverride: 'node-b'};
    expect(chosen('5@a n=a, 7@b n=b', {configuration})).toBe('2.7');
  });
});

const OLDER = 'service.kubernetes.io/topology-aware-hints';
const NEWER = 'service.kubernetes.io/topology-mode';

/** Per annotation: in which versions hints count. */
const ANNOTATIONS = [
  {
    annotations: {},
    counts: {1.24: false, 1.26: false, 1.27: false, 1.29: false, '1.30': false, 1.31: true, 1.36: true},
  },
  ...['Auto', 'auto'].map((value) => ({
    annotations: {[OLDER]: value},
    counts: {1.24: true, 1.26: true, 1.27: true, 1.29: true, '1.30': true, 1.31: true, 1.36: true},
  })),
  ...['AUTO', 'enabled', 'PreferZone'].map((value) => ({
    annotations: {[OLDER]: value},
    counts: {1.24: false, 1.26: false, 1.27: true, 1.29: true, '1.30': true, 1.31: true, 1.36: true},
  })),
  ...['', 'disabled', 'Disabled'].map((value) => ({
    annotations: {[OLDER]: value},
    counts: {1.24: false, 1.26: false, 1.27: false, 1.29: false, '1.30': false, 1.31: true, 1.36: true},
  })),
  ...['Auto', 'auto', 'anything'].map((value) => ({
    annotations: {[NEWER]: value},
    counts: {1.24: false, 1.26: false, 1.27: true, 1.29: true, '1.30': true, 1.31: true, 1.36: true},
  })),
  ...['', 'disabled', 'Disabled'].map((value) => ({
    annotations: {[NEWER]: value},
    counts: {1.24: false, 1.26: false, 1.27: false, 1.29: false, '1.30': false, 1.31: true, 1.36: true},
  })),
];

const BY_VERSION = ANNOTATIONS.flatMap(({annotations, counts}) =>
  Object.entries(counts).map(([minor, count]) => ({
    version: `${minor}.3`,
    annotations,
    text: JSON.stringify(annotations),
    count,
  })),
);

describe('what lets hints count (section 5.3)', () => {
  test.each(BY_VERSION)('$version with $text: $count', ({version, annotations, count}) => {
    expect(chosen('5@a z=z1, 7@b z=z2', {version}, aService({annotations}))).toBe(count ? '1.5' : '1.5 2.7');
  });

  test.each([
    {version: '1.30.0', on: true, wanted: '1.5'},
    {version: '1.30.0', on: false, wanted: '1.5 2.7'},
    {version: '1.29.0', on: true, wanted: '1.5 2.7'},
    {version: '1.31.0', on: false, wanted: '1.5 2.7'},
    {version: '1.32.13', on: false, wanted: '1.5 2.7'},
    {version: '1.33.0', on: false, wanted: '1.5'},
    {version: '1.38.0', on: false, wanted: '1.5'},
  ])('$version with the gate ServiceTrafficDistribution $on and no annotation', ({version, on, wanted}) => {
    const configuration = {featureGates: {ServiceTrafficDistribution: on}};
    expect(chosen('5@a z=z1, 7@b z=z2', {version, configuration})).toBe(wanted);
  });

  test('spec.trafficDistribution is never read', () => {
    expect(chosen('5@a, 7@b', {}, aService({trafficDistribution: 'PreferClose'}))).toBe('1.5 2.7');
  });
});

import {describe, expect, test} from '@jest/globals';
import {commonGround} from '../../src/causes/common-ground.ts';
import {podNodes} from '../../src/causes/index.ts';
import {type Finding, readEndpointSlice, readNode} from '../../src/model/index.ts';
import {aFinding} from '../support/builders/a-finding.ts';
import {aSlice} from '../support/builders/endpoint-slice.ts';
import {aNode} from '../support/builders/node.ts';

const NOON = Date.parse('2026-11-20T12:00:00Z');

/** Two nodes with these networks of Pods, and an endpoint on each. */
function twoNodes(networks: Readonly<Record<string, string>>, endpoints: Readonly<Record<string, string>>) {
  const nodes = Object.entries(networks).map(([name, podCIDR]) =>
    readNode({...aNode({name}), spec: {podCIDRs: [podCIDR]}}),
  );
  const slice = aSlice(
    Object.entries(endpoints).map(([address, nodeName]) => ({addresses: [address], nodeName})),
  );
  return podNodes({nodes, endpointSlices: [readEndpointSlice(slice)]});
}

const NETWORKS = {'node-a': '10.244.1.0/24', 'node-b': '10.244.2.0/24'};
const podNodeOf = twoNodes(NETWORKS, {'10.244.1.5': 'node-a', '10.244.2.5': 'node-b'});

function finding(address: string, name = 'svc'): Finding {
  return aFinding({
    kind: address.endsWith('.5') ? 'real-server-missing' : 'real-server-stale',
    service: {namespace: 'default', name, port: 'http'},
    realServer: {address, port: 8080},
  });
}

function common(findings: readonly Finding[], overrides: Partial<Parameters<typeof commonGround>[1]> = {}) {
  return commonGround(findings, {
    changes: new Map(),
    podNodeOf,
    nodesRead: 1,
    readAt: new Date(NOON),
    ...overrides,
  });
}

describe('Pods of one node', () => {
  test('are told, whether they are endpoints or gone', () => {
    expect(common([finding('10.244.2.5', 'one'), finding('10.244.2.99', 'two')])).toBe(
      'no cause is proved; 2 differences, all about Pods of node-b',
    );
  });

  test('are not told of Pods of two nodes, of one Pod alone, or where a difference is about none', () => {
    const nothing = 'no cause is proved; 2 differences have nothing in common';
    expect(common([finding('10.244.1.9', 'one'), finding('10.244.2.5', 'two')])).toBe(nothing);
    expect(common([finding('10.244.2.5', 'one'), finding('10.244.2.5', 'two')])).not.toContain('Pods of');
    const address = aFinding({kind: 'address-unbound', service: null, realServer: null});
    expect(common([finding('10.244.2.5', 'one'), address])).toBe(nothing);
  });

  test('networks that the network plugin does not use tell nothing of an address that is gone', () => {
    const unused = twoNodes(NETWORKS, {'192.168.7.5': 'node-a', '10.244.2.5': 'node-b'});
    expect(
      common([finding('10.244.2.5', 'one'), finding('10.244.2.99', 'two')], {podNodeOf: unused}),
    ).not.toMatch(/Pods of/);
    expect(unused('192.168.7.5')).toBe('node-a');
  });

  test('are not told of the only node of a cluster', () => {
    const alone = twoNodes({'node-b': '10.244.2.0/24'}, {'10.244.2.5': 'node-b'});
    expect(
      common([finding('10.244.2.5', 'one'), finding('10.244.2.9', 'two')], {podNodeOf: alone}),
    ).not.toMatch(/Pods of/);
  });
});

describe('everything since one moment', () => {
  /** Services by when the API last changed them, in seconds before the node was read. */
  const changed = (ago: Readonly<Record<string, readonly number[]>>) => ({
    changes: new Map(
      Object.entries(ago).map(([name, times]) => [
        `default/${name}`,
        times.map((time) => NOON - time * 1000),
      ]),
    ),
  });
  const findings = [finding('10.244.1.9', 'one'), finding('10.244.2.9', 'two')];

  test('is told where every Service that changed since then differs, and no other', () => {
    const {changes} = changed({one: [500, 90], two: [175], three: [176, 900], four: [1000]});
    expect(common(findings, {changes})).toBe(
      'no cause is proved; 2 differences, all of the only Services that the API changed since 11:57:05 ' +
        'and of the kind real-server-stale',
    );
  });

  test.each([
    ['another changed meanwhile, and is right', {one: [90], two: [175], three: [100]}],
    ['nothing tells when one of them changed', {one: [90], three: [900]}],
    ['there is no other Service', {one: [90], two: [175]}],
  ])('is not told where %s', (_, ago) => {
    expect(common(findings, changed(ago))).not.toMatch(/since/);
  });

  test('a change after the node was read does not count', () => {
    expect(common(findings, changed({one: [90], two: [175], three: [900, -5]}))).toMatch(/since 11:57:05/);
  });

  test('is not told of one Service', () => {
    const same = [finding('10.244.1.9', 'one'), finding('10.244.2.9', 'one')];
    expect(common(same, changed({one: [90], two: [175]}))).not.toMatch(/since/);
  });
});

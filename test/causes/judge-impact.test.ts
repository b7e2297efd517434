import {describe, expect, test} from '@jest/globals';
import {assessNodes} from '../../src/causes/index.ts';
import type {CheckResult, Finding} from '../../src/model/index.ts';
import {aFinding} from '../support/builders/a-finding.ts';
import {aFailure, nodeSigns} from '../support/builders/node-signs.ts';

function assess(findings: readonly Finding[], failures: readonly CheckResult[] = []) {
  const facts = {changes: new Map(), podNodeOf: () => undefined, nodesRead: 1};
  return assessNodes([nodeSigns({findings, failures})], facts).assessment;
}

function effects(findings: readonly Finding[]): readonly string[] {
  return assess(findings).impact.map(({effect, service}) => `${service?.name ?? '-'} ${effect}`);
}

function of(name: string, overrides: Partial<Finding>): Finding {
  return aFinding({service: {namespace: 'default', name, port: ''}, ...overrides});
}

describe('what users of a Service feel', () => {
  test('Services come by what is worst for their users, then by the share that is lost', () => {
    const findings = [
      of('left', {kind: 'address-unexpected', severity: 'warning', service: null}),
      of('packets', {kind: 'ipset-member-missing'}),
      of('spread', {kind: 'scheduler-mismatch', severity: 'warning'}),
      of('idle', {kind: 'real-server-missing', load: {taking: 2, dead: 0}}),
      of('some', {load: {taking: 4, dead: 1}}),
      of('most', {load: {taking: 4, dead: 3}}),
      of('none', {
        kind: 'virtual-server-missing',
        expected: {realServers: [{address: '10.0.0.1', port: 80}]},
      }),
    ];
    expect(effects(findings)).toEqual([
      'none not-served',
      'most dead-addresses',
      'some dead-addresses',
      'idle idle-endpoints',
      'spread spread',
      'packets packets',
      '- leftovers',
    ]);
  });

  test.each<[string, Partial<Finding>, string]>([
    [
      'no real server takes connections',
      {kind: 'real-server-missing', load: {taking: 0, dead: 0}},
      'not-served',
    ],
    [
      'its endpoints are at weight 0',
      {kind: 'real-server-weight', actual: {weight: 0}, load: {taking: 0, dead: 0}},
      'not-served',
    ],
    ['others take them', {kind: 'real-server-missing', load: {taking: 1, dead: 0}}, 'idle-endpoints'],
    ['a stale UDP real server at weight 0 gets none', {actual: {weight: 0}}, 'leftovers'],
    [
      'a Service without endpoints is refused in another way',
      {kind: 'virtual-server-missing', expected: {realServers: []}},
      'packets',
    ],
  ])('%s', (_, overrides, effect) => {
    expect(effects([of('svc', overrides)])).toEqual([`svc ${effect}`]);
  });

  test('draining is nothing that anybody feels', () => {
    expect(effects([aFinding({kind: 'real-server-draining', severity: 'info'})])).toEqual([]);
  });

  test('the worst share is told, not the first', () => {
    const findings = [of('svc', {load: {taking: 120, dead: 2}}), of('svc', {load: {taking: 4, dead: 2}})];
    const {impact, headline} = assess(findings);
    expect(impact[0]?.share).toEqual({taking: 4, dead: 2});
    expect(headline?.impact).toBe(
      'default/svc sends new connections to dead addresses on node-a (2 of 4 real servers)',
    );
  });

  test('a failed check of which no difference tells counts as well', () => {
    const failure = aFailure({code: 'IPVS053', message: 'everybody is dropped', cause: null, node: 'node-b'});
    expect(assess([], [failure]).impact).toMatchObject([
      {effect: 'not-served', nodes: ['node-b'], message: 'everybody is dropped'},
    ]);
    expect(assess([], [{...failure, severity: 'warning'}]).impact).toEqual([]);
  });
});

test('nothing wrong leads with nothing', () => {
  expect(assess([]).headline).toBeNull();
});

import {expect, test} from '@jest/globals';
import {type NodeResult, settle} from '../../src/compare/index.ts';
import type {Finding} from '../../src/model/index.ts';
import {aFinding} from '../support/builders/a-finding.ts';

function look(...findings: readonly Finding[]): NodeResult {
  return {
    report: {
      name: 'node-a',
      state: 'drifted',
      reason: '',
      proxyMode: 'ipvs',
      kubeProxyVersion: '',
      kubeProxyPod: '',
      virtualServers: null,
      realServers: null,
    },
    findings,
    notes: [],
    settlingSeconds: 8,
  };
}

const affinity = (seconds: number): Finding =>
  aFinding({
    kind: 'persistence-mismatch',
    expected: {persistenceTimeout: 600},
    actual: {persistenceTimeout: seconds},
  });

test('the same wrong value in both looks is confirmed', () => {
  const {report, findings} = settle(look(affinity(30)), look(affinity(30)));
  expect(report.state).toBe('drifted');
  expect(findings).toMatchObject([{confirmed: true}]);
});

test('another wrong value in the second look is a node that follows', () => {
  const {report, findings} = settle(look(affinity(602)), look(affinity(604)));
  expect(report.state).toBe('converging');
  expect(findings).toEqual([]);
});

test('counts of connections may differ', () => {
  const stale = (activeConnections: number) => aFinding({actual: {weight: 1, activeConnections}});
  expect(settle(look(stale(3)), look(stale(9))).findings).toMatchObject([{confirmed: true}]);
});

test('what the API changed between the looks is not confirmed: the node is behind, which is told', () => {
  const {report, findings, notes} = settle(look(affinity(30)), look(affinity(30)), () => true);
  expect(report.state).toBe('converging');
  expect(findings).toEqual([]);
  expect(notes).toMatchObject([{code: 'IPVS075', severity: 'warning', node: 'node-a'}]);
});

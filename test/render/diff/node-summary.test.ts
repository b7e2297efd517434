import {expect, test} from '@jest/globals';
import {createColors} from 'picocolors';
import {type DiffReport, NOTHING_WRONG, type NodeState} from '../../../src/model/index.ts';
import {summaryText} from '../../../src/render/diff/node-summary.ts';

function reportOf(states: readonly NodeState[]): DiffReport {
  const nodes = states.map((state, index) => ({
    name: `node-${String(index).padStart(3, '0')}`,
    state,
    reason: state === 'unknown' ? 'it is away' : '',
    proxyMode: 'ipvs',
    kubeProxyVersion: '',
    kubeProxyPod: '',
    virtualServers: null,
    realServers: null,
  }));
  const count = (state: NodeState) => states.filter((one) => one === state).length;
  return {
    generatedAt: '2026-01-01T00:00:00Z',
    source: {
      type: 'snapshot',
      path: 'x',
      capturedAt: '2026-01-01T00:00:00Z',
      serverVersion: '',
      clusterName: '',
      redacted: false,
    },
    against: null,
    scope: {services: 'all', nodes: nodes.map(({name}) => name)},
    summary: {
      nodes: {
        'in-sync': count('in-sync'),
        drifted: count('drifted'),
        converging: count('converging'),
        unknown: count('unknown'),
        'other-mode': count('other-mode'),
      },
      findings: {error: 0, warning: 0, info: 0},
    },
    nodes,
    assessment: NOTHING_WRONG,
    findings: [],
    notes: [],
  } as DiffReport;
}

const linesOf = (report: DiffReport, all: boolean) =>
  summaryText(report, createColors(false), all).trimEnd().split('\n');

test.each<[NodeState, string]>([
  ['in-sync', 'node-019 +280 more'],
  ['converging', 'node-019 +280 more'],
  ['unknown', 'node-019 +280 more: it is away'],
])('of 300 nodes that are %s some are named, and all where all are wanted', (state, end) => {
  const report = reportOf(Array.from({length: 300}, () => state));
  expect(linesOf(report, false)[1]).toContain(end);
  expect(linesOf(report, false).join('\n')).not.toContain('node-020');
  expect(linesOf(report, true).join('\n')).toContain('node-299');
});

test('of many drifted nodes the first have a line each, and the rest is counted', () => {
  const report = reportOf(Array.from({length: 50}, () => 'drifted' as const));
  const lines = linesOf(report, false);
  expect(lines).toHaveLength(22);
  expect(lines.at(-1)).toContain('and 30 more: -o wide names all');
  expect(linesOf(report, true)).toHaveLength(51);
});

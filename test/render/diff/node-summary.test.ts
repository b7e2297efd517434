import {expect, test} from '@jest/globals';
import {createColors} from 'picocolors';
import {type DiffReport, NOTHING_WRONG, type NodeState} from '../../../src/model/index.ts';
import {summaryText} from '../../../src/render/diff/node-summary.ts';
import {fitText} from '../../../src/render/layout.ts';
import {aFinding} from '../../support/builders/a-finding.ts';

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
  fitText(summaryText(report, createColors(false), all), {})
    .trimEnd()
    .split('\n');

test.each<[NodeState, string]>([
  ['converging', 'node-002 +297 more'],
  ['unknown', 'node-002 +297 more: it is away'],
  ['in-sync', '300 nodes'],
])('of 300 nodes that are %s some are named or counted, and all named where all are wanted', (state, end) => {
  const report = reportOf(Array.from({length: 300}, () => state));
  expect(linesOf(report, false)[1]).toContain(end);
  expect(linesOf(report, false).join('\n')).not.toContain('node-003');
  expect(linesOf(report, true).join('\n')).toContain('node-299');
});

test('drifted nodes with as many differences are one line, most differences first; all by name where all are wanted', () => {
  const report = reportOf(Array.from({length: 50}, () => 'drifted' as const));
  const findings = [
    ...report.nodes.map(({name}) => aFinding({node: name})),
    aFinding({node: 'node-007'}),
    aFinding({node: 'node-007', kind: 'real-server-draining', severity: 'info'}),
  ];
  const lines = linesOf({...report, findings}, false);
  expect(lines.slice(1, 3).map((line) => line.trim())).toEqual([
    'drifted     node-007  2 differences',
    'drifted     49 nodes  1 difference each (node-000, node-001, node-002 +46 more)',
  ]);
  expect(linesOf({...report, findings}, true).filter((line) => line.includes('drifted'))).toHaveLength(50);
});

test('of nodes that all differ otherwise the worst have a line each, and the rest is counted', () => {
  const report = reportOf(Array.from({length: 50}, () => 'drifted' as const));
  const findings = report.nodes.flatMap(({name}, index) =>
    Array.from({length: index + 1}, () => aFinding({node: name})),
  );
  const lines = linesOf({...report, findings}, false).filter((line) => line.includes('drifted'));
  expect(lines[0]).toContain('node-049  50 differences');
  expect(lines).toHaveLength(9);
  expect(lines.at(-1)).toContain('and 42 more lines: -o wide names all');
});

import {describe, expect, test} from '@jest/globals';
import type {NodeTraceSummary, RealServerTotals, TraceRecord, TraceSummary} from '../../src/model/index.ts';
import {summaryText} from '../../src/render/index.ts';
import {createLiveState} from '../../src/trace/index.ts';

const lag = (max: number | null) => ({
  count: max === null ? 0 : 1,
  p50: max,
  p95: max,
  max,
  errorSeconds: 0.1,
});

const node = (name: string, over: Partial<NodeTraceSummary> = {}): NodeTraceSummary => ({
  node: name,
  samples: 60,
  gaps: 0,
  connections: 900,
  deadConnections: 0,
  lag: lag(0.5),
  late: [],
  networkProgramming: null,
  error: '',
  ...over,
});

const real = (address: string, over: Partial<RealServerTotals> = {}): RealServerTotals => ({
  address,
  port: 8080,
  standing: 'serving',
  pod: 'shop/web-1',
  connections: 450,
  deadConnections: 0,
  ...over,
});

const summary: TraceSummary = {
  service: 'shop/web',
  worstBroken: null,
  changes: 2,
  seconds: 60,
  lag: {count: 4, p50: 0.5, p95: 4.2, max: 4.2, errorSeconds: 0.1},
  realServers: [
    real('10.66.6.6', {standing: null, pod: '', connections: 300, deadConnections: 300}),
    real('10.244.1.2'),
    real('10.244.2.2'),
  ],
  nodes: [node('node1'), node('node2', {connections: 900, deadConnections: 300, lag: lag(4.2), late: [2]})],
};

function viewAfter(...records: readonly TraceRecord[]) {
  const state = createLiveState({
    service: 'shop/web',
    intervalSeconds: 1,
    nodes: [],
    worstBroken: null,
  });
  for (const record of records) state.add(record);
  return state.view();
}

const style = {colour: false, unicode: true};

const stopped = (second: number): TraceRecord => ({
  type: 'event',
  time: `2026-11-24T12:00:${second}.000Z`,
  event: {
    node: 'node2',
    source: 'trace',
    kind: 'sampling-stopped',
    message: 'no samples: evicted',
    change: null,
  },
});

describe('what a trace came to', () => {
  test('connections, shares and the worst lag are of the whole trace', () => {
    const text = summaryText(summary, viewAfter(), style);
    expect(text).toContain('shop/web: 1m, 120 samples of 2 nodes, 0 gaps, 2 changes of the API');
    expect(text).toContain('1200 new connections in that time, 20 per second');
    expect(text).toContain('300 of them (25%) went to dead backends: node2 300 of 900 (33%)');
    expect(text).toMatch(/max 4\.20 s, .*; slowest: node2/);
    expect(text).toMatch(/^10\.66\.6\.6:8080 +removed +300 +5 +25% +300 /m);
    expect(text).toMatch(/^10\.244\.1\.2:8080 +serving +450 +7\.5 +38% +0 +shop\/web-1/m);
  });

  test('an alarm stays after it is over, and one that comes again is counted', () => {
    const text = summaryText(summary, viewAfter(stopped(10), stopped(20), stopped(30)), style);
    expect(text).toContain('alarm at 12:00:10 UTC, node2: no samples: evicted, and 2 more like it');
  });

  test('without counters nothing is claimed of connections', () => {
    const unknown = {connections: null, deadConnections: null};
    const text = summaryText(
      {...summary, realServers: [real('10.244.1.2', unknown)], nodes: [node('node1', unknown)]},
      viewAfter(),
      style,
    );
    expect(text).toContain('new connections: not known, no counters were read');
    expect(text).not.toContain('dead backends');
  });

  test.each([60, 80, 120])(
    'of 200 nodes those with trouble are listed, the others counted, in %i columns',
    (width) => {
      const nodes = Array.from({length: 200}, (_, index) => node(`node${index + 1}`));
      nodes[149] = node('node150', {gaps: 3});
      const text = summaryText({...summary, nodes}, viewAfter(stopped(10)), {...style, width});
      expect(text).toMatch(/^node150 /m);
      expect(text).toMatch(/^and 180 more nodes, without gaps and on time$/m);
      expect(text.split('\n').length).toBeLessThan(45);
      expect(text).toMatch(/^10\.244\.1\.2:8080 +serving /m);
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    },
  );
});

import {describe, expect, it} from '@jest/globals';
import type {LiveView, TraceRecord} from '../../src/model/index.ts';
import {screenFrame} from '../../src/render/index.ts';
import {createLiveState} from '../../src/trace/index.ts';
import {sampleRecord, traffic} from '../support/builders/trace-sample.ts';

/** What a trace shows after these records. */
function viewOf(names: readonly string[], records: readonly TraceRecord[]): LiveView {
  const state = createLiveState({
    service: 'shop/checkout',
    intervalSeconds: 2,
    nodes: names.map((node) => ({node, state: 'starting', reason: ''})),
    worstBroken: {
      node: 'node2',
      mode: 'ipvs',
      step: 'real-servers',
      message: 'connections go to an address that is no longer an endpoint: 10.66.6.6:8080',
    },
  });
  for (const record of records) state.add(record);
  return state.view();
}

const many = (count: number) =>
  Array.from({length: count}, (_, index) => traffic(`10.244.${index >> 8}.${index & 255}`, 1 + (index % 7)));

const stale = (rate: number) => traffic('10.66.6.6', rate, {standing: 'stale', pod: ''});

const event = (message: string): TraceRecord => ({
  type: 'event',
  time: '2026-11-24T12:00:01.000Z',
  event: {node: null, source: 'api', kind: 'endpoint-added', message, change: 1},
});

const late = (state: 'late' | 'followed', node = 'node5'): TraceRecord => ({
  type: 'lag',
  time: '2026-11-24T12:00:05.000Z',
  lag: {
    node,
    change: 1,
    state,
    seconds: 4,
    errorSeconds: 0.5,
    message: 'is still out of sync with change 1 after 4.3 s (limit 3 s)',
  },
});

const stopped: TraceRecord = {
  type: 'event',
  time: '2026-11-24T12:00:06.000Z',
  event: {
    node: 'node11',
    source: 'trace',
    kind: 'sampling-stopped',
    message: 'its debug pod was evicted',
    change: null,
  },
};

const NODES = Array.from({length: 20}, (_, index) => `node${index + 1}`);

/** Twenty nodes: node2 keeps a stale real server, node3 has no virtual server, node5 is late, node11 is not sampled. */
function incident(): LiveView {
  const good = [traffic('10.244.1.2', 6), traffic('10.244.2.2', 6)];
  return viewOf(NODES, [
    ...NODES.map((node) => {
      if (node === 'node3') return sampleRecord(node);
      return sampleRecord(node, node === 'node2' ? [...good, stale(6)] : good);
    }),
    event('endpoint 10.244.2.2:8080 was added, ready'),
    late('late'),
    stopped,
  ]);
}

const SIZES = [
  {columns: 60, rows: 24},
  {columns: 80, rows: 24},
  {columns: 120, rows: 30},
  {columns: 200, rows: 50},
  {columns: 40, rows: 10},
];

const options = {colour: false, unicode: true, time: '2026-11-24T12:00:12.000Z'};

const frame = (view: LiveView, columns: number, more: Partial<Parameters<typeof screenFrame>[1]> = {}) =>
  screenFrame(view, {...options, columns, rows: 30, ...more});

describe('a frame of the live screen', () => {
  it.each(SIZES)('fits into $columns columns and $rows rows, whatever there is to show', (size) => {
    const events = Array.from({length: 100}, (_, index) =>
      event(`endpoint ${index} was added ${'x'.repeat(300)}`),
    );
    const views = [0, 1, 5, 200].map((count) =>
      viewOf(NODES, [sampleRecord('node1', many(count)), ...events]),
    );
    for (const view of [...views, incident()]) {
      const lines = screenFrame(view, {...options, ...size});
      expect(lines.length).toBeLessThanOrEqual(size.rows);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(size.columns);
    }
  });

  it.each([60, 80, 120])('at %i columns without colour: what is wrong on which node, in words', (columns) => {
    const text = frame(incident(), columns).join('\n');
    expect(text).toMatch(/^node3 +- +- {2}no virtual server TCP\s+10\.96\.0\.50:80$/m);
    expect(text).toMatch(/^node2 +18 +33% {2}10\.66\.6\.6:8080 stale$/m);
    expect(text).toMatch(/^node5 +12 +0% {2}does not follow change 1$/m);
    expect(text).toMatch(/^node11 +- +- {2}no samples: its debug pod was\s+evicted$/m);
    expect(text).toMatch(/^16 nodes +192 +0% {2}no dead backends$/m);
    expect(text).toMatch(/^10\.66\.6\.6:8080 +stale +6 /m);
    expect(text.indexOf('node3')).toBeLessThan(text.indexOf('16 nodes'));
  });

  it('on a usual terminal all groups of nodes, real servers and the newest events are there at once', () => {
    const lines = frame(incident(), 80, {rows: 24});
    const text = lines.join('\n');
    expect(lines.filter((line) => /^(?:node\d+|16 nodes) /.test(line))).toHaveLength(5);
    expect(lines.filter((line) => /^10\.\S+:8080 +(?:stale|serving)/.test(line))).toHaveLength(3);
    expect(text).toContain('12:00:06 ALARM node11  its debug pod was evicted');
  });

  it('nodes with the same trouble are one line, with the share of all of them', () => {
    const records = NODES.map((node, index) =>
      sampleRecord(node, [traffic('10.244.1.2', 9), ...(index < 4 ? [stale(index)] : [])]),
    );
    const lines = frame(viewOf(NODES, records), 100);
    expect(lines.filter((line) => line.includes('stale') && line.includes('nodes'))).toEqual([
      expect.stringMatching(/^4 nodes +42 +14% {2}10\.66\.6\.6:8080 stale \(node1, node2 \+2 more\)$/),
    ]);
  });

  it('at rest shares are of all connections so far, and are called so', () => {
    const rest = [traffic('10.244.1.2', 6), stale(6)].map((real) => ({...real, connectionRate: 0}));
    const text = frame(viewOf(['node2'], [sampleRecord('node2', rest)]), 120).join('\n');
    expect(text).toContain('No new connections; SHARE: all since added; FAIR: by weight');
    expect(text).toMatch(/^node2 +0 +- {2}10\.66\.6\.6:8080 stale \(50% by weight\)$/m);
    const busy = frame(viewOf(['node2'], [sampleRecord('node2', [stale(6)])]), 120).join('\n');
    expect(busy).toContain('SHARE: new connections in the last 2 s; FAIR: by weight');
  });

  it('a long event goes on below, between words', () => {
    const lines = frame(incident(), 60);
    const at = lines.findIndex((line) => line.startsWith('12:00:05 ALARM node5'));
    expect(lines.slice(at, at + 2)).toEqual([
      '12:00:05 ALARM node5  is still out of sync with change 1',
      '         after 4.3 s (limit 3 s)',
    ]);
  });

  it('shows summary, real servers with their bars, and events', () => {
    const lines = frame(
      viewOf(['node1', 'node2'], [sampleRecord('node1', many(3)), event('it was added')]),
      80,
    );
    const text = lines.join('\n');
    expect(lines[0]).toMatch(/^shop\/checkout {2}2 nodes: 1 sampling, 1 starting +12:00:12 UTC {2}q quits$/);
    expect(text).toMatch(
      /at the start broken on node2, real servers: connections go to .*\n {2}.*10\.66\.6\.6/,
    );
    expect(text).toMatch(/^10\.244\.0\.2:8080 .* █/m);
    expect(text).toContain('12:00:01 api  it was added');
  });

  it('shows the stale real server first, however many there are', () => {
    const lines = frame(viewOf(['node1'], [sampleRecord('node1', [...many(200), stale(3)])]), 80);
    const first = lines.findIndex((line) => line.startsWith('REAL SERVER')) + 1;
    expect(lines[first]).toMatch(/^10\.66\.6\.6:8080/);
    expect(lines.join('\n')).toMatch(/and \d+ more/);
  });

  it('without Unicode has ASCII only, and without colour no escapes', () => {
    const view = viewOf(['node1'], [sampleRecord('node1', many(5)), event('y'.repeat(900))]);
    expect(frame(view, 80, {unicode: false}).join('\n')).toMatch(/^[\n\u0020-\u007e]*$/);
  });

  it('text of the cluster cannot move the cursor', () => {
    const view = viewOf(['node1'], [sampleRecord('node1', many(1)), event('evil \u001b[2J text')]);
    expect(frame(view, 200).join('\n')).not.toContain('\u001b');
  });

  it('a node that is late is named until it follows', () => {
    const before = viewOf(NODES, [sampleRecord('node5', many(1)), late('late')]);
    expect(frame(before, 80).join('\n')).toMatch(
      /NOT FOLLOWING: 1 node;[\s\S]*^node5 .* does not follow change 1$/m,
    );
    const after = viewOf(NODES, [sampleRecord('node5', many(1)), late('late'), late('followed')]);
    expect(frame(after, 80).join('\n')).not.toMatch(/NOT FOLLOWING|does not follow/);
  });
});

import {describe, expect, it} from '@jest/globals';
import type {LiveView, RealServerTraffic, TraceRecord} from '../../src/model/index.ts';
import {screenFrame} from '../../src/render/index.ts';
import {createLiveState} from '../../src/trace/index.ts';

const real = (index: number, over: Partial<RealServerTraffic> = {}): RealServerTraffic => ({
  address: `10.244.1.${index}`,
  port: 8080,
  weight: 1,
  activeConnections: index * 100,
  inactiveConnections: 3,
  connections: 1000 * index,
  connectionRate: index,
  packetRate: index * 10,
  byteRate: index * 12_345,
  share: null,
  fairShare: null,
  standing: 'serving',
  pod: `shop/checkout-5b96c6d957-${index}`,
  ...over,
});

/** What a trace shows after these records. */
function viewOf(count: number, more: readonly TraceRecord[] = []): LiveView {
  const state = createLiveState({
    service: 'shop/checkout',
    nodes: ['worker-1', 'worker-2'].map((node) => ({node, state: 'starting', reason: ''})),
    worstBroken: {
      node: 'worker-2',
      step: 'real-servers',
      message: 'an endpoint gets no connections from this node',
    },
  });
  const reals = Array.from({length: count}, (_, index) => real(index + 1));
  const time = '2026-11-24T12:00:00.000Z';
  state.add({
    type: 'sample',
    time,
    sample: {
      node: 'worker-1',
      sequence: 2,
      virtualServers: [
        {
          virtualServer: {kind: 'address', protocol: 'TCP', address: '10.96.0.50', port: 80},
          present: true,
          connectionRate: 12,
          packetRate: 100,
          byteRate: 1e6,
          realServers: [...reals, real(250, {standing: 'stale', pod: '', connectionRate: 3})],
        },
      ],
      strays: [],
      connectionsRead: true,
      tuples: [],
      tuplesTotal: 0,
      probe: null,
      notes: [],
    },
  });
  for (const record of more) state.add(record);
  return state.view();
}

const event = (message: string): TraceRecord => ({
  type: 'event',
  time: '2026-11-24T12:00:01.000Z',
  event: {node: null, source: 'api', kind: 'endpoint-added', message, change: 1},
});

const SIZES = [
  {columns: 80, rows: 24},
  {columns: 200, rows: 50},
  {columns: 40, rows: 10},
];

const options = {colour: false, unicode: true, time: '2026-11-24T12:00:02.000Z'};

describe('a frame of the live screen', () => {
  it.each(SIZES)('fits into $columns columns and $rows rows, whatever there is to show', (size) => {
    const many = Array.from({length: 100}, (_, index) =>
      event(`endpoint ${index} was added ${'x'.repeat(300)}`),
    );
    for (const count of [0, 1, 5, 200]) {
      const lines = screenFrame(viewOf(count, many), {...options, ...size});
      expect(lines.length).toBeLessThanOrEqual(size.rows);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(size.columns);
    }
  });

  it('shows summary, real servers with their bars, and events', () => {
    const lines = screenFrame(viewOf(3, [event('endpoint 10.244.1.9:8080 was added')]), {
      ...options,
      columns: 80,
      rows: 24,
    });
    const text = lines.join('\n');
    expect(lines[0]).toMatch(/^shop\/checkout {2}2 nodes: 1 sampling, 1 starting +12:00:02 UTC {2}q quits$/);
    expect(text).toContain('at the start broken on worker-2, real servers: an endpoint gets no conn');
    expect(text).toMatch(/^10\.244\.1\.3:8080 .* █/m);
    expect(text).toContain('12:00:01 api  endpoint 10.244.1.9:8080 was added');
  });

  it('shows the stale real server first, however many there are', () => {
    const lines = screenFrame(viewOf(200), {...options, columns: 80, rows: 24});
    const first = lines.findIndex((line) => line.startsWith('REAL SERVER')) + 1;
    expect(lines[first]).toMatch(/^10\.244\.1\.250:8080/);
    expect(lines.join('\n')).toMatch(/and \d+ more/);
  });

  it('without Unicode has ASCII only, and without colour no escapes', () => {
    const long = screenFrame(viewOf(5, [event('y'.repeat(200))]), {
      ...options,
      unicode: false,
      columns: 80,
      rows: 24,
    });
    expect(long.join('\n')).toMatch(/^[\n\u0020-\u007e]*$/);
  });

  it('text of the cluster cannot move the cursor', () => {
    const lines = screenFrame(viewOf(1, [event('evil \u001b[2J text')]), {
      ...options,
      columns: 200,
      rows: 50,
    });
    expect(lines.join('\n')).not.toContain('\u001b');
  });

  it('a node that is late is named until it follows', () => {
    const lag = (state: 'late' | 'followed'): TraceRecord => ({
      type: 'lag',
      time: '2026-11-24T12:00:05.000Z',
      lag: {node: 'worker-2', change: 1, state, seconds: 4, errorSeconds: 0.5, message: 'says so'},
    });
    const at = {...options, columns: 80, rows: 24};
    expect(screenFrame(viewOf(1, [event('a'), lag('late')]), at).join('\n')).toContain(
      'NOT FOLLOWING: worker-2 (change 1)',
    );
    expect(screenFrame(viewOf(1, [event('a'), lag('late'), lag('followed')]), at).join('\n')).not.toContain(
      'NOT FOLLOWING',
    );
  });
});

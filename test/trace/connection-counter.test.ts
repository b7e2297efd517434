import {describe, expect, test} from '@jest/globals';
import type {RealServerTraffic, TraceSample} from '../../src/model/index.ts';
import {createConnectionCounter, mergeTotals} from '../../src/trace/index.ts';
import {sampleOf, traffic} from '../support/builders/trace-sample.ts';

/** What a node counted after these samples, each a table of counters; undefined: no virtual server. */
function countAll(...samples: readonly (readonly RealServerTraffic[] | undefined)[]) {
  const counter = createConnectionCounter();
  for (const reals of samples) counter.add(sampleOf('node1', reals));
  const rows = counter
    .realServers()
    .map((real) => [real.address, real.standing, real.connections, real.deadConnections]);
  return {rows, totals: counter.totals()};
}

const at = (address: string, connections: number | null, over: Partial<RealServerTraffic> = {}) =>
  traffic(address, 1, {connections, ...over});

describe('new connections of a whole trace', () => {
  test('are what the counters grew by, not what they were', () => {
    const {rows, totals} = countAll([at('10.0.0.1', 5000)], [at('10.0.0.1', 5010)], [at('10.0.0.1', 5030)]);
    expect(rows).toEqual([['10.0.0.1', 'serving', 30, 0]]);
    expect(totals).toEqual({connections: 30, deadConnections: 0});
  });

  test('a real server that was added counts from 0, so does one that was added again', () => {
    const {rows} = countAll(
      [at('10.0.0.1', 5000)],
      [at('10.0.0.1', 5000), at('10.0.0.2', 7)],
      [at('10.0.0.1', 5000)],
      [at('10.0.0.1', 5000), at('10.0.0.2', 9)],
    );
    expect(rows).toEqual([
      ['10.0.0.1', 'serving', 0, 0],
      ['10.0.0.2', 'serving', 16, 0],
    ]);
  });

  test('a counter that went back began anew, and so does one of a virtual server that came', () => {
    expect(countAll([at('10.0.0.1', 5000)], [at('10.0.0.1', 4)]).rows).toEqual([
      ['10.0.0.1', 'serving', 4, 0],
    ]);
    expect(countAll(undefined, [at('10.0.0.1', 12)]).rows).toEqual([['10.0.0.1', 'serving', 12, 0]]);
  });

  test('what came while a real server was stale led nowhere; one that is gone has no standing', () => {
    const {rows, totals} = countAll(
      [at('10.0.0.1', 100)],
      [at('10.0.0.1', 110)],
      [at('10.0.0.1', 115, {standing: 'stale'})],
      [],
    );
    expect(rows).toEqual([['10.0.0.1', null, 15, 5]]);
    expect(totals).toEqual({connections: 15, deadConnections: 5});
  });

  test('without counters they are unknown, and a table that was not read says nothing of its real servers', () => {
    expect(countAll([at('10.0.0.1', null)], [at('10.0.0.1', null)]).totals).toEqual({
      connections: null,
      deadConnections: null,
    });
    const counter = createConnectionCounter();
    counter.add(sampleOf('node1', [at('10.0.0.1', 1)]));
    const [server] = sampleOf('node1').virtualServers;
    if (!server) throw new Error('it has one');
    const unread: TraceSample = {...sampleOf('node1'), virtualServers: [{...server, present: null}]};
    counter.add(unread);
    expect(counter.realServers()).toEqual([expect.objectContaining({standing: 'serving', connections: 0})]);
  });

  test('of several nodes they are added up, under the worst standing', () => {
    const one = createConnectionCounter();
    const other = createConnectionCounter();
    for (const connections of [0, 10]) {
      one.add(sampleOf('node1', [at('10.0.0.1', connections)]));
      other.add(sampleOf('node2', [at('10.0.0.1', connections, {standing: 'stale', pod: ''})]));
    }
    expect(mergeTotals([one.realServers(), other.realServers()])).toEqual([
      {
        address: '10.0.0.1',
        port: 8080,
        standing: 'stale',
        pod: 'shop/checkout-5b96c6d957-10001',
        connections: 20,
        deadConnections: 10,
      },
    ]);
  });
});

import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {realServerStanding} from '../../src/compare/index.ts';
import type {ExpectedVirtualServer, KernelTable, TraceLag} from '../../src/model/index.ts';
import {createLagTracker, lagSpread, type ServedPort, wantedTable} from '../../src/trace/index.ts';
import {checkProperty} from '../support/property.ts';

const KEY = 'TCP 10.96.0.50:80';
const PORT = {namespace: 'default', name: 'demo', port: ''};

function served(reals: readonly string[], persistenceTimeout = 0): readonly ServedPort[] {
  const server: ExpectedVirtualServer = {
    id: {kind: 'address', protocol: 'TCP', address: '10.96.0.50', port: 80},
    family: 'IPv4',
    role: 'cluster-ip',
    presence: 'required',
    owners: [PORT],
    scheduler: 'rr',
    schedulerFlags: [],
    persistenceTimeout,
    realServers: new Map(reals.map((real) => [real, 'required'])),
    selection: 'all-ready',
    endpoints: new Map(),
  };
  return [{server, port: PORT}];
}

/** A table with these real servers, `address:port=weight`. */
function table(reals: readonly string[], persistence = 0): KernelTable {
  const realServers = new Map(
    reals.map((text) => {
      const [key = '', weight = '1'] = text.split('=');
      const [address = '', port] = key.split(':');
      return [key, {address, port: Number(port), weight: Number(weight), forwarding: 'Masq' as const}];
    }),
  );
  return new Map([
    [
      KEY,
      {
        id: {kind: 'address', protocol: 'TCP', address: '10.96.0.50', port: 80},
        scheduler: 'rr',
        persistence: persistence === 0 ? undefined : {timeoutSeconds: persistence, prefix: 32},
        schedulerFlags: [],
        onePacket: false,
        realServers,
      },
    ],
  ]);
}

const [A, B, C] = ['10.244.1.1:8080', '10.244.1.2:8080', '10.244.1.3:8080'] as const;
const sampled = new Set([KEY]);
const LIMITS = {settlingSeconds: 3, standingOf: realServerStanding};

/** A tracker whose node has this table, sampled each second from second 0 on; the node's clock is 500 s behind ours. */
function follow(
  tables: readonly KernelTable[],
  changes: readonly {readonly at: number; readonly reals: readonly string[]; readonly persistence?: number}[],
  {pods = [] as readonly number[]} = {},
): readonly TraceLag[] {
  const tracker = createLagTracker('node1', wantedTable(served([A, B])), LIMITS);
  const lags: TraceLag[] = [];
  tables.forEach((now, second) => {
    changes.forEach(({at, reals, persistence}, index) => {
      if (at > second - 1 && at <= second)
        tracker.expect(index + 1, at + 500, wantedTable(served(reals, persistence)));
    });
    const pod = pods[second] ?? 1;
    const from = second;
    lags.push(...tracker.sample({pod, from, to: from + 0.1, receivedAt: from + 500.1, table: now, sampled}));
  });
  return lags;
}

const told = (lags: readonly TraceLag[]) => lags.map(({change, state}) => `${change} ${state}`);

describe('the lag of a node', () => {
  it('is measured from the change to the sample that shows it', () => {
    const before = table([A, B]);
    const after = table([A, B, C]);
    const lags = follow([before, before, before, after], [{at: 1.5, reals: [A, B, C]}]);
    expect(told(lags)).toEqual(['1 followed']);
    // The table changed between second 2 and 3.1: 0.5 to 1.6 seconds after the change.
    expect(lags[0]?.seconds).toBeCloseTo(1.05);
    expect(lags[0]?.errorSeconds).toBeGreaterThanOrEqual(0.55);
  });

  it.each([
    ['a real server that is missing', [A, B]],
    ['one that has weight 0', [A, B, `${C}=0`]],
    ['one too many', [A, B, C, '10.244.9.9:8080']],
  ])('%s: not followed, and an alarm after the settling time, once', (_, reals) => {
    const now = table(reals);
    const lags = follow([table([A, B]), now, now, now, now, now, now, now], [{at: 0.5, reals: [A, B, C]}]);
    expect(told(lags)).toEqual(['1 late']);
    expect(lags[0]?.seconds).toBeGreaterThan(3);
  });

  it('a real server that drains is no lag', () => {
    const lags = follow([table([A, B]), table([A, `${B}=0`])], [{at: 0.5, reals: [A]}]);
    expect(told(lags)).toEqual(['1 followed']);
  });

  it('a node that is late follows in the end', () => {
    const before = table([A, B]);
    const lags = follow(
      [before, before, before, before, before, before, table([A])],
      [{at: 0.5, reals: [A]}],
    );
    expect(told(lags)).toEqual(['1 late', '1 followed']);
  });

  it('changes that were passed over are followed with the one that came after', () => {
    const before = table([A, B]);
    const changes = [
      {at: 0.5, reals: [A]},
      {at: 0.7, reals: [A, C]},
    ];
    expect(told(follow([before, before, table([A, C])], changes))).toEqual(['1 followed', '2 followed']);
  });

  it('what a gap hides is lost, not guessed', () => {
    const before = table([A, B]);
    const lags = follow([before, before, table([A]), table([A])], [{at: 1.5, reals: [A]}], {
      pods: [1, 1, 2, 2],
    });
    expect(told(lags)).toEqual(['1 lost']);
    expect(lags[0]?.seconds).toBeNull();
  });

  it('a change that does not concern the node is not waited for', () => {
    expect(follow([table([A, B]), table([A, B])], [{at: 0.5, reals: [B, A]}])).toEqual([]);
  });

  it('other persistence is a change too', () => {
    const lags = follow(
      [table([A, B]), table([A, B]), table([A, B], 600)],
      [{at: 0.5, reals: [A, B], persistence: 600}],
    );
    expect(told(lags)).toEqual(['1 followed']);
  });

  it('whatever clocks, delays and intervals: the truth is within the stated error, once a sample came without delay', () => {
    const simulated = fc.record({
      offset: fc.double({min: -1e6, max: 1e6, noNaN: true}),
      interval: fc.double({min: 0.2, max: 3, noNaN: true}),
      reading: fc.double({min: 0.001, max: 0.3, noNaN: true}),
      delay: fc.double({min: 0, max: 0.05, noNaN: true}),
      jitters: fc.array(fc.double({min: 0, max: 0.5, noNaN: true}), {minLength: 12, maxLength: 12}),
      at: fc.double({min: 1, max: 5, noNaN: true}),
      lag: fc.double({min: 0, max: 4, noNaN: true}),
    });
    checkProperty(
      fc.property(simulated, (given) => {
        const found = simulate(given);
        return Math.abs((found?.seconds ?? Number.NaN) - given.lag) <= (found?.errorSeconds ?? 0) + 1e-6;
      }),
    );
  });
});

interface Simulated {
  /** Of the node's clock against ours. */
  readonly offset: number;
  readonly interval: number;
  /** How long a reading takes. */
  readonly reading: number;
  /** Of each sample on its way to us, and what some take longer. */
  readonly delay: number;
  readonly jitters: readonly number[];
  /** When the API changes, and how long the node takes. */
  readonly at: number;
  readonly lag: number;
}

/** What is measured of one change. */
function simulate({offset, interval, reading, delay, jitters, at, lag}: Simulated): TraceLag | undefined {
  const tracker = createLagTracker('node1', wantedTable(served([A, B])), {...LIMITS, settlingSeconds: 60});
  let told = false;
  for (let number = 0; number < 60; number++) {
    const from = number * (interval + reading);
    if (!told && from > at) {
      tracker.expect(1, at, wantedTable(served([A])));
      told = true;
    }
    const jitter = number === 0 ? 0 : (jitters[number % jitters.length] ?? 0);
    const [found] = tracker.sample({
      pod: 1,
      from: from + offset,
      to: from + reading + offset,
      receivedAt: from + reading + delay + jitter,
      // The row is read at the end of the reading.
      table: from + reading >= at + lag ? table([A]) : table([A, B]),
      sampled,
    });
    if (found) return found;
  }
  return undefined;
}

describe('the spread of lags', () => {
  it.each([
    ['one', [1], {p50: 1, p95: 1, max: 1}],
    ['four, in any order', [4, 1, 3, 2], {p50: 2, p95: 4, max: 4}],
    ['a hundred', Array.from({length: 100}, (_, index) => index + 1), {p50: 50, p95: 95, max: 100}],
  ])('of %s', (_, seconds, expected) => {
    const lags = seconds.map((value) => ({
      node: 'n',
      change: 1,
      state: 'followed' as const,
      seconds: value,
      errorSeconds: 0.5,
      message: '',
    }));
    expect(lagSpread(lags)).toMatchObject({...expected, count: seconds.length, errorSeconds: 0.5});
  });

  it('of nothing is nothing', () => {
    expect(lagSpread([])).toEqual({count: 0, p50: null, p95: null, max: null, errorSeconds: null});
  });
});

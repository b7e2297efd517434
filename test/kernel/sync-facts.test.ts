import {describe, expect, test} from '@jest/globals';
import {readSyncFacts} from '../../src/kernel/sync-facts.ts';
import {metrics} from '../support/builders/proxy-facts.ts';

const LAST = 'kubeproxy_sync_proxy_rules_last_timestamp_seconds';
const DURATION = 'kubeproxy_sync_proxy_rules_duration_seconds';

describe('the last sync', () => {
  test('by family, where the metrics have it', () => {
    const {last} = readSyncFacts(
      metrics([`${LAST}{ip_family="IPv4"} 1.5e+09`, `${LAST}{ip_family="IPv6"} 1.6e+09`]),
    );
    expect([...last]).toEqual([
      ['IPv4', 1.5e9],
      ['IPv6', 1.6e9],
    ]);
  });

  test('before 1.33 one gauge stands for both families', () => {
    expect([...readSyncFacts(metrics([`${LAST} 1.5e+09`])).last]).toEqual([['any', 1.5e9]]);
  });

  test.each([
    ['0, as the gauge is before the first sync', [`${LAST} 0`]],
    ['no such metric', ['go_threads 8']],
    ['no number', [`${LAST} NaN`]],
  ])('%s: there was none', (_, lines) => {
    expect(readSyncFacts(metrics(lines)).last.size).toBe(0);
  });
});

describe('how long syncs take', () => {
  function p99(buckets: Readonly<Record<string, number>>, family = 'IPv4') {
    return Object.entries(buckets).map(
      ([le, count]) => `${DURATION}_bucket{ip_family="${family}",le="${le}"} ${count}`,
    );
  }

  test.each<readonly [string, readonly string[], object | undefined]>([
    ['none yet', p99({'1': 0, '+Inf': 0}), undefined],
    ['within a bucket', p99({'1': 100, '2': 100, '+Inf': 100}), {seconds: 1, beyond: false}],
    ['beyond the largest', p99({'1': 5, '2': 50, '+Inf': 100}), {seconds: 2, beyond: true}],
    [
      'one family beyond, the other not',
      [...p99({'1': 100, '+Inf': 100}), ...p99({'1': 50, '+Inf': 100}, 'IPv6')],
      {seconds: 1, beyond: true},
    ],
  ])('%s', (_, lines, expected) => {
    expect(readSyncFacts(metrics(lines)).p99).toEqual(expected);
  });

  test('the mean is that of the slower family', () => {
    const lines = [
      `${DURATION}_sum{ip_family="IPv4"} 10`,
      `${DURATION}_count{ip_family="IPv4"} 10`,
      `${DURATION}_sum{ip_family="IPv6"} 30`,
      `${DURATION}_count{ip_family="IPv6"} 10`,
    ];
    expect(readSyncFacts(metrics(lines)).meanSeconds).toBe(3);
  });
});

import {describe, expect, test} from '@jest/globals';
import {parseKubeVersion} from '../../src/model/index.ts';
import type {NodeObservation} from '../../src/status/index.ts';
import {syncConcerns} from '../../src/status/sync-concerns.ts';
import {anObservation, CAPTURED, syncFacts, syncTimes} from '../support/builders/observation.ts';
import {configuration} from '../support/builders/proxy-facts.ts';

const DURATION = 'kubeproxy_sync_proxy_rules_duration_seconds';

function told(overrides: Partial<NodeObservation>): readonly string[] {
  return syncConcerns(anObservation(overrides)).map(
    ({severity, code, message}) => `${severity}${code ? ` ${code}` : ''}: ${message}`,
  );
}

function sync(times: Parameters<typeof syncTimes>[0], ...lines: string[]) {
  return {sync: syncFacts([...syncTimes(times), ...lines])};
}

describe('syncs', () => {
  test.each<readonly [string, Partial<NodeObservation>]>([
    ['in order', {}],
    ['a sync asked for a moment ago', sync({last: {IPv4: 20, IPv6: 20}, queued: {IPv4: 2, IPv6: 2}})],
    ['another mode, whose metrics have the same names', {mode: 'nftables', ...sync({last: {IPv4: 9999}})}],
    ['no metrics', {sync: undefined}],
    ['metrics of another program', {sync: syncFacts(['go_threads 8'])}],
    [
      'an old sync in a version that syncs once an hour',
      {version: parseKubeVersion('v1.34.2'), ...sync({last: {IPv4: 3000, IPv6: 3000}})},
    ],
    [
      'an old sync where syncPeriod is an hour',
      {configuration: configuration({ipvs: {syncPeriod: '1h'}}), ...sync({last: {IPv4: 3000, IPv6: 3000}})},
    ],
  ])('%s: nothing to say', (_, overrides) => {
    expect(told(overrides)).toEqual([]);
  });

  test('none since the start an hour ago is an error; soon after the start a warning', () => {
    const [late] = told(sync({queued: {IPv4: 60}}));
    expect(late).toMatch(/^error: no sync of kube-proxy has succeeded since it started, which was 1h ago/);
    const started = syncFacts(['kubeproxy_sync_proxy_rules_service_changes_pending 4']);
    const [early] = told({sync: {...started, startedAt: CAPTURED - 90}});
    expect(early).toMatch(/^warning: no sync .*1m30s ago/);
  });

  test('one family that never synced is told apart from the other', () => {
    const [only] = told(sync({last: {IPv4: 5}, queued: {IPv4: 60, IPv6: 60}}));
    expect(only).toMatch(/^error: no IPv6 sync of kube-proxy has succeeded/);
  });

  test('changes that wait longer than twice syncPeriod: unhealthy', () => {
    expect(told(sync({last: {IPv4: 200, IPv6: 10}, queued: {IPv4: 100, IPv6: 60}}))).toEqual([
      'error IPVS078: changes have been waiting for a sync for 1m40s',
    ]);
  });

  test('kube-proxy that calls itself unhealthy is believed', () => {
    expect(told({healthy: false})).toEqual([
      'error IPVS078: kube-proxy calls itself unhealthy: its syncs fail or take too long',
    ]);
  });

  test('a last sync older than two periods, nothing waiting', () => {
    expect(told(sync({last: {IPv4: 300, IPv6: 10}, queued: {IPv4: 400, IPv6: 400}}))).toEqual([
      'warning: the last successful sync was 5m ago, though one is due every 30s',
    ]);
    const failures = 'kubeproxy_sync_proxy_rules_iptables_restore_failures_total{ip_family="IPv4"} 7';
    expect(told(sync({last: {IPv4: 300, IPv6: 10}}, failures))).toEqual([
      'warning IPVS061: the last successful sync was 5m ago, though one is due every 30s; iptables-restore failed 7 times',
    ]);
  });

  test('slow syncs: a warning above 5 s, an error above syncPeriod', () => {
    const durations = (bound: string, count: number, sum: number) => [
      `${DURATION}_bucket{ip_family="IPv4",le="${bound}"} ${count}`,
      `${DURATION}_bucket{ip_family="IPv4",le="+Inf"} 10`,
      `${DURATION}_sum{ip_family="IPv4"} ${sum}`,
      `${DURATION}_count{ip_family="IPv4"} 10`,
    ];
    const times = {last: {IPv4: 10, IPv6: 10}};
    expect(told(sync(times, ...durations('4.096', 10, 30)))).toEqual([]);
    expect(told(sync(times, ...durations('8.192', 10, 60)))).toEqual([
      'warning IPVS075: syncs are slow: up to 8s (p99)',
    ]);
    expect(told(sync(times, ...durations('16.384', 2, 150)))).toEqual([
      'warning IPVS075: syncs are slow: longer than 16s (p99)',
    ]);
    expect(told(sync(times, ...durations('16.384', 2, 900)))).toEqual([
      'error IPVS075: syncs take longer than syncPeriod (30s): longer than 16s (p99), 1m30s on average',
    ]);
  });
});

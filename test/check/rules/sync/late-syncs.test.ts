import {describe, expect, test} from '@jest/globals';
import type {NodeFacts} from '../../../../src/check/index.ts';
import {parseKubeVersion} from '../../../../src/model/index.ts';
import {checkOnNode} from '../../../support/builders/node-evidence.ts';
import {CAPTURED, syncFacts, syncTimes} from '../../../support/builders/observation.ts';
import {CAPTURED_AT, configuration} from '../../../support/builders/proxy-facts.ts';

const HEALTHY = {
  lastUpdated: '2026-11-20T12:00:00Z',
  currentTime: '2026-11-20T12:00:00Z',
  nodeEligible: true,
};

/** In order: kube-proxy runs in IPVS mode and synced both families 10 s ago. */
const IN_ORDER: Partial<NodeFacts> = {
  mode: 'ipvs',
  capturedAt: CAPTURED_AT,
  configuration: configuration({}),
  ...version('v1.36.2'),
  healthz: HEALTHY,
  ...sync({last: {IPv4: 10, IPv6: 10}, queued: {IPv4: 60, IPv6: 60}}),
};

function version(text: string): Partial<NodeFacts> {
  const known = parseKubeVersion(text);
  return known ? {version: known} : {};
}

function sync(times: Parameters<typeof syncTimes>[0], ...lines: string[]) {
  return {syncs: syncFacts([...syncTimes(times), ...lines])};
}

function told(overrides: Partial<NodeFacts>): readonly string[] {
  return checkOnNode('IPVS078', {...IN_ORDER, ...overrides})
    .filter(({result}) => result === 'fail')
    .map(({severity, message}) => `${severity}: ${message}`);
}

describe('syncs', () => {
  test.each<readonly [string, Partial<NodeFacts>]>([
    ['in order', {}],
    ['a sync asked for a moment ago', sync({last: {IPv4: 20, IPv6: 20}, queued: {IPv4: 2, IPv6: 2}})],
    ['another mode, whose metrics have the same names', {mode: 'nftables', ...sync({last: {IPv4: 9999}})}],

    ['metrics of another program', {syncs: syncFacts(['go_threads 8'])}],
    [
      'an old sync in a version that syncs once an hour',
      {...version('v1.34.2'), ...sync({last: {IPv4: 3000, IPv6: 3000}})},
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
    const [early] = told({syncs: {...started, startedAt: CAPTURED - 90}});
    expect(early).toMatch(/^warning: no sync .*1m30s ago/);
  });

  test('one family that never synced is told apart from the other', () => {
    const [only] = told(sync({last: {IPv4: 5}, queued: {IPv4: 60, IPv6: 60}}));
    expect(only).toMatch(/^error: no IPv6 sync of kube-proxy has succeeded/);
  });

  test('changes that wait longer than twice syncPeriod: unhealthy', () => {
    expect(told(sync({last: {IPv4: 200, IPv6: 10}, queued: {IPv4: 100, IPv6: 60}}))).toEqual([
      'error: changes have been waiting for a sync for 1m40s',
    ]);
  });

  test('kube-proxy that calls itself unhealthy is believed', () => {
    const healthz = {...HEALTHY, lastUpdated: '2026-11-20T11:50:00Z'};
    expect(told({healthz})).toEqual([
      'error: kube-proxy reports itself unhealthy (/healthz returns 503): its syncs fail or take too long',
    ]);
  });

  test('a last sync older than two periods, nothing waiting', () => {
    expect(told(sync({last: {IPv4: 300, IPv6: 10}, queued: {IPv4: 400, IPv6: 400}}))).toEqual([
      'warning: the last successful sync was 5m ago, though one is due every 30s',
    ]);
    const failures = 'kubeproxy_sync_proxy_rules_iptables_restore_failures_total{ip_family="IPv4"} 7';
    expect(told(sync({last: {IPv4: 300, IPv6: 10}}, failures))).toEqual([
      'warning: the last successful sync was 5m ago, though one is due every 30s; iptables-restore failed 7 times (IPVS061)',
    ]);
  });
});

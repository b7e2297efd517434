import {describe, expect, test} from '@jest/globals';
import {parseKubeVersion} from '../../src/model/index.ts';
import {findOutliers} from '../../src/status/find-outliers.ts';
import type {NodeObservation} from '../../src/status/index.ts';
import {anObservation, syncFacts, syncTimes} from '../support/builders/observation.ts';
import {configuration} from '../support/builders/proxy-facts.ts';

/** Five nodes, of which the last one is different. */
function told(different: Partial<NodeObservation>, rest: Partial<NodeObservation> = {}): readonly string[] {
  const nodes = ['a', 'b', 'c', 'd'].map((name) => anObservation({name, ...rest}));
  return findOutliers([...nodes, anObservation({name: 'e', ...rest, ...different})]).map(
    ({kind, nodes: names, message}) => `${kind} ${names.join(',')}: ${message}`,
  );
}

describe('nodes that stand out', () => {
  test.each<readonly [string, Partial<NodeObservation>, string]>([
    [
      'version',
      {version: parseKubeVersion('v1.35.1')},
      'version e: kube-proxy is v1.35.1, elsewhere v1.36.2',
    ],
    ['mode', {mode: 'iptables'}, 'mode e: kube-proxy runs in iptables mode, elsewhere in ipvs mode'],
    [
      'configuration',
      {configuration: configuration({ipvs: {scheduler: 'lc'}})},
      'configuration e: kube-proxy is configured differently: scheduler is "lc", elsewhere "rr"',
    ],
    [
      'table',
      {table: 'bbbb'},
      'table e: the table differs from those of other nodes on Services that must be identical everywhere',
    ],
    [
      'sync age',
      {sync: syncFacts(syncTimes({last: {IPv4: 10, IPv6: 400}}))},
      'sync-age e: the last sync was 6m40s ago, on most nodes 10s',
    ],
  ])('%s', (_, different, message) => {
    expect(told(different)).toEqual([message]);
  });

  test.each<readonly [string, Partial<NodeObservation>]>([
    ['nothing', {}],
    ['what is not known', {version: undefined, table: undefined, sync: undefined, modeConfirmed: false}],
    [
      'its own name and address',
      {configuration: configuration({hostnameOverride: 'e', bindAddress: '192.0.2.5'})},
    ],
    [
      'defaults spelled out',
      {configuration: configuration({ipvs: {scheduler: 'rr'}, detectLocalMode: 'ClusterCIDR'})},
    ],
    [
      'a configuration that was not read from it',
      {configuration: configuration({ipvs: {scheduler: 'lc'}}, 'configmap')},
    ],
    ['a sync that is a little older', {sync: syncFacts(syncTimes({last: {IPv4: 28}}))}],
  ])('%s is no reason to stand out', (_, different) => {
    expect(told(different)).toEqual([]);
  });

  test('a version that shows the addresses that primary became does not stand out', () => {
    const rest = {configuration: configuration({nodePortAddresses: ['primary']})};
    const own = configuration({nodePortAddresses: ['192.0.2.5/32', '2001:db8::5/128']});
    expect(told({configuration: own}, rest)).toEqual([]);
    expect(told({configuration: configuration({nodePortAddresses: ['192.0.2.0/24']})}, rest)).toHaveLength(1);
  });

  test('without a majority all are named, with what each camp has', () => {
    const two = [
      anObservation({name: 'a'}),
      anObservation({name: 'b', version: parseKubeVersion('v1.35.1')}),
    ];
    expect(findOutliers(two)).toEqual([
      {
        kind: 'version',
        nodes: ['a', 'b'],
        message: 'kube-proxy has different versions: v1.36.2 on a, v1.35.1 on b',
      },
    ]);
  });
});

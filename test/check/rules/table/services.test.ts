import {describe, expect, test} from '@jest/globals';
import type {JsonObject} from '../../../../src/model/index.ts';
import {actualState} from '../../../support/builders/actual-state.ts';
import {expectedOn} from '../../../support/builders/cluster.ts';
import {aSlice, aSlicePort} from '../../../support/builders/endpoint-slice.ts';
import {checkInCluster, checkOnNode, inShort, version} from '../../../support/builders/node-evidence.ts';
import {aService} from '../../../support/builders/service.ts';

describe('IPVS009: two Services claim one address and port', () => {
  const claim = (name: string, externalIPs: readonly string[], clusterIP: string) =>
    aService({name, externalIPs, clusterIPs: [clusterIP]});
  const expected = (second: string) =>
    expectedOn(
      {},
      {services: [claim('one', ['198.51.100.7'], '10.96.0.8'), claim('two', [second], '10.96.0.9')]},
    );

  test('the same external IP and port', () => {
    expect(inShort(checkOnNode('IPVS009', {expected: expected('198.51.100.7')}))).toEqual([
      'fail error default/one: TCP 198.51.100.7:80 is claimed by default/one and default/two',
      'fail error default/two: TCP 198.51.100.7:80 is claimed by default/one and default/two',
    ]);
  });

  test('different ones', () => {
    expect(inShort(checkOnNode('IPVS009', {expected: expected('198.51.100.8')}))).toEqual(['pass']);
  });
});

describe('IPVS010: virtual server without real servers', () => {
  const EMPTY = ['-A -t 10.96.14.7:80 -s rr'];
  const check = (endpoints: string, lines: readonly string[], service: JsonObject = aService()) =>
    inShort(
      checkOnNode('IPVS010', {
        table: actualState(lines).virtualServers!,
        expected: expectedOn({}, {services: [service], slices: endpoints === '' ? [] : [aSlice(endpoints)]}),
      }),
    );

  test('endpoints are there and none is ready', () => {
    expect(check('5@a !r', EMPTY)).toEqual([
      'fail warning default/svc: TCP 10.96.14.7:80; endpoint 10.244.1.5:8080: ready false, serving false, terminating false',
    ]);
  });

  test('a Service without endpoints may be meant so', () => {
    expect(check('', EMPTY)).toEqual(['fail info default/svc: TCP 10.96.14.7:80']);
  });

  test('a ready endpoint', () => {
    expect(check('5@a', [...EMPTY, '-a -t 10.96.14.7:80 -r 10.244.1.5:8080 -m -w 1'])).toEqual(['pass']);
  });

  test('the table still has a real server: stale, not empty', () => {
    expect(check('5@a !r', [...EMPTY, '-a -t 10.96.14.7:80 -r 10.244.1.5:8080 -m -w 1'])).toEqual(['pass']);
  });

  test('policy Local without a local endpoint is another entry', () => {
    expect(check('7@b', EMPTY, aService({internalTrafficPolicy: 'Local'}))).toEqual(['pass']);
  });
});

describe('IPVS011: slices that kube-proxy ignores', () => {
  const check = (slice: JsonObject, service = aService()) =>
    inShort(checkInCluster('IPVS011', {services: [service], slices: [slice]}));

  test.each([
    ['no label', aSlice('5@a', {service: null}), 'has no label kubernetes.io/service-name'],
    ['another port name', aSlice('5@a', {ports: [aSlicePort({name: 'web'})]}), 'web/TCP 8080'],
    ['another protocol', aSlice('5@a', {ports: [aSlicePort({protocol: 'UDP'})]}), 'http/UDP 8080'],
    ['a port without a number', aSlice('5@a', {ports: [{name: 'http'}]}), 'http/TCP (no number)'],
    ['host names', aSlice('5@a', {addressType: 'FQDN'}), 'addressType FQDN'],
    ['a family that the Service lacks', aSlice('fd00::5@a'), 'addressType IPv6'],
  ])('%s', (_, slice, evidence) => {
    const [result] = check(slice);
    expect(result).toMatch(/^fail warning/);
    expect(result).toContain(evidence);
  });

  test.each([
    ['as it should be', aSlice('5@a')],
    ['of a Service that is gone', aSlice('5@a', {service: 'gone', ports: [aSlicePort({name: 'x'})]})],
    ['without endpoints', aSlice('', {ports: []})],
    ['one of two ports', aSlice('5@a', {ports: [aSlicePort(), aSlicePort({name: 'more', port: 1})]})],
  ])('%s: fine', (_, slice) => {
    expect(check(slice)).toEqual(['pass']);
  });

  test('a headless Service has no virtual server to miss anything', () => {
    expect(check(aSlice('5@a', {ports: []}), aService({clusterIPs: ['None']}))).toEqual(['pass']);
  });

  const slices = [aSlice('5@a', {name: 'one'}), aSlice('5@a t', {name: 'two'})];
  const onNode = (text: string, objects: readonly JsonObject[]) =>
    inShort(
      checkOnNode('IPVS011', {
        version: version(text),
        expected: expectedOn({version: text}, {services: [aService()], slices: objects}),
      }),
    );

  test('contradicting copies of an endpoint, up to 1.35', () => {
    expect(onNode('v1.35.2', slices)).toEqual(['fail warning default/svc: 10.244.1.5:8080']);
    expect(onNode('v1.35.2', [slices[0]!])).toEqual(['pass']);
    expect(onNode('v1.36.0', slices)).toEqual(['pass']);
  });
});

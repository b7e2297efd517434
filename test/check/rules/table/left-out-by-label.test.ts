import {expect, test} from '@jest/globals';
import {checkInCluster, inShort, version} from '../../../support/builders/node-evidence.ts';
import {aService} from '../../../support/builders/service.ts';

const LABEL = 'service.kubernetes.io/service-proxy-name';

test('IPVS012: a Service with the label of another proxy is told', () => {
  const services = [aService({name: 'mesh', labels: {[LABEL]: 'cilium'}}), aService({name: 'web'})];
  expect(inShort(checkInCluster('IPVS012', {services}))).toEqual([`fail info default/mesh: ${LABEL}=cilium`]);
});

test.each([
  ['no label', aService({name: 'web'})],
  [
    'headless: kube-proxy makes nothing anyway',
    aService({clusterIPs: ['None'], labels: {[LABEL]: 'cilium'}}),
  ],
])('IPVS012: %s', (_, service) => {
  expect(inShort(checkInCluster('IPVS012', {services: [service]}))).toEqual(['pass']);
});

test('IPVS012: the label headless on a Service with a cluster IP, up to 1.35', () => {
  const services = [aService({name: 'web', labels: {'service.kubernetes.io/headless': ''}})];
  const told = (text: string) =>
    inShort(checkInCluster('IPVS012', {services}, [{name: 'node-a', version: version(text)}]));
  expect(told('v1.35.2')).toEqual(['fail info default/web: service.kubernetes.io/headless=']);
  expect(told('v1.36.0')).toEqual(['pass']);
});

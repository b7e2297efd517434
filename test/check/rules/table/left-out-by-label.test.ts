import {expect, test} from '@jest/globals';
import {checkInCluster, inShort} from '../../../support/builders/node-evidence.ts';
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

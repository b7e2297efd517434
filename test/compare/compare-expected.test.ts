import {describe, expect, test} from '@jest/globals';
import {compareExpected} from '../../src/compare/index.ts';
import {expectedOn} from '../support/builders/cluster.ts';
import {aSlice} from '../support/builders/endpoint-slice.ts';
import type {NodeOverrides} from '../support/builders/node.ts';
import {aService} from '../support/builders/service.ts';

type Objects = Parameters<typeof expectedOn>[1];

/** What changes on the common node, each as `effect part subject`. */
function changes(from: string, to: string, objects: Objects, node: NodeOverrides = {}): readonly string[] {
  const [before, after] = [from, to].map((version) => expectedOn({...node, version}, objects));
  if (!before || !after) throw new Error('no states');
  return compareExpected(before, after).map(({effect, part, subject, from: old, to: now}) =>
    [effect, part, subject, ...(effect === 'changes' ? [`${old} -> ${now}`] : [])].join(' '),
  );
}

describe('what another version of kube-proxy programs otherwise', () => {
  test('nothing, where the rules are the same', () => {
    expect(changes('1.30.2', '1.30.9', {services: [aService()]})).toEqual([]);
    expect(changes('1.37.0', '1.38.0', {services: [aService()]})).toEqual([]);
  });

  test('a set and chains of 1.26, once and not for each member', () => {
    const all = changes('1.25.0', '1.26.0', {services: [aService()]});
    expect(all).toContain('appears ip-set KUBE-IPVS-IPS (1 member)');
    expect(all).toContain('appears iptables-chain IPv4 filter KUBE-IPVS-FILTER');
    expect(all.some((text) => text.includes('ip-set-member KUBE-IPVS-IPS'))).toBe(false);
  });

  test('and back again, the other way round', () => {
    expect(changes('1.26.0', '1.25.0', {services: [aService()]})).toContain(
      'disappears ip-set KUBE-IPVS-IPS (1 member)',
    );
  });

  test('a Service that a label hides up to 1.35', () => {
    const hidden = aService({labels: {'service.kubernetes.io/headless': ''}});
    expect(changes('1.35.0', '1.36.0', {services: [hidden]})).toEqual(
      expect.arrayContaining(['appears virtual-server TCP 10.96.14.7:80', 'appears address 10.96.14.7']),
    );
  });

  test('endpoints that terminate, from 1.26 on', () => {
    const slice = aSlice([
      {
        addresses: ['10.244.1.5'],
        conditions: {ready: false, serving: true, terminating: true},
        nodeName: 'node-a',
      },
    ]);
    const all = changes('1.25.0', '1.26.0', {services: [aService()], slices: [slice]});
    expect(all.filter((text) => text.includes('real-server'))).toEqual([
      expect.stringMatching(/^appears real-server TCP 10\.96\.14\.7:80 -> 10\.244\.1\.5:/),
    ]);
  });

  test('a flag of the scheduler mh, from 1.27 on', () => {
    const node = {configuration: {ipvs: {scheduler: 'mh'}}};
    expect(changes('1.26.0', '1.27.3', {services: [aService()]}, node)).toContain(
      'changes scheduler TCP 10.96.14.7:80 mh -> mh mh-port',
    );
  });

  test('node ports by a keyword that only 1.37 knows', () => {
    const service = aService({
      type: 'NodePort',
      ports: [{name: 'http', protocol: 'TCP', port: 80, nodePort: 30080}],
    });
    const node = {configuration: {nodePortAddresses: ['localhost']}};
    const all = changes('1.36.0', '1.37.0', {services: [service]}, node);
    expect(all).toContain('disappears virtual-server TCP 192.0.2.11:30080');
  });
});

import {describe, expect, test} from '@jest/globals';
import {judgeUnexpected} from '../../src/compare/foreign-owner.ts';
import {actualState} from '../support/builders/actual-state.ts';
import {expectedOn} from '../support/builders/cluster.ts';
import {aSlice} from '../support/builders/endpoint-slice.ts';
import {aPort, aService} from '../support/builders/service.ts';

const API = aService({
  name: 'kubernetes',
  clusterIPs: ['10.96.0.1'],
  ports: [aPort({name: 'https', port: 443, targetPort: 6443})],
});
const API_SLICE = aSlice(
  [
    {addresses: ['192.0.2.11'], conditions: {ready: true}},
    {addresses: ['192.0.2.12'], conditions: {ready: true}},
  ],
  {name: 'kubernetes', service: 'kubernetes', ports: [{name: 'https', protocol: 'TCP', port: 6443}]},
);

/** Whose an unexpected virtual server is thought to be; it is the last of the lines' virtual servers. */
function owner(
  lines: readonly string[],
  bound: readonly string[] = ['10.96.0.1'],
  configuration = {},
): string {
  const node = {bound, configuration};
  const expected = expectedOn(node, {services: [API, aService()], slices: [API_SLICE]});
  const actual = actualState(lines, node);
  const server = [...(actual.virtualServers?.values() ?? [])].find(
    ({id}) => id.kind === 'address' && id.address === '192.0.2.200',
  );
  if (!server) throw new Error('no such virtual server');
  const {code, severity} = judgeUnexpected(server, expected, actual);
  return `${code} ${severity}`;
}

describe('whose a virtual server is that no Service explains', () => {
  test.each<readonly [string, readonly string[], readonly string[], string]>([
    [
      'the control plane at its usual port',
      ['-A -t 192.0.2.200:6443 -s rr', '-a -t 192.0.2.200:6443 -r 192.0.2.11:6443 -m -w 1'],
      [],
      'IPVS082 warning',
    ],
    [
      'the control plane at another port',
      ['-A -t 192.0.2.200:8443 -s rr', '-a -t 192.0.2.200:8443 -r 192.0.2.11:6443 -m -w 1'],
      [],
      'IPVS082 warning',
    ],
    [
      'other real servers, on no interface: left over',
      ['-A -t 192.0.2.200:8443 -s rr', '-a -t 192.0.2.200:8443 -r 10.244.1.9:8443 -m -w 1'],
      [],
      'IPVS004 warning',
    ],
    [
      'on kube-ipvs0: left over from a Service of the API servers',
      ['-A -t 192.0.2.200:8443 -s rr', '-a -t 192.0.2.200:8443 -r 192.0.2.11:6443 -m -w 1'],
      ['192.0.2.200'],
      'IPVS004 warning',
    ],
    [
      'direct routing',
      ['-A -t 192.0.2.200:80 -s rr', '-a -t 192.0.2.200:80 -r 10.1.1.1:80 -g -w 1'],
      [],
      'IPVS082 warning',
    ],
    ['no real servers', ['-A -t 192.0.2.200:8443 -s rr'], [], 'IPVS004 warning'],
  ])('%s', (_, lines, bound, verdict) => {
    expect(owner(lines, ['10.96.0.1', ...bound])).toBe(verdict);
  });

  test('an address that is excluded is left to its owner', () => {
    const excluded = {ipvs: {excludeCIDRs: ['192.0.2.200/32']}};
    expect(owner(['-A -t 192.0.2.200:6443 -s rr'], [], excluded)).toBe('IPVS082 info');
  });
});

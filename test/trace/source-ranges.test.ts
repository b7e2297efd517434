import {describe, expect, test} from '@jest/globals';
import {letIn} from '../../src/trace/source-ranges.ts';
import {actualState} from '../support/builders/actual-state.ts';
import {expectedOn} from '../support/builders/cluster.ts';
import {aService} from '../support/builders/service.ts';

interface Situation {
  readonly address?: string;
  /** Members of the firewall's set, of the ranges, and of the node's own addresses, without the virtual server. */
  readonly restricted?: boolean;
  readonly ranges?: readonly string[];
  readonly own?: readonly string[];
  readonly client?: string;
  readonly version?: string;
  readonly failures?: readonly string[];
}

/** What a client of the load-balancer address finds. */
function outcome({
  address = '198.51.100.7',
  restricted = true,
  ranges = [],
  own = [],
  client,
  version = '1.36.0',
  failures = [],
}: Situation) {
  const family = address.includes(':') ? 'IPv6' : 'IPv4';
  const name = (set: string) => (family === 'IPv4' ? `KUBE-${set}` : `KUBE-6-${set}`).slice(0, 31);
  const socket = `${address},tcp:80`;
  const set = (key: string, members: readonly string[]) =>
    [name(key), {name: name(key), type: 'hash:ip,port,net', family, members: new Set(members)}] as const;
  const service = aService({
    type: 'LoadBalancer',
    clusterIPs: [family === 'IPv4' ? '10.96.14.7' : 'fd00:96::7'],
    ingress: [{ip: address}],
  });
  const expected = expectedOn({version}, {services: [service]});
  const server = [...expected.virtualServers.values()].find(({role}) => role === 'load-balancer');
  if (!server) throw new Error('no virtual server of the load balancer');
  const ipSets = new Map([
    set('LOAD-BALANCER-FW', restricted ? [socket] : []),
    set(
      'LOAD-BALANCER-SOURCE-CIDR',
      ranges.map((range) => `${socket},${range}`),
    ),
    set(
      'LOAD-BALANCER-SOURCE-IP',
      own.map((ip) => `${socket},${ip}`),
    ),
  ]);
  const actual = {...actualState([]), ipSets} as never;
  const failed = failures.map((code) => ({code, remedy: ''}));
  const view = {expected, actual, findings: [], failures: failed, routes: undefined, nodes: [], client};
  return letIn({view, server} as never);
}

describe('the source ranges of a load-balancer address', () => {
  test.each<readonly [string, Situation, string | undefined]>([
    ['are not set', {restricted: false, client: '192.0.2.90'}, undefined],
    ['hold the client', {ranges: ['192.0.2.0/24'], client: '192.0.2.90'}, undefined],
    ['hold the client as one address', {ranges: ['192.0.2.90'], client: '192.0.2.90'}, undefined],
    [
      'hold the client of IPv6',
      {address: '2001:db8::7', ranges: ['2001:db8:1::/48'], client: '2001:db8:1::9'},
      undefined,
    ],
    [
      'do not hold the client',
      {ranges: ['203.0.113.0/24'], client: '192.0.2.90'},
      '192.0.2.90 is in no range',
    ],
    [
      'do not hold the client of IPv6',
      {address: '2001:db8::7', ranges: ['2001:db8:1::/48'], client: '2001:db8:2::9'},
      'is in no range',
    ],
    [
      'let the node itself in',
      {ranges: ['203.0.113.0/24'], own: ['192.0.2.11'], client: '192.0.2.11'},
      undefined,
    ],
    ['are empty', {client: '192.0.2.90'}, 'drops everyone'],
    ['are empty, whoever the client is', {}, 'drops everyone'],
    ['are empty but for the node', {own: ['198.51.100.7']}, 'drops everyone'],
  ])('%s', (_, situation, message) => {
    const {broken} = outcome(situation);
    expect(broken?.state).toBe(message === undefined ? undefined : 'broken');
    expect(broken?.message ?? '').toContain(message ?? '');
  });

  test('are named where no client is', () => {
    expect(outcome({ranges: ['203.0.113.0/24', '192.0.2.0/24']}).reason).toBe(
      'only 203.0.113.0/24, 192.0.2.0/24 is allowed (loadBalancerSourceRanges)',
    );
  });

  test('an empty one is IPVS053 where `check` says so, and the chain is that of the version', () => {
    expect(outcome({}).broken?.code).toBeNull();
    expect(outcome({failures: ['IPVS053']})).toMatchObject({
      broken: {code: 'IPVS053', message: expect.stringContaining('KUBE-SOURCE-RANGES-FIREWALL')},
    });
    expect(outcome({version: '1.24.0'}).broken?.message).toContain('KUBE-LOAD-BALANCER-FW -> KUBE-FIREWALL');
  });
});

import {describe, expect, test} from '@jest/globals';
import {actualState, listedState} from '../support/builders/actual-state.ts';
import {expectedOn} from '../support/builders/cluster.ts';
import {aSlice, aSlicePort} from '../support/builders/endpoint-slice.ts';
import {compareAll, describeFindings} from '../support/builders/findings.ts';
import type {NodeOverrides} from '../support/builders/node.ts';
import {expectedLines, saveLines} from '../support/builders/save-lines.ts';
import {aPort, aService} from '../support/builders/service.ts';

/** Rows 63, 64 and 66 to 68 of section 15: about what is in the kernel besides what the API objects ask for. */

const BOUND = {bound: ['10.96.14.7']};
const ONE_LEFT = {services: [aService()], slices: [aSlice('5@a')]};

describe('#63 a real server that drains', () => {
  const expected = expectedOn(BOUND, ONE_LEFT);
  const drained = ['VS(10.96.14.7:80)+[5@a]', '-a -t 10.96.14.7:80 -r 10.244.2.7:8080 -m -w 0'];

  test('is info, and not confirmed where connections were not captured', () => {
    const {findings} = compareAll(expected, actualState(saveLines(drained), BOUND));
    expect(findings).toMatchObject([
      {
        kind: 'real-server-draining',
        severity: 'info',
        confirmed: false,
        service: {namespace: 'default', name: 'svc', port: 'http'},
        virtualServer: {kind: 'address', protocol: 'TCP', address: '10.96.14.7', port: 80},
        realServer: {address: '10.244.2.7', port: 8080},
        expected: null,
        actual: {weight: 0, forwarding: 'Masq'},
      },
    ]);
  });

  test.each([
    {connections: '3          0', text: '3 connections left'},
    {connections: '0          1', text: '1 connection left'},
    {connections: '0          0', text: 'no connections left'},
  ])('says how many connections are left: $text', ({connections, text}) => {
    const blocks = [
      'TCP  10.96.14.7:80 rr',
      '  -> 10.244.1.5:8080              Masq    1      0          0',
      `  -> 10.244.2.7:8080              Masq    0      ${connections}`,
    ];
    const {findings} = compareAll(expected, listedState(blocks, BOUND));
    expect(describeFindings(findings)).toEqual(['real-server-draining TCP 10.96.14.7:80 -> 10.244.2.7:8080']);
    expect(findings[0]?.message).toContain(text);
    const [activeConnections, inactiveConnections] = connections.split(/ +/).map(Number);
    expect(findings[0]?.actual).toEqual({
      weight: 0,
      forwarding: 'Masq',
      activeConnections,
      inactiveConnections,
    });
  });

  test.each([
    {name: 'not ready', endpoints: '5@a, 7@b!r'},
    {name: 'terminating', endpoints: '5@a, 7@b st'},
    {name: 'filtered by hints', endpoints: '5@a z=z1, 7@b z=z2'},
  ])('drains also while its endpoint is $name (section 6.3)', ({endpoints}) => {
    const state = expectedOn(BOUND, {services: [aService()], slices: [aSlice(endpoints)]});
    const {findings} = compareAll(state, actualState(saveLines(drained), BOUND));
    expect(describeFindings(findings)).toEqual(['real-server-draining TCP 10.96.14.7:80 -> 10.244.2.7:8080']);
  });

  test('a virtual server that nobody wants does not drain', () => {
    const lines = ['-A -t 10.96.14.9:80 -s rr', '-a -t 10.96.14.9:80 -r 10.244.2.7:8080 -m -w 0'];
    const {findings} = compareAll(
      expected,
      actualState([...saveLines(['VS(10.96.14.7:80)+[5@a]']), ...lines], BOUND),
    );
    expect(describeFindings(findings)).toEqual(['virtual-server-unexpected TCP 10.96.14.9:80']);
  });
});

describe('#64 a real server of a protocol that does not drain', () => {
  test.each([
    {protocol: 'UDP', option: '-u', weight: 0},
    {protocol: 'UDP', option: '-u', weight: 1},
    {protocol: 'SCTP', option: '--sctp-service', weight: 0},
    {protocol: 'SCTP', option: '--sctp-service', weight: 1},
  ])('$protocol at weight $weight is stale', ({protocol, option, weight}) => {
    const services = [aService({ports: [aPort({protocol, port: 53})]})];
    const slices = [aSlice('5@a', {ports: [aSlicePort({protocol, port: 5353})]})];
    const name = `${option} 10.96.14.7:53`;
    const lines = [
      `-A ${name} -s rr`,
      `-a ${name} -r 10.244.1.5:5353 -m -w 1`,
      `-a ${name} -r 10.244.2.7:5353 -m -w ${weight}`,
    ];
    const {findings} = compareAll(expectedOn(BOUND, {services, slices}), actualState(lines, BOUND));
    expect(describeFindings(findings)).toEqual([
      `real-server-stale ${protocol} 10.96.14.7:53 -> 10.244.2.7:5353`,
    ]);
    expect(findings[0]?.severity).toBe('error');
  });
});

describe('#66 two Services with one external IP and port', () => {
  const node = {bound: ['10.96.14.7', '10.96.14.8', '198.51.100.7']};
  const other = {name: 'other', clusterIPs: ['10.96.14.8'], externalIPs: ['198.51.100.7']};
  const services = [
    aService({externalIPs: ['198.51.100.7']}),
    aService({...other, sessionAffinity: 'ClientIP'}),
  ];
  const slices = [aSlice('5@a'), aSlice('7@b', {service: 'other', name: 'other'})];
  const expected = expectedOn(node, {services, slices});
  const clusterIPs = [
    'VS(10.96.14.7:80)+[5@a]',
    '-A -t 10.96.14.8:80 -s rr -p 10800',
    '-a -t 10.96.14.8:80 -r 10.244.2.7:8080 -m -w 1',
  ];

  test('gives one virtual server, of which nothing else is certain', () => {
    expect(expectedLines(expected)).toEqual(
      [
        ...saveLines(clusterIPs),
        '-A -t 198.51.100.7:80 -s rr -p ?',
        '? -a -t 198.51.100.7:80 -r 10.244.1.5:8080 -m -w 1',
        '? -a -t 198.51.100.7:80 -r 10.244.2.7:8080 -m -w 1',
      ].sort(),
    );
  });

  test.each([
    {name: 'as the first wants it', lines: ['VS(198.51.100.7:80)+[5@a]']},
    {
      name: 'as the second wants it',
      lines: ['-A -t 198.51.100.7:80 -s rr -p 10800', '-a -t 198.51.100.7:80 -r 10.244.2.7:8080 -m -w 1'],
    },
    {name: 'in between', lines: ['VS(198.51.100.7:80)+[5@a 7@b]']},
    {
      name: 'one of them draining',
      lines: ['VS(198.51.100.7:80)+[5@a]', '-a -t 198.51.100.7:80 -r 10.244.2.7:8080 -m -w 0'],
    },
  ])('$name: no drift, but a note', ({lines}) => {
    const {findings, notes} = compareAll(expected, actualState(saveLines([...clusterIPs, ...lines]), node));
    expect(describeFindings(findings)).toEqual([]);
    expect(notes).toMatchObject([
      {
        severity: 'info',
        node: 'node-a',
        virtualServer: {protocol: 'TCP', address: '198.51.100.7', port: 80},
        message: expect.stringMatching(/default\/other.*default\/svc/),
      },
    ]);
  });

  test('the note does not depend on the order of the Services', () => {
    const actual = actualState(saveLines([...clusterIPs, 'VS(198.51.100.7:80)+[5@a]']), node);
    const reversed = expectedOn(node, {services: [...services].reverse(), slices});
    expect(compareAll(reversed, actual).notes).toEqual(compareAll(expected, actual).notes);
  });

  test('nor does what is said of it when it is missing', () => {
    const ingress = aService({...other, externalIPs: [], ingress: [{ip: '198.51.100.7'}]});
    const [one, two] = [
      [aService({externalIPs: ['198.51.100.7']}), ingress],
      [ingress, aService({externalIPs: ['198.51.100.7']})],
    ].map((order) =>
      compareAll(expectedOn(node, {services: order, slices}), actualState(saveLines(clusterIPs), node)),
    );
    expect(two).toEqual(one);
  });

  test.each([
    {
      name: "a load-balancer address that is another Service's external IP",
      one: {externalIPs: ['203.0.113.5']},
      two: {...other, externalIPs: [], ingress: [{ip: '203.0.113.5'}]},
      owners: 2,
      at: 'TCP 203.0.113.5:80',
    },
    {
      name: "an external IP of the node with another Service's node port",
      one: {type: 'NodePort', ports: [aPort({nodePort: 30080})]},
      two: {...other, externalIPs: ['192.0.2.11'], ports: [aPort({port: 30080})]},
      owners: 2,
      at: 'TCP 192.0.2.11:30080',
    },
    {
      name: 'another port is no collision',
      one: {externalIPs: ['198.51.100.7']},
      two: {...other, ports: [aPort({port: 81})]},
      owners: 1,
      at: 'TCP 198.51.100.7:80',
    },
    {
      name: 'another protocol is no collision',
      one: {externalIPs: ['198.51.100.7']},
      two: {...other, ports: [aPort({protocol: 'UDP'})]},
      owners: 1,
      at: 'TCP 198.51.100.7:80',
    },
    {
      name: 'one Service with one address as external IP and load balancer is no collision',
      one: {externalIPs: ['203.0.113.5'], ingress: [{ip: '203.0.113.5'}]},
      two: other,
      owners: 1,
      at: 'TCP 203.0.113.5:80',
    },
  ])('$name (section 3.5)', ({one, two, owners, at}) => {
    const state = expectedOn({}, {services: [aService(one), aService(two)]});
    expect(state.virtualServers.get(at)?.owners).toHaveLength(owners);
  });
});

const FOREIGN = ['-A -t 203.0.113.9:6443 -s rr', '-a -t 203.0.113.9:6443 -r 192.0.2.12:6443 -m -w 1'];

describe('a virtual server that is not of Kubernetes', () => {
  const found = (lines: readonly string[], node: NodeOverrides = {}) => {
    const expected = expectedOn({...BOUND, ...node}, ONE_LEFT);
    const table = [...saveLines(['VS(10.96.14.7:80)+[5@a]']), ...lines];
    return compareAll(expected, actualState(table, {...BOUND, ...node})).findings;
  };

  test('#67 inside excludeCIDRs: info', () => {
    const node = {configuration: {ipvs: {excludeCIDRs: ['203.0.113.0/24']}}};
    expect(found(FOREIGN, node)).toMatchObject([
      {kind: 'virtual-server-unexpected', severity: 'info', code: 'IPVS082'},
    ]);
  });

  test('#68 outside: kube-proxy removes it', () => {
    const findings = found(FOREIGN);
    expect(describeFindings(findings)).toEqual(['virtual-server-unexpected TCP 203.0.113.9:6443']);
    expect(findings[0]?.severity).toBe('warning');
  });

  test('texts in excludeCIDRs that are no CIDRs have no effect', () => {
    const node = {configuration: {ipvs: {excludeCIDRs: ['203.0.113.9', 'x', '203.0.113.0/29']}}};
    expect(found(FOREIGN, node)).toMatchObject([{severity: 'warning'}]);
  });

  test('excludeCIDRs excuse nothing else: real servers, addresses', () => {
    const node = {
      configuration: {ipvs: {excludeCIDRs: ['10.0.0.0/8', '203.0.113.0/24']}},
      bound: ['10.96.14.7', '203.0.113.9'],
    };
    const stale = ['-a -t 10.96.14.7:80 -r 10.244.2.7:8080 -m -w 1'];
    expect(describeFindings(found([...stale, ...FOREIGN], node))).toEqual([
      'address-unexpected {"address":"203.0.113.9","interface":"kube-ipvs0"}',
      'real-server-stale TCP 10.96.14.7:80 -> 10.244.2.7:8080',
      'virtual-server-unexpected TCP 203.0.113.9:6443',
    ]);
  });

  test("kube-proxy's own probe is info (section 3.6)", () => {
    expect(found(['-A -t 198.51.100.0:20000 -s rr'])).toMatchObject([
      {kind: 'virtual-server-unexpected', severity: 'info', code: 'IPVS073'},
    ]);
  });
});

import {describe, expect, test} from '@jest/globals';
import type {NodeFacts} from '../../../../src/check/index.ts';
import {compareNode} from '../../../../src/compare/index.ts';
import type {InterfaceAddress, IpSet, KernelTable} from '../../../../src/model/index.ts';
import {actualState} from '../../../support/builders/actual-state.ts';
import {expectedOn} from '../../../support/builders/cluster.ts';
import {checkOnNode, inShort, kernel, version} from '../../../support/builders/node-evidence.ts';
import {aProxyPod, withLog} from '../../../support/builders/proxy-facts.ts';
import {aService} from '../../../support/builders/service.ts';

function severities(code: string, facts: Partial<NodeFacts>, objects = {}): readonly string[] {
  return checkOnNode(code, facts, objects).map(({result, severity}) =>
    result === 'fail' ? `fail ${severity}` : result,
  );
}

function tableOf(...lines: readonly string[]): KernelTable {
  return actualState(lines).virtualServers ?? new Map();
}

function bound(address: string, name = 'kube-ipvs0'): InterfaceAddress {
  return {interface: name, family: address.includes(':') ? 'IPv6' : 'IPv4', address, prefix: 32};
}

function setsOf(...names: readonly string[]): ReadonlyMap<string, IpSet> {
  return new Map(
    names.map((name) => [name, {name, type: 'hash:ip,port', family: 'IPv4', members: new Set()}]),
  );
}

const OWN = '-A -t 10.96.14.7:80 -s rr';
/** Of kube-vip, which balances the API servers. */
const VIP = '-A -t 192.0.2.200:6443 -s rr';
const OWN_TABLE = [OWN];

describe('IPVS082: virtual servers of other programs', () => {
  const expected = expectedOn({}, {services: [aService()]});
  /** As the comparison finds them. */
  const check = (lines: readonly string[], wanted = expected) => {
    const actual = actualState([...OWN_TABLE, ...lines]);
    const {findings} = compareNode({
      expected: wanted,
      actual,
      services: undefined,
      kubeProxyMinor: 36,
    });
    return severities('IPVS082', {table: actual.virtualServers ?? new Map(), expected: wanted, findings});
  };

  test.each([
    ['a real server that is reached by direct routing', '-s rr', '-g'],
    ['another scheduler than kube-proxy uses', '-s wlc', '-m'],
  ])('%s', (_, scheduler, forwarding) => {
    const lines = [
      `-A -t 192.0.2.200:6443 ${scheduler}`,
      `-a -t 192.0.2.200:6443 -r 192.0.2.12:6443 ${forwarding} -w 1`,
    ];
    expect(check(lines)).toEqual(['fail warning']);
  });

  test('what kube-proxy may have made itself is not called foreign', () => {
    const lines = ['-A -t 10.96.14.7:8443 -s rr', '-a -t 10.96.14.7:8443 -r 10.244.0.12:8443 -m -w 1'];
    expect(check(lines)).toEqual(['pass']);
  });

  test('what is excluded stays', () => {
    const configuration = {ipvs: {excludeCIDRs: ['192.0.2.200/32']}};
    const excluding = expectedOn({configuration}, {services: [aService()]});
    const lines = ['-A -t 192.0.2.200:6443 -s rr', '-a -t 192.0.2.200:6443 -r 192.0.2.12:6443 -g -w 1'];
    expect(check(lines, excluding)).toEqual(['fail info']);
  });

  test('exclusions of the wrong family', () => {
    const log = withLog([
      'E 11:00:00 server.go:265] "Kube-proxy configuration may be incomplete or incorrect" err="cluster is IPv6 but ipvs.excludeCIDRs contains only IPv4 addresses"',
    ]);
    expect(severities('IPVS082', {...log, table: tableOf(OWN), expected, findings: []})).toEqual([
      'fail warning',
    ]);
  });
});

describe('IPVS083: firewall marks', () => {
  test.each([
    ['one', ['-A -f 77 -s rr'], ['fail info']],
    ['none', [OWN], ['pass']],
  ])('%s', (_, lines, results) => {
    expect(severities('IPVS083', {table: tableOf(...lines)})).toEqual(results);
  });
});

describe('IPVS084: leftovers in iptables mode', () => {
  test.each([
    ['a table of which nothing tells whose it is', {table: tableOf(OWN)}, ['undecidable']],
    ['a table with sets', {table: tableOf(OWN), ipSets: setsOf('KUBE-CLUSTER-IP')}, ['fail warning']],
    [
      "another program's table",
      {table: tableOf(VIP), addresses: [bound('192.0.2.200', 'eth0')], ipSets: setsOf('cali40all')},
      ['pass'],
    ],
    ['addresses on kube-ipvs0', {table: tableOf(), addresses: [bound('10.96.0.1')]}, ['fail warning']],
    ['nothing', {table: tableOf(), addresses: [bound('192.0.2.11', 'eth0')]}, ['pass']],
    ['nothing was read', {}, ['undecidable']],
  ])('%s', (_, facts, results) => {
    expect(severities('IPVS084', {mode: 'iptables', ...facts})).toEqual(results);
  });

  test('virtual servers of Services are leftovers, also without kube-ipvs0', () => {
    const facts = {mode: 'iptables', table: tableOf(OWN, VIP), addresses: []};
    const services = [aService()];
    expect(inShort(checkOnNode('IPVS084', facts, {services}))).toEqual([
      'fail warning: /proxyMode: iptables; 1 virtual server, such as TCP 10.96.14.7:80',
    ]);
  });

  test('the table is never flushed where another program needs it', () => {
    const facts = {mode: 'iptables', table: tableOf(OWN, VIP), addresses: [bound('10.96.14.7')]};
    const [result] = checkOnNode('IPVS084', facts);
    expect(result?.remedy).toContain('TCP 192.0.2.200:6443');
    expect(result?.remedy).not.toMatch(/ipvsadm -C|--cleanup/);
    const {mode: _, ...rest} = facts;
    const without = checkOnNode('IPVS085', rest, {proxyPods: [{...aProxyPod(), nodeName: 'b'}]});
    expect(without[0]?.remedy).toBe(result?.remedy);
  });

  test('in IPVS mode they are no leftovers', () => {
    expect(severities('IPVS084', {mode: 'ipvs', table: tableOf(OWN)})).toEqual(['not-applicable']);
  });
});

describe('IPVS085: leftovers without kube-proxy', () => {
  const left = {table: tableOf(OWN), addresses: [bound('10.96.14.7')]};
  const elsewhere = {proxyPods: [{...aProxyPod(), nodeName: 'node-b'}]};

  test('kube-proxy runs on other nodes, and here its state is left', () => {
    expect(severities('IPVS085', left, elsewhere)).toEqual(['fail warning']);
  });

  test.each([
    ['it runs here', {...left, pod: aProxyPod()}, elsewhere, 'not-applicable'],
    ['it runs here outside of a Pod', {...left, mode: 'ipvs'}, {}, 'not-applicable'],
    [
      'kube-router owns the table',
      {...left, addresses: [bound('10.96.14.7', 'kube-dummy-if')]},
      elsewhere,
      'not-applicable',
    ],
    ["the table alone is another program's", {table: tableOf(OWN), addresses: []}, elsewhere, 'pass'],
    ['no kube-proxy Pod anywhere: it may be a service of the node', left, {}, 'undecidable'],
    [
      'the Pods could not be listed',
      left,
      {...elsewhere, problems: ['the kube-proxy Pods could not be read']},
      'undecidable',
    ],
  ])('not if %s', (_, facts, objects, result) => {
    expect(severities('IPVS085', facts, objects)).toEqual([result]);
  });
});

describe('IPVS086: sets that a cleanup forgot', () => {
  test.each([
    ['IPv6 sets only', {ipSets: setsOf('KUBE-6-CLUSTER-IP')}, ['fail info']],
    [
      'both families: no cleanup was done',
      {ipSets: setsOf('KUBE-6-CLUSTER-IP', 'KUBE-CLUSTER-IP')},
      ['pass'],
    ],
    ['none', {ipSets: setsOf('cali40all')}, ['pass']],
    ['IPVS mode', {ipSets: setsOf('KUBE-6-CLUSTER-IP'), mode: 'ipvs'}, ['not-applicable']],
  ])('%s', (_, facts, results) => {
    expect(severities('IPVS086', facts)).toEqual(results);
  });
});

describe('IPVS087: flushed by nftables mode', () => {
  test.each([
    ['nftables', [OWN], ['fail error']],
    ['nftables', [], ['pass']],
    ['ipvs', [OWN], ['not-applicable']],
  ])('%s mode, table %j', (mode, lines, results) => {
    expect(severities('IPVS087', {mode, table: tableOf(...lines)})).toEqual(results);
  });
});

describe('IPVS088: NodeLocal DNSCache', () => {
  const services = [aService({name: 'kube-dns', namespace: 'kube-system', clusterIPs: ['10.96.0.10']})];

  test('on the cluster IP of kube-dns', () => {
    const addresses = [bound('169.254.20.10', 'nodelocaldns'), bound('10.96.0.10', 'nodelocaldns')];
    expect(inShort(checkOnNode('IPVS088', {addresses}, {services}))).toEqual([
      'fail warning kube-system/kube-dns: nodelocaldns: 10.96.0.10',
    ]);
  });

  test.each([
    ['on its link-local address only', [bound('169.254.20.10', 'nodelocaldns'), bound('10.96.0.10')], 'pass'],
    ['not there', [bound('10.96.0.10')], 'not-applicable'],
  ])('%s', (_, addresses, result) => {
    expect(severities('IPVS088', {addresses}, {services})).toEqual([result]);
  });
});

describe('IPVS089, IPVS090: the end of IPVS mode', () => {
  test.each([
    ['v1.34.6', ['not-applicable']],
    ['v1.35.1', ['fail warning']],
    ['v1.36.2', ['fail warning']],
  ])('kube-proxy %s', (text, results) => {
    expect(severities('IPVS089', {version: version(text)})).toEqual(results);
  });

  test.each([
    ['5.10.0-30-amd64', ['fail warning']],
    ['5.13.0', ['pass']],
    ['6.1.0-56-cloud-amd64', ['pass']],
    ['4.18.0-553.el8', ['fail warning']],
  ])('kernel %s', (release, results) => {
    expect(severities('IPVS090', {kernel: kernel(release)})).toEqual(results);
  });
});

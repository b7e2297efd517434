import {beforeAll, describe, expect, test} from '@jest/globals';
import {parseAddresses} from '../../../src/kernel/sources/parse-addresses.ts';
import {parseConnections, parseProcConnections} from '../../../src/kernel/sources/parse-connections.ts';
import {parseConntrackStats} from '../../../src/kernel/sources/parse-conntrack-stats.ts';
import {parseIpSets} from '../../../src/kernel/sources/parse-ip-sets.ts';
import {parseIptables} from '../../../src/kernel/sources/parse-iptables.ts';
import {parseMetrics} from '../../../src/kernel/sources/parse-metrics.ts';
import {parseModules} from '../../../src/kernel/sources/parse-modules.ts';
import {parsePersistentConnections} from '../../../src/kernel/sources/parse-persistent-connections.ts';
import {parseProcStats} from '../../../src/kernel/sources/parse-proc-stats.ts';
import {parseSysctls} from '../../../src/kernel/sources/parse-sysctls.ts';
import {parseTimeouts} from '../../../src/kernel/sources/parse-timeouts.ts';
import {parseTraffic} from '../../../src/kernel/sources/parse-traffic.ts';
import {parseUname} from '../../../src/kernel/sources/parse-uname.ts';
import type {CaptureSource} from '../../../src/model/node-capture.ts';
import {FORMATS} from './formats.ts';
import {RECORDED_NODES, type RecordedNode, readLargeNode} from './recordings.ts';

/** Lines that match, counted without any parser. */
function countLines(text: string, pattern: RegExp): number {
  return text.split('\n').filter((line) => pattern.test(line)).length;
}

function describeNode(name: string, node: () => RecordedNode): void {
  const read = (source: CaptureSource): string => node().read(source) ?? '';

  describe(name, () => {
    test.each(FORMATS)('$source has no problems', ({source, parse}) => {
      const text = node().read(source);
      if (text !== undefined) expect(parse(text).problems).toEqual([]);
    });

    test('addresses.txt: one address a line, those on kube-ipvs0 are /32 or /128 or link-local', () => {
      const text = read('addresses.txt');
      const {value} = parseAddresses(text);
      expect(value).toHaveLength(countLines(text, / inet6? /));
      expect(value.filter(({family}) => family === 'IPv6')).toHaveLength(countLines(text, / inet6 /));
      const bound = value.filter((row) => row.interface === 'kube-ipvs0');
      expect(bound).toHaveLength(countLines(text, /kube-ipvs0 {4}inet/));
      const whole = bound.filter(({family, prefix}) => prefix === (family === 'IPv4' ? 32 : 128));
      expect(whole).toHaveLength(countLines(text, /kube-ipvs0 {4}inet\S* \S+\/(?:32|128) /));
    });

    test('ipset-save.txt: one set for each create, one member for each add', () => {
      const text = read('ipset-save.txt');
      const sets = [...parseIpSets(text).value.values()];
      expect(sets).toHaveLength(countLines(text, /^create /));
      expect(sets.reduce((sum, {members}) => sum + members.size, 0)).toBe(countLines(text, /^add /));
      expect(sets.filter(({family}) => family === 'IPv6')).toHaveLength(countLines(text, /family inet6/));
      expect(sets.filter(({family}) => family === undefined)).toHaveLength(countLines(text, /bitmap:port/));
    });

    test.each(['iptables-save.txt', 'ip6tables-save.txt'] as const)(
      '%s: all tables, chains and rules',
      (source) => {
        const text = read(source);
        const {value, legacyTablesPresent, incompatibleTables} = parseIptables(text, source);
        const chains = [...value.values()].flatMap((table) => [...table.chains.values()]);
        expect(value.size).toBe(countLines(text, /^COMMIT$/));
        expect(chains).toHaveLength(countLines(text, /^:/));
        expect(chains.flat()).toHaveLength(countLines(text, /^-A /));
        expect([...value.values()].flatMap(({policies}) => [...policies])).toHaveLength(
          countLines(text, / ACCEPT \[/),
        );
        expect({legacyTablesPresent, incompatibleTables}).toEqual({
          legacyTablesPresent: false,
          incompatibleTables: [],
        });
      },
    );

    test('connections: one entry for each line below the titles, templates are those with port 0', () => {
      const text = read('ipvsadm-connections.txt');
      const {value} = parseConnections(text);
      expect(value).toHaveLength(text.split('\n').length - 3);
      expect(value.filter(({template}) => template)).toHaveLength(countLines(text, /^\S+ +\S+ +\S+ +\S+:0 /));
      const procText = read('proc-net-ip_vs_conn.txt');
      const proc = parseProcConnections(procText).value;
      expect(proc).toHaveLength(procText.split('\n').length - 2);
      expect(proc.filter(({template}) => template)).toHaveLength(countLines(procText, /^\S+ +\S+ 0000 /));
    });

    test('listings: as many rows as lines', () => {
      for (const source of ['ipvsadm-stats.txt', 'ipvsadm-rate.txt'] as const) {
        const {value} = parseTraffic(read(source), source);
        const realServers = value.filter(({realServer}) => realServer);
        expect(realServers).toHaveLength(countLines(read(source), /^ {2}-> [^R]/));
        expect(value.length - realServers.length).toBe(countLines(read(source), /^(?:TCP|UDP|SCTP|FWM) /));
      }
      const persistent = read('ipvsadm-persistent.txt');
      expect(parsePersistentConnections(persistent).value).toHaveLength(
        countLines(persistent, /^ {2}-> [^R]/),
      );
    });

    test('small files', () => {
      expect(parseTimeouts(read('ipvsadm-timeouts.txt')).value).toEqual({tcp: 900, tcpFin: 120, udp: 300});
      expect(parseUname(read('uname.txt')).value).toEqual({
        hostName: name.split('/')[1],
        kernelRelease: '6.1.0-56-cloud-amd64',
        kernelVersion: {major: 6, minor: 1},
        machine: 'x86_64',
      });
      const sysctls = parseSysctls(read('sysctl.txt')).value;
      expect(sysctls.size).toBe(countLines(read('sysctl.txt'), / = /));
      expect(sysctls.get('net.ipv4.vs.sync_threshold')).toBe('3\t50');
      const modules = parseModules(read('modules.txt')).value;
      expect(modules.size).toBe(read('modules.txt').split('\n').length - 2);
      expect(modules.has('ip_vs')).toBe(true);
      expect([...parseConntrackStats(read('conntrack-stats.txt')).value.keys()]).toEqual([0, 1]);
    });

    test('proc-net-ip_vs_stats.txt: bytes are not fewer than packets', () => {
      const totals = parseProcStats(read('proc-net-ip_vs_stats.txt')).value?.totals;
      expect(totals?.inBytes).toBeGreaterThanOrEqual(totals?.inPackets ?? Infinity);
      expect(totals?.outBytes).toBeGreaterThanOrEqual(totals?.outPackets ?? Infinity);
    });

    test('kube-proxy-metrics.txt: as many samples of each name as lines that begin with it', () => {
      const text = node().read('kube-proxy-metrics.txt');
      if (text === undefined) return;
      const {value} = parseMetrics(text);
      const names = new Set(text.match(/^[a-z_]+(?=[{ ])/gm));
      expect(names.size).toBeGreaterThan(100);
      for (const metric of names) {
        expect(value.samples(metric)).toHaveLength(countLines(text, new RegExp(`^${metric}[{ ]`)));
      }
    });
  });
}

for (const node of RECORDED_NODES) describeNode(node.name, () => node);

/** Not so in the large one: its table changed while it was recorded. */
test.each(RECORDED_NODES)('$name: the listings have the servers of ipvsadm-save.txt', ({read}) => {
  const saved = read('ipvsadm-save.txt') ?? '';
  const stats = parseTraffic(read('ipvsadm-stats.txt') ?? '', 'ipvsadm-stats.txt').value;
  const rates = parseTraffic(read('ipvsadm-rate.txt') ?? '', 'ipvsadm-rate.txt').value;
  const persistent = parsePersistentConnections(read('ipvsadm-persistent.txt') ?? '').value;
  const names = (rows: readonly {readonly virtualServer: string; readonly realServer: unknown}[]) =>
    rows.map(({virtualServer, realServer}) => ({virtualServer, realServer}));
  expect(stats).toHaveLength(countLines(saved, /^-A /) + countLines(saved, /^-a /));
  expect(names(rates)).toEqual(names(stats));
  expect(names(persistent)).toEqual(names(stats.filter(({realServer}) => realServer)));
});

let large: RecordedNode | undefined;
beforeAll(async () => {
  large = await readLargeNode();
});
describeNode('large/node1', () => {
  if (!large) throw new Error('the large recording was not read');
  return large;
});

describe('healthy', () => {
  test.each(['healthy/node1', 'healthy/node2'])(
    '%s: addresses on kube-ipvs0 are the members of KUBE-IPVS-IPS',
    (name) => {
      const node = RECORDED_NODES.find((recorded) => recorded.name === name);
      const addresses = parseAddresses(node?.read('addresses.txt') ?? '').value;
      const sets = parseIpSets(node?.read('ipset-save.txt') ?? '').value;
      const bound = addresses.filter(
        (row) => row.interface === 'kube-ipvs0' && !row.address.startsWith('fe80:'),
      );
      const members = ['KUBE-IPVS-IPS', 'KUBE-6-IPVS-IPS'].flatMap((set) => [
        ...(sets.get(set)?.members ?? []),
      ]);
      expect(new Set(bound.map(({address}) => address))).toEqual(new Set(members));
      expect(members.length).toBeGreaterThan(30);
    },
  );
});

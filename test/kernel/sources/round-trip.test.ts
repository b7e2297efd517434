import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
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
import type {CaptureSource} from '../../../src/model/node-capture.ts';
import {checkProperty} from '../../support/property.ts';
import * as arbitrary from '../../support/source-arbitraries.ts';
import * as print from '../../support/source-printers.ts';
import {RECORDED_NODES} from './recordings.ts';

describe('print, then parse', () => {
  test('addresses', () =>
    checkProperty(
      fc.property(arbitrary.addressLines, (rows) => {
        const expected = rows.map(({interface: name, family, address, prefix}) => ({
          interface: name,
          family,
          address,
          prefix,
        }));
        expect(parseAddresses(print.printAddresses(rows))).toEqual({value: expected, problems: []});
      }),
    ));

  test.each([
    ['no options', ''],
    ['options of members', ' timeout 95 packets 0 bytes 0 comment "a nomatch, wildcard"'],
  ])('IP sets, %s', (_, options) =>
    checkProperty(
      fc.property(arbitrary.ipSets, (sets) => {
        const text = print.printIpSets(sets, print.setOptions, options);
        expect(parseIpSets(text)).toEqual({value: new Map(sets.map((set) => [set.name, set])), problems: []});
      }),
    ),
  );

  test.each([
    ['without counters', ''],
    ['with counters', '[12:3456] '],
  ])('iptables, %s', (_, counters) =>
    checkProperty(
      fc.property(arbitrary.tableTexts, (tables) => {
        const parsed = parseIptables(print.printIptables(tables, counters), 'iptables-save.txt');
        expect(parsed.value).toEqual(new Map(tables.map((table) => [table.name, table])));
        expect(parsed.problems).toEqual([]);
      }),
    ),
  );

  test('connections of ipvsadm', () =>
    checkProperty(
      fc.property(
        arbitrary.connectionEntries,
        fc.option(arbitrary.engines, {nil: undefined}),
        (entries, engines) => {
          expect(parseConnections(print.printConnections(entries, engines))).toEqual({
            value: entries,
            problems: [],
          });
        },
      ),
    ));

  test('connections of /proc', () =>
    checkProperty(
      fc.property(
        arbitrary.connectionEntries,
        fc.option(arbitrary.engines, {nil: undefined}),
        (entries, engines) => {
          expect(parseProcConnections(print.printProcConnections(entries, engines))).toEqual({
            value: entries,
            problems: [],
          });
        },
      ),
    ));

  test.each([
    ['stats', 'ipvsadm-stats.txt'],
    ['rate', 'ipvsadm-rate.txt'],
  ] as const)('exact %s', (title, source) =>
    checkProperty(
      fc.property(arbitrary.trafficRows, (rows) => {
        expect(parseTraffic(print.printTraffic(rows, title), source)).toEqual({value: rows, problems: []});
      }),
    ),
  );

  test('rounded numbers come back at most one hundredth too small', () =>
    checkProperty(
      fc.property(arbitrary.trafficRows, (rows) => {
        const text = print.printTraffic(rows, 'stats', print.roundedNumber);
        const {value, problems} = parseTraffic(text, 'ipvsadm-stats.txt');
        expect(problems).toEqual([]);
        for (const [index, {inBytes}] of rows.entries()) {
          expect(value[index]?.inBytes).toBeLessThanOrEqual(inBytes);
          expect(value[index]?.inBytes).toBeGreaterThanOrEqual(inBytes * 0.99);
        }
      }),
    ));

  test('persistent connections', () =>
    checkProperty(
      fc.property(arbitrary.persistentServers, (servers) => {
        const expected = servers.flatMap(({realServers}) => realServers);
        const parsed = parsePersistentConnections(print.printPersistentConnections(servers));
        expect(parsed).toEqual({value: expected, problems: []});
      }),
    ));

  test('timeouts', () =>
    checkProperty(
      fc.property(fc.record({tcp: fc.nat(), tcpFin: fc.nat(), udp: fc.nat()}), (timeouts) => {
        expect(parseTimeouts(print.printTimeouts(timeouts))).toEqual({value: timeouts, problems: []});
      }),
    ));

  test('counters of the node', () =>
    checkProperty(
      fc.property(arbitrary.ipvsStats, (stats) => {
        expect(parseProcStats(print.printProcStats(stats))).toEqual({value: stats, problems: []});
      }),
    ));

  test('sysctls', () =>
    checkProperty(
      fc.property(arbitrary.sysctls, (settings) => {
        expect(parseSysctls(print.printSysctls(settings))).toEqual({value: settings, problems: []});
      }),
    ));

  test('modules', () =>
    checkProperty(
      fc.property(arbitrary.modules, (names) => {
        expect(parseModules(print.printModules(names))).toEqual({value: names, problems: []});
      }),
    ));

  test('counters of connection tracking', () =>
    checkProperty(
      fc.property(arbitrary.conntrackStats, (processors) => {
        expect(parseConntrackStats(print.printConntrackStats(processors))).toEqual({
          value: processors,
          problems: [],
        });
      }),
    ));

  test('metrics', () =>
    checkProperty(
      fc.property(arbitrary.metrics, (metrics) => {
        const {value, problems} = parseMetrics(print.printMetrics(metrics));
        expect(problems).toEqual([]);
        for (const [name, samples] of metrics) expect(value.samples(name)).toEqual(samples);
        expect(value.samples('not_there')).toEqual([]);
      }),
    ));
});

/** Parse, then print: byte for byte what was recorded, less what a parser does not keep. */
const PRINTED: readonly {
  readonly source: CaptureSource;
  readonly print: (text: string) => string;
  readonly kept?: (text: string) => string;
}[] = [
  {
    source: 'ipset-save.txt',
    print: (text) =>
      print.printIpSets(parseIpSets(text).value.values(), (set) =>
        set.family ? familyOption(set.family) : '',
      ),
    kept: (text) => text.replace(/^(create \S+ \S+ (?:family \S+)?).*$/gm, '$1'),
  },
  {
    source: 'iptables-save.txt',
    print: (text) => printedTables(text, 'iptables-save.txt'),
    kept: (text) => text.replace(/^#.*\n/gm, '').replace(/\[\d+:\d+\]$/gm, '[0:0]'),
  },
  {
    source: 'ip6tables-save.txt',
    print: (text) => printedTables(text, 'ip6tables-save.txt'),
    kept: (text) => text.replace(/^#.*\n/gm, '').replace(/\[\d+:\d+\]$/gm, '[0:0]'),
  },
  {source: 'ipvsadm-connections.txt', print: (text) => print.printConnections(parseConnections(text).value)},
  {
    source: 'proc-net-ip_vs_conn.txt',
    print: (text) => print.printProcConnections(parseProcConnections(text).value),
  },
  {
    source: 'ipvsadm-stats.txt',
    print: (text) => print.printTraffic(parseTraffic(text, 'ipvsadm-stats.txt').value, 'stats'),
  },
  {
    source: 'ipvsadm-rate.txt',
    print: (text) =>
      print.printTraffic(parseTraffic(text, 'ipvsadm-rate.txt').value, 'rate', print.roundedNumber),
  },
  {source: 'ipvsadm-timeouts.txt', print: (text) => print.printTimeouts(parseTimeouts(text).value!)},
  {source: 'proc-net-ip_vs_stats.txt', print: (text) => print.printProcStats(parseProcStats(text).value!)},
  {source: 'sysctl.txt', print: (text) => print.printSysctls(parseSysctls(text).value)},
  {
    source: 'conntrack-stats.txt',
    print: (text) => print.printConntrackStats(parseConntrackStats(text).value),
  },
];

function familyOption(family: string): string {
  return `family ${family === 'IPv6' ? 'inet6' : 'inet'}`;
}

function printedTables(text: string, source: 'iptables-save.txt' | 'ip6tables-save.txt'): string {
  return print.printIptables([...parseIptables(text, source).value.values()]);
}

describe.each(RECORDED_NODES)('parse, then print: $name', ({read}) => {
  test.each(PRINTED)('$source', ({source, print: printed, kept = (text) => text}) => {
    const text = read(source) ?? '';
    expect(text).not.toBe('');
    expect(printed(text)).toBe(kept(text));
  });
});

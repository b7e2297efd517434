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
import {parseProxyMode} from '../../../src/kernel/sources/parse-proxy-mode.ts';
import {parseSysctls} from '../../../src/kernel/sources/parse-sysctls.ts';
import {parseTimeouts} from '../../../src/kernel/sources/parse-timeouts.ts';
import {parseTraffic} from '../../../src/kernel/sources/parse-traffic.ts';
import {parseUname} from '../../../src/kernel/sources/parse-uname.ts';
import type {Parsed} from '../../../src/model/actual-state.ts';
import type {CaptureSource} from '../../../src/model/node-capture.ts';
import * as arbitrary from '../../support/source-arbitraries.ts';
import * as print from '../../support/source-printers.ts';

/** A format: its parser, and texts as its program could have printed them. */
export interface Format {
  readonly source: CaptureSource;
  readonly parse: (text: string) => Parsed<unknown>;
  readonly texts: fc.Arbitrary<string>;
}

/** All formats that kernel/sources reads. */
export const FORMATS: readonly Format[] = [
  {source: 'addresses.txt', parse: parseAddresses, texts: arbitrary.addressLines.map(print.printAddresses)},
  {
    source: 'ipset-save.txt',
    parse: parseIpSets,
    texts: arbitrary.ipSets.map((sets) => print.printIpSets(sets)),
  },
  {
    source: 'iptables-save.txt',
    parse: (text) => parseIptables(text, 'iptables-save.txt'),
    texts: arbitrary.tableTexts.map((tables) => print.printIptables(tables)),
  },
  {
    source: 'ip6tables-save.txt',
    parse: (text) => parseIptables(text, 'ip6tables-save.txt'),
    texts: arbitrary.tableTexts.map((tables) => print.printIptables(tables, '[12:3456] ')),
  },
  {
    source: 'ipvsadm-connections.txt',
    parse: parseConnections,
    texts: arbitrary.connectionEntries.map((entries) => print.printConnections(entries)),
  },
  {
    source: 'proc-net-ip_vs_conn.txt',
    parse: parseProcConnections,
    texts: arbitrary.connectionEntries.map((entries) => print.printProcConnections(entries)),
  },
  {
    source: 'ipvsadm-stats.txt',
    parse: (text) => parseTraffic(text, 'ipvsadm-stats.txt'),
    texts: arbitrary.trafficRows.map((rows) => print.printTraffic(rows, 'stats')),
  },
  {
    source: 'ipvsadm-rate.txt',
    parse: (text) => parseTraffic(text, 'ipvsadm-rate.txt'),
    texts: arbitrary.trafficRows.map((rows) => print.printTraffic(rows, 'rate', print.roundedNumber)),
  },
  {
    source: 'ipvsadm-persistent.txt',
    parse: parsePersistentConnections,
    texts: arbitrary.persistentServers.map(print.printPersistentConnections),
  },
  {
    source: 'ipvsadm-timeouts.txt',
    parse: parseTimeouts,
    texts: fc.record({tcp: fc.nat(), tcpFin: fc.nat(), udp: fc.nat()}).map(print.printTimeouts),
  },
  {
    source: 'proc-net-ip_vs_stats.txt',
    parse: parseProcStats,
    texts: arbitrary.ipvsStats.map(print.printProcStats),
  },
  {source: 'sysctl.txt', parse: parseSysctls, texts: arbitrary.sysctls.map(print.printSysctls)},
  {source: 'modules.txt', parse: parseModules, texts: arbitrary.modules.map(print.printModules)},
  {
    source: 'uname.txt',
    parse: parseUname,
    texts: arbitrary.word.map(
      (host) => `Linux ${host} 6.1.0-56-cloud-amd64 #1 SMP Debian 6.1.192-2 x86_64 GNU/Linux\n`,
    ),
  },
  {
    source: 'conntrack-stats.txt',
    parse: parseConntrackStats,
    texts: arbitrary.conntrackStats.map(print.printConntrackStats),
  },
  {source: 'kube-proxy-metrics.txt', parse: parseMetrics, texts: arbitrary.metrics.map(print.printMetrics)},
  {
    source: 'kube-proxy-mode.txt',
    parse: parseProxyMode,
    texts: fc.constantFrom('ipvs', 'iptables', 'nftables'),
  },
];

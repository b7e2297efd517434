import type {IpSet} from '../../src/model/actual-state.ts';
import {familyOf, formatEndpoint, type IpFamily} from '../../src/model/address.ts';
import type {
  ConnectionEntry,
  IpvsTimeouts,
  PersistentConnectionsRow,
  SocketAddress,
  TrafficRow,
} from '../../src/model/connections.ts';
import type {IpvsStats, TrafficCounters} from '../../src/model/ipvs-stats.ts';
import type {MetricSample} from '../../src/model/metrics.ts';

/** Printers that write what the programs write, to the blank. They are the inverse of the parsers of kernel/sources. */

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}

/** A line of `ip -o addr`, with what a parser does not keep. */
export interface AddressLine {
  readonly index: number;
  readonly interface: string;
  readonly family: IpFamily;
  readonly address: string;
  readonly prefix: number;
  readonly peer: string | undefined;
  readonly metric: number | undefined;
  readonly broadcast: string | undefined;
  readonly scope: string;
  readonly flags: readonly string[];
  /** IPv4 only. */
  readonly label: string;
  readonly validity: string;
}

/** `ip -o addr` (iproute2 `ip/ipaddress.c`, `print_addrinfo`). */
export function printAddresses(rows: readonly AddressLine[]): string {
  return lines(
    rows.map((row) => {
      const peer = row.peer === undefined ? '' : ` peer ${row.peer}`;
      const metric = row.metric === undefined ? '' : `metric ${row.metric} `;
      const broadcast = row.broadcast === undefined ? '' : `brd ${row.broadcast} `;
      const flags = row.flags.map((flag) => `${flag} `).join('');
      const inet = row.family === 'IPv6' ? 'inet6' : 'inet';
      return (
        `${row.index}: ${row.interface}    ${inet} ${row.address}${peer}/${row.prefix} ${metric}${broadcast}` +
        `scope ${row.scope} ${flags}${row.label}\\       valid_lft ${row.validity} preferred_lft ${row.validity}`
      );
    }),
  );
}

/** The options of a set that a parser does not keep, as ipset 7.17 prints them. */
export function setOptions(set: Pick<IpSet, 'type' | 'family'>, seed = '0x61136505'): string {
  if (set.type === 'bitmap:port') return 'range 0-65535';
  if (set.type === 'list:set') return 'size 8';
  if (set.type.startsWith('bitmap:')) return 'range 10.0.0.0-10.0.255.255';
  const family = set.family === undefined ? '' : `family ${set.family === 'IPv6' ? 'inet6' : 'inet'} `;
  return `${family}hashsize 1024 maxelem 65536 bucketsize 12 initval ${seed}`;
}

/** `ipset save` (ipset `lib/session.c`). */
export function printIpSets(sets: Iterable<IpSet>, options = setOptions, memberOptions = ''): string {
  return lines(
    [...sets].flatMap((set) => [
      `create ${set.name} ${set.type} ${options(set)}`,
      ...[...set.members].map((member) => `add ${set.name} ${member}${memberOptions}`),
    ]),
  );
}

/** A table with everything that is in its text but the counters and the comments. */
export interface TableText {
  readonly name: string;
  readonly policies: ReadonlyMap<string, string>;
  readonly chains: ReadonlyMap<string, readonly string[]>;
}

/** `iptables-save`, without its two comments (iptables `iptables/iptables-save.c`). */
export function printIptables(tables: Iterable<TableText>, ruleCounters = ''): string {
  return lines(
    [...tables].flatMap(({name, policies, chains}) => [
      `*${name}`,
      ...[...chains.keys()].map((chain) => `:${chain} ${policies.get(chain) ?? '-'} [0:0]`),
      ...[...chains].flatMap(([chain, rules]) => rules.map((rule) => `${ruleCounters}-A ${chain} ${rule}`)),
      'COMMIT',
    ]),
  );
}

function expiry(seconds: number): string {
  const twoDigits = (number: number) => String(number).padStart(2, '0');
  return `${twoDigits(Math.floor(seconds / 60))}:${twoDigits(seconds % 60)}`;
}

/** What `ipvsadm -Lnc --persistent-conn` adds to an entry that a persistence engine made. */
export interface EngineData {
  readonly name: string;
  readonly data: string;
}

/** `ipvsadm -Lnc`; with engines (one or none for each entry) as `--persistent-conn` adds them (`ipvsadm.c`, `print_conn`). */
export function printConnections(
  entries: readonly ConnectionEntry[],
  engines?: readonly (EngineData | undefined)[],
): string {
  const at = ({address, port}: SocketAddress) => formatEndpoint(address, port).padEnd(18);
  const title = `pro expire ${'state'.padEnd(11)} ${'source'.padEnd(18)} ${'virtual'.padEnd(18)} `;
  const titleEnd = engines ? `${'destination'.padEnd(18)} ${'pe name'.padEnd(16)} pe_data` : 'destination';
  const rows = entries.map(({protocol, state, expiresSeconds, client, virtual, real}, index) => {
    const engine = engines?.[index];
    const row = `${protocol.padEnd(3)} ${expiry(expiresSeconds).padEnd(6)} ${state.padEnd(11)} ${at(client)} ${at(virtual)} `;
    const destination = formatEndpoint(real.address, real.port);
    if (!engine) return row + destination;
    return `${row}${destination.padEnd(16)} ${engine.name.padEnd(18)} ${engine.data}`;
  });
  return lines(['IPVS connection entries', title + titleEnd, ...rows]);
}

/** `%pI6` and `%08X` of the kernel. */
function hexAddress(address: string): string {
  if (familyOf(address) === 'IPv6') return fullIpv6(address);
  const bytes = address.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'));
  return bytes.join('').toUpperCase();
}

function fullIpv6(address: string): string {
  const [head = '', tail] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(missing).fill('0'), ...groups(tail ?? '')];
  return all.map((group) => group.padStart(4, '0')).join(':');
}

function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}

/** `/proc/net/ip_vs_conn` (kernel `net/netfilter/ipvs/ip_vs_conn.c`, `ip_vs_conn_seq_show`). */
export function printProcConnections(
  entries: readonly ConnectionEntry[],
  engines?: readonly (EngineData | undefined)[],
): string {
  const at = ({address, port}: SocketAddress) => `${hexAddress(address)} ${hexPort(port)}`;
  const rows = entries.map(({protocol, state, expiresSeconds, client, virtual, real}, index) => {
    const engine = engines?.[index];
    const seconds = String(expiresSeconds).padStart(7);
    const row = `${protocol.padEnd(3)} ${at(client)} ${at(virtual)} ${at(real)} ${state.padEnd(11)} ${seconds}`;
    return engine ? `${row} ${engine.name} ${engine.data}` : row;
  });
  const title = 'Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData';
  return lines([title, ...rows]);
}

const VERSION = 'IP Virtual Server version 1.2.1 (size=4096)';

/** The name of a virtual server in the listings of ipvsadm, from its key. */
function listedServer(key: string): string {
  const mark = /^FWM-(IPv[46]) (\d+)$/.exec(key);
  // ipvsadm.c prints the mark, which is unsigned, with %d.
  if (mark) return `FWM  ${Number(mark[2]) | 0}${mark[1] === 'IPv6' ? ' IPv6' : ''}`;
  const [protocol = '', endpoint = ''] = key.split(' ');
  return `${protocol.padEnd(4)} ${endpoint}`;
}

function exactNumber(number: number): string {
  const digits = String(number);
  return digits.padStart(digits.length <= 8 ? 9 : digits.length + 1);
}

/** `ipvsadm.c`, `print_largenum` without `--exact`. */
export function roundedNumber(number: number): string {
  if (number < 1e8) return String(number).padStart(9);
  const limits = [
    [1e9, 1e3, 'K'],
    [1e11, 1e6, 'M'],
    [1e14, 1e9, 'G'],
    [Infinity, 1e12, 'T'],
  ] as const;
  const [, unit, letter] = limits.find(([limit]) => number < limit) ?? limits[3];
  return `${Math.floor(number / unit)}`.padStart(8) + letter;
}

/** `ipvsadm -Ln --stats` or `--rate`; `print` is how numbers are printed. */
export function printTraffic(
  rows: readonly TrafficRow[],
  title: 'stats' | 'rate',
  print = exactNumber,
): string {
  const names = {
    stats: ['Conns', 'InPkts', 'OutPkts', 'InBytes', 'OutBytes'],
    rate: ['CPS', 'InPPS', 'OutPPS', 'InBPS', 'OutBPS'],
  }[title];
  const head = 'Prot LocalAddress:Port'.padEnd(33) + names.map((name) => ` ${name.padStart(8)}`).join('');
  const body = rows.map((row) => {
    const {virtualServer, realServer, connections, inPackets, outPackets, inBytes, outBytes} = row;
    const name = realServer
      ? `  -> ${formatEndpoint(realServer.address, realServer.port).padEnd(28)}`
      : listedServer(virtualServer).padEnd(33);
    return name + [connections, inPackets, outPackets, inBytes, outBytes].map(print).join('');
  });
  return lines([VERSION, head, '  -> RemoteAddress:Port', ...body]);
}

/** A virtual server in the listing with persistent connections. */
export interface PersistentServer {
  readonly virtualServer: string;
  /** Scheduler and flags, as printed. */
  readonly attributes: string;
  readonly realServers: readonly PersistentConnectionsRow[];
}

/** `ipvsadm -Ln --persistent-conn`. */
export function printPersistentConnections(servers: readonly PersistentServer[]): string {
  const columns = (name: string, cells: readonly (string | number)[]) =>
    `${name} ${[9, 11, 10, 10].map((width, index) => String(cells[index]).padEnd(width)).join(' ')}`;
  const titles = ['Weight', 'PersistConn', 'ActiveConn', 'InActConn'];
  const body = servers.flatMap(({virtualServer, attributes, realServers}) => [
    `${listedServer(virtualServer)} ${attributes}`,
    ...realServers.map((row) =>
      columns(`  -> ${formatEndpoint(row.realServer.address, row.realServer.port).padEnd(28)}`, [
        row.weight,
        row.persistentConnections,
        row.activeConnections,
        row.inactiveConnections,
      ]),
    ),
  ]);
  const head = columns('Prot LocalAddress:Port'.padEnd(33), titles);
  return lines([VERSION, head, '  -> RemoteAddress:Port', ...body]);
}

/** `ipvsadm -L --timeout`. */
export function printTimeouts({tcp, tcpFin, udp}: IpvsTimeouts): string {
  return `Timeout (tcp tcpfin udp): ${tcp} ${tcpFin} ${udp}\n`;
}

/** `/proc/net/ip_vs_stats` (kernel `net/netfilter/ipvs/ip_vs_ctl.c`, `ip_vs_stats_show`). */
export function printProcStats({totals, rates}: IpvsStats): string {
  return lines([
    '   Total Incoming Outgoing         Incoming         Outgoing',
    '   Conns  Packets  Packets            Bytes            Bytes',
    hexCounters(totals),
    '',
    ' Conns/s   Pkts/s   Pkts/s          Bytes/s          Bytes/s',
    hexCounters(rates),
  ]);
}

function hexCounters({connections, inPackets, outPackets, inBytes, outBytes}: TrafficCounters): string {
  const hex = (number: number, width: number) => number.toString(16).toUpperCase().padStart(width);
  const packets = [connections, inPackets, outPackets].map((number) => hex(number, 8));
  return [...packets, hex(inBytes, 16), hex(outBytes, 16)].join(' ');
}

/** Settings as sysctl(8) prints them. */
export function printSysctls(settings: Iterable<readonly [string, string]>): string {
  return lines([...settings].map(([name, value]) => `${name} = ${value}`));
}

/** `lsmod` of kmod; sizes and uses are made up. */
export function printModules(names: Iterable<string>): string {
  const rows = [...names].map((name, index) => {
    const users = index % 3 === 0 ? '' : 'ip_vs,nf_nat';
    return `${name.padEnd(19)} ${String(16384 * (index + 1)).padStart(8)}  ${index % 3}${users && ` ${users}`}`;
  });
  return lines(['Module                  Size  Used by', ...rows]);
}

/** `conntrack -S` (conntrack-tools `src/conntrack.c`). */
export function printConntrackStats(
  processors: Iterable<readonly [number, ReadonlyMap<string, number>]>,
): string {
  return lines(
    [...processors].map(([processor, counters]) => {
      const pairs = [...counters].map(([name, value]) => `${name}=${value} `);
      return `cpu=${String(processor).padEnd(4)}\t${pairs.join('')}`;
    }),
  );
}

/** One sample in the text format of Prometheus, as the Go client prints it. */
function printSample(name: string, {labels, value}: MetricSample): string {
  const escaped = (text: string) =>
    text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  const number = Number.isFinite(value)
    ? String(value)
    : ({[Infinity]: '+Inf', [-Infinity]: '-Inf'}[value] ?? 'NaN');
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${number}`;
}

/** Families of metrics in the text format of Prometheus. */
export function printMetrics(metrics: Iterable<readonly [string, readonly MetricSample[]]>): string {
  return lines(
    [...metrics].flatMap(([name, samples]) => [
      `# HELP ${name} [ALPHA] A metric {with "marks"} 1`,
      `# TYPE ${name} gauge`,
      ...samples.map((sample) => printSample(name, sample)),
    ]),
  );
}

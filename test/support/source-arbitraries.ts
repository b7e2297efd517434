import fc from 'fast-check';
import type {IpSet} from '../../src/model/actual-state.ts';
import {canonicalAddress, formatEndpoint} from '../../src/model/address.ts';
import type {ConnectionEntry, SocketAddress, TrafficRow} from '../../src/model/connections.ts';
import type {IpvsStats} from '../../src/model/ipvs-stats.ts';
import type {MetricSample} from '../../src/model/metrics.ts';
import type {AddressLine, EngineData, PersistentServer, TableText} from './source-printers.ts';

/** Canonical IPv4 addresses. */
const ipv4: fc.Arbitrary<string> = fc.ipV4();

/** Canonical IPv6 addresses. An IPv4 address mapped into IPv6 is none. */
const ipv6: fc.Arbitrary<string> = fc
  .oneof(fc.ipV6(), fc.constantFrom('::', '::1', 'fd00::', 'fd00:96::a', '1::1:0:0:1'))
  .map((text) => canonicalAddress(text) ?? '')
  .filter((text) => text.includes(':'));

const address = fc.oneof(ipv4, ipv6);
const port = fc.integer({min: 0, max: 65535});
const socketAddress: fc.Arbitrary<SocketAddress> = fc.record({address, port});

/** Names of interfaces, sets, chains and modules. */
export const word: fc.Arbitrary<string> = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,14}$/);

const addressLineOf = (family: 'IPv4' | 'IPv6'): fc.Arbitrary<AddressLine> => {
  const one = family === 'IPv4' ? ipv4 : ipv6;
  return fc.record({
    index: fc.integer({min: 1, max: 99_999}),
    interface: fc.oneof(word, fc.constantFrom('kube-ipvs0', 'eth0.100', 'veth12ab34cd', 'br-0')),
    family: fc.constant(family),
    address: one,
    prefix: fc.integer({min: 0, max: family === 'IPv4' ? 32 : 128}),
    peer: fc.option(one, {nil: undefined}),
    metric: fc.option(fc.nat(), {nil: undefined}),
    broadcast: family === 'IPv4' ? fc.option(one, {nil: undefined}) : fc.constant(undefined),
    scope: fc.constantFrom('global', 'host', 'link', 'site', '200'),
    flags: fc.subarray(['secondary', 'dynamic', 'nodad', 'noprefixroute', 'tentative', 'deprecated']),
    label: family === 'IPv4' ? word : fc.constant(''),
    validity: fc.oneof(
      fc.constant('forever'),
      fc.nat().map((seconds) => `${seconds}sec`),
    ),
  });
};

/** At least one line of `ip -o addr`. */
export const addressLines: fc.Arbitrary<readonly AddressLine[]> = fc.array(
  fc.oneof(addressLineOf('IPv4'), addressLineOf('IPv6')),
  {minLength: 1, maxLength: 20},
);

const protocolPort = fc
  .tuple(fc.constantFrom('tcp', 'udp', 'sctp', 'udplite'), port)
  .map(([protocol, number]) => `${protocol}:${number}`);
const icmp = fc.constantFrom('icmp:echo-request', 'ipv6-icmp:1/4', 'icmp:8/0', 'vrrp:0');

const network = fc
  .tuple(fc.integer({min: 1, max: 223}), fc.integer({min: 8, max: 31}))
  .map(([byte, prefix]) => `${byte}.0.0.0/${prefix}`);

/** Canonical members, by type of set. */
const MEMBERS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'hash:ip': address,
  'hash:ip,port': fc.tuple(address, fc.oneof(protocolPort, icmp)).map((parts) => parts.join(',')),
  'hash:ip,port,ip': fc.tuple(address, protocolPort, address).map((parts) => parts.join(',')),
  'hash:ip,port,net': fc
    .tuple(address, protocolPort, fc.oneof(address, network))
    .map((parts) => parts.join(',')),
  'hash:net': fc.oneof(
    address,
    network,
    network.map((text) => `${text} nomatch`),
  ),
  'hash:net,iface': fc
    .tuple(network, fc.constantFrom('eth0', 'physdev:eth1', 'veth wildcard'))
    .map((parts) => parts.join(',')),
  'hash:ip,mark': fc.tuple(ipv4, fc.constantFrom('0x00000055', '0xffffffff')).map((parts) => parts.join(',')),
  'bitmap:port': port.map(String),
  'bitmap:ip,mac': fc.oneof(
    ipv4,
    ipv4.map((text) => `${text},00:11:aa:33:44:55`),
  ),
  'list:set': word,
  'hash:something,new': word,
};

const ipSet: fc.Arbitrary<IpSet> = fc.constantFrom(...Object.keys(MEMBERS)).chain((type) =>
  fc.record({
    name: fc.oneof(word, fc.constantFrom('KUBE-6-NODE-PORT-LOCAL-SCTP-HAS', 'name with space')),
    type: fc.constant(type),
    family: type.startsWith('hash:')
      ? fc.constantFrom('IPv4' as const, 'IPv6' as const)
      : fc.constant(undefined),
    members: fc.uniqueArray(MEMBERS[type] ?? word, {maxLength: 12}).map((members) => new Set(members)),
  }),
);

/** Sets with different names. */
export const ipSets: fc.Arbitrary<readonly IpSet[]> = fc.uniqueArray(ipSet, {
  selector: ({name}) => name,
  maxLength: 8,
});

/** Rules as iptables-save prints them, with comments that look like rules. */
const rule: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(
      '',
      '-s 10.0.0.0/8 ',
      '-p tcp -m tcp --dport 80 ',
      '-m comment --comment "a -j FOO \\"x\\" \\\\" ',
    ),
    fc.constantFrom('-j', '-g'),
    word,
  )
  .map(([matches, jump, target]) => `${matches}${jump} ${target}`);

const tableText: fc.Arbitrary<TableText> = fc
  .record({
    name: fc.constantFrom('nat', 'filter', 'mangle', 'raw', 'security'),
    policies: fc
      .uniqueArray(
        fc.tuple(fc.constantFrom('INPUT', 'FORWARD', 'OUTPUT'), fc.constantFrom('ACCEPT', 'DROP')),
        {
          selector: ([chain]) => chain,
        },
      )
      .map((entries) => new Map(entries)),
    chains: fc
      .uniqueArray(
        fc.tuple(
          word.map((name) => `C${name}`),
          fc.array(rule, {maxLength: 6}),
        ),
        {
          selector: ([chain]) => chain,
          maxLength: 6,
        },
      )
      .map((entries) => new Map(entries)),
  })
  .map(({name, policies, chains}) => {
    const builtIn = [...policies.keys()].map((chain): [string, string[]] => [chain, []]);
    return {name, policies, chains: new Map([...builtIn, ...chains])};
  });

/** Tables of different names. */
export const tableTexts: fc.Arbitrary<readonly TableText[]> = fc.uniqueArray(tableText, {
  selector: ({name}) => name,
});

const STATES = [
  'ESTABLISHED',
  'TIME_WAIT',
  'SYN_RECV',
  'NONE',
  'UDP',
  'ASSURED',
  'SHUTDOWN_ACK_SENT',
  'ERR!',
];

/** Rows of the connection table, templates among them. */
export const connectionEntries: fc.Arbitrary<readonly ConnectionEntry[]> = fc.array(
  fc
    .record({
      protocol: fc.constantFrom('TCP' as const, 'UDP' as const, 'SCTP' as const, 'IP' as const),
      state: fc.constantFrom(...STATES),
      expiresSeconds: fc.oneof(fc.integer({min: 0, max: 900}), fc.integer({min: 0, max: 86_400 * 31})),
      client: fc.oneof(
        socketAddress,
        socketAddress.map((endpoint) => ({...endpoint, port: 0})),
      ),
      virtual: socketAddress,
      real: socketAddress,
    })
    .map((entry) => ({...entry, template: entry.client.port === 0})),
  {maxLength: 20},
);

/** Data of a persistence engine for some entries. */
export const engines: fc.Arbitrary<readonly (EngineData | undefined)[]> = fc.array(
  fc.option(fc.record({name: fc.constant('sip'), data: fc.constantFrom('abc@host', 'a b', '10.0.0.1:80')}), {
    nil: undefined,
  }),
  {minLength: 20, maxLength: 20},
);

/** Counters up to what a double holds exactly, most of them small. */
const counter: fc.Arbitrary<number> = fc.oneof(fc.nat({max: 999}), fc.maxSafeNat());

const virtualServer: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(fc.constantFrom('TCP', 'UDP', 'SCTP'), address, port)
    .map(([protocol, ip, number]) => `${protocol} ${formatEndpoint(ip, number)}`),
  fc
    .tuple(fc.constantFrom('IPv4', 'IPv6'), fc.integer({min: 1, max: 0xffffffff}))
    .map(([family, mark]) => `FWM-${family} ${mark}`),
);

const counters = {
  connections: counter,
  inPackets: counter,
  outPackets: counter,
  inBytes: counter,
  outBytes: counter,
};

/** Rows of a listing: each virtual server, then its real servers. */
export const trafficRows: fc.Arbitrary<readonly TrafficRow[]> = fc
  .array(
    virtualServer.chain((key) =>
      fc
        .tuple(
          fc.record({virtualServer: fc.constant(key), realServer: fc.constant(undefined), ...counters}),
          fc.array(fc.record({virtualServer: fc.constant(key), realServer: socketAddress, ...counters}), {
            maxLength: 4,
          }),
        )
        .map(([row, rows]): readonly TrafficRow[] => [row, ...rows]),
    ),
    {maxLength: 8},
  )
  .map((groups) => groups.flat());

/** Virtual servers with the persistent connections of their real servers. */
export const persistentServers: fc.Arbitrary<readonly PersistentServer[]> = fc.array(
  virtualServer.chain((key) =>
    fc.record({
      virtualServer: fc.constant(key),
      attributes: fc.constantFrom(
        'rr',
        'sh (sh-port)',
        'wlc persistent 300 mask 255.255.255.0 pe sip ops',
        'mh (mh-fallback,mh-port)',
      ),
      realServers: fc.array(
        fc.record({
          virtualServer: fc.constant(key),
          realServer: socketAddress,
          weight: fc.nat({max: 65535}),
          persistentConnections: fc.nat(),
          activeConnections: fc.nat(),
          inactiveConnections: fc.nat(),
        }),
        {maxLength: 4},
      ),
    }),
  ),
  {maxLength: 8},
);

/** Totals and rates of a node. */
export const ipvsStats: fc.Arbitrary<IpvsStats> = fc.record({
  totals: fc.record(counters),
  rates: fc.record(counters),
});

/** Kernel settings: at least one. */
export const sysctls: fc.Arbitrary<ReadonlyMap<string, string>> = fc
  .array(
    fc.tuple(
      fc.stringMatching(/^net\.[a-z0-9_]{1,8}\.[a-z0-9_/.-]{1,20}$/),
      fc.constantFrom('0', '1', '3\t50', '', '-1', '(none)', 'a = b'),
    ),
    {minLength: 1, maxLength: 20},
  )
  .map((entries) => new Map(entries));

/** Names of modules. */
export const modules: fc.Arbitrary<ReadonlySet<string>> = fc
  .array(word, {maxLength: 20})
  .map((names) => new Set(names));

/** Counters of connection tracking of at least one processor. */
export const conntrackStats: fc.Arbitrary<ReadonlyMap<number, ReadonlyMap<string, number>>> = fc
  .array(
    fc.tuple(
      fc.nat({max: 1023}),
      fc.tuple(fc.nat(), fc.nat(), fc.nat()).map(
        ([found, failed, drop]) =>
          new Map([
            ['found', found],
            ['insert_failed', failed],
            ['drop', drop],
          ]),
      ),
    ),
    {minLength: 1, maxLength: 16},
  )
  .map((entries) => new Map(entries));

/** Names of metrics that are prefixes of one another, too. */
const metricName: fc.Arbitrary<string> = fc.oneof(
  fc.stringMatching(/^[a-z_:][a-z0-9_:]{0,20}$/),
  fc.constantFrom('a', 'a_b', 'a_b_count', 'a_b_sum'),
);

const sample: fc.Arbitrary<MetricSample> = fc.record({
  labels: fc.dictionary(
    fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/).filter((name) => name !== '__proto__'),
    fc
      .oneof(fc.string(), fc.constantFrom('}', '{', ',', '"', '\\', '\n', '\\n', 'a="b"', ' 1\n'))
      .filter((text) => !/[\0\uFFFD]/.test(text)),
    {maxKeys: 3, noNullPrototype: true},
  ),
  value: fc
    .oneof(fc.double(), fc.integer(), fc.constantFrom(Infinity, -Infinity, Number.NaN, 0))
    .map((value) => value + 0),
});

/** Metrics by name, each with at least one sample; at least one metric. */
export const metrics: fc.Arbitrary<ReadonlyMap<string, readonly MetricSample[]>> = fc
  .array(fc.tuple(metricName, fc.array(sample, {minLength: 1, maxLength: 5})), {minLength: 1, maxLength: 8})
  .map((entries) => new Map(entries));

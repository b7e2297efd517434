import {describe, expect, test} from '@jest/globals';
import {parseList} from '../../../src/kernel/tables/parse-list.ts';
import {readFixture} from './fixtures.ts';

const HEADER = [
  'IP Virtual Server version 1.2.1 (size=4096)',
  'Prot LocalAddress:Port Scheduler Flags',
  '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn',
];

const PLAIN = {
  scheduler: 'rr',
  persistence: undefined,
  schedulerFlags: [],
  onePacket: false,
  realServers: new Map(),
};

function list(...lines: readonly string[]): string {
  return [...HEADER, ...lines].map((line) => `${line}\n`).join('');
}

describe('a virtual server', () => {
  test.each([
    {name: 'TCP', line: 'TCP  10.96.0.1:80 rr', key: 'TCP 10.96.0.1:80', expected: {}},
    {name: 'UDP', line: 'UDP  10.96.0.1:53 rr', key: 'UDP 10.96.0.1:53', expected: {}},
    {name: 'SCTP', line: 'SCTP 10.96.0.1:3868 rr', key: 'SCTP 10.96.0.1:3868', expected: {}},
    {name: 'IPv6', line: 'TCP  [fd00:96::1]:80 rr', key: 'TCP [fd00:96::1]:80', expected: {}},
    {
      name: 'IPv4 mapped into IPv6, which is another one than the IPv4 one',
      line: 'TCP  [::ffff:10.0.0.1]:80 rr',
      key: 'TCP [::ffff:a00:1]:80',
      expected: {id: {kind: 'address', protocol: 'TCP', address: '::ffff:a00:1', port: 80}},
    },
    {
      name: 'a firewall mark',
      line: 'FWM  77 rr',
      key: 'FWM-IPv4 77',
      expected: {id: {kind: 'firewall-mark', family: 'IPv4', firewallMark: 77}},
    },
    {
      name: 'a firewall mark of IPv6',
      line: 'FWM  77 IPv6 rr',
      key: 'FWM-IPv6 77',
      expected: {id: {kind: 'firewall-mark', family: 'IPv6', firewallMark: 77}},
    },
    {
      name: 'a firewall mark printed as a negative number',
      line: 'FWM  -1294967296 rr',
      key: 'FWM-IPv4 3000000000',
      expected: {},
    },
    {
      name: 'scheduler flags, sorted',
      line: 'TCP  10.96.0.1:80 mh (mh-port,mh-fallback)',
      key: 'TCP 10.96.0.1:80',
      expected: {scheduler: 'mh', schedulerFlags: ['mh-fallback', 'mh-port']},
    },
    {
      name: 'scheduler flags without a name, as the real program prints them',
      line: 'TCP  10.96.0.4:80 sh ()',
      key: 'TCP 10.96.0.4:80',
      expected: {scheduler: 'sh', schedulerFlags: []},
    },
    {
      name: 'persistence of single clients',
      line: 'TCP  10.96.0.1:80 rr persistent 10800',
      key: 'TCP 10.96.0.1:80',
      expected: {persistence: {timeoutSeconds: 10800, prefix: 32}},
    },
    {
      name: 'persistence with a netmask, an engine and one-packet mode',
      line: 'UDP  10.96.0.1:5060 rr persistent 60 mask 255.255.255.0 pe sip ops',
      key: 'UDP 10.96.0.1:5060',
      expected: {persistence: {timeoutSeconds: 60, prefix: 24, engine: 'sip'}, onePacket: true},
    },
    {
      name: 'a netmask with gaps, which counts its bits',
      line: 'TCP  10.96.0.7:0 rr persistent 60 mask 255.0.255.0',
      key: 'TCP 10.96.0.7:0',
      expected: {persistence: {timeoutSeconds: 60, prefix: 16}},
    },
    {
      name: 'an IPv6 netmask',
      line: 'TCP  [fd00:96::1]:80 rr persistent 60 mask 64',
      key: 'TCP [fd00:96::1]:80',
      expected: {persistence: {timeoutSeconds: 60, prefix: 64}},
    },
    {
      name: 'a netmask of a firewall mark of IPv6',
      line: 'FWM  79 IPv6 rr persistent 60 mask 8 ops',
      key: 'FWM-IPv6 79',
      expected: {persistence: {timeoutSeconds: 60, prefix: 8}, onePacket: true},
    },
    {name: 'blanks at the end', line: 'TCP  10.96.0.1:80 rr  \r', key: 'TCP 10.96.0.1:80', expected: {}},
  ])('$name', ({line, key, expected}) => {
    const {value, problems} = parseList(list(line));
    expect(problems).toEqual([]);
    expect([...value.keys()]).toEqual([key]);
    expect(value.get(key)).toMatchObject({...PLAIN, ...expected});
  });
});

describe('a real server', () => {
  const counts = {activeConnections: 2, inactiveConnections: 3};

  test.each([
    {
      name: 'IPv4',
      line: '  -> 10.244.0.1:8080              Masq    1      2          3         ',
      key: '10.244.0.1:8080',
      expected: {address: '10.244.0.1', port: 8080, weight: 1, forwarding: 'Masq'},
    },
    {
      name: 'IPv6',
      line: '  -> [fd00:244:0:1::6]:8080       Masq    0      2          3         ',
      key: '[fd00:244:0:1::6]:8080',
      expected: {address: 'fd00:244:0:1::6', port: 8080, weight: 0, forwarding: 'Masq'},
    },
    {
      name: 'IPv6 that is wider than its column',
      line: '  -> [2001:db8:1111:2222:3333:4444:5555:6666]:65535 Masq    1      2          3         ',
      key: '[2001:db8:1111:2222:3333:4444:5555:6666]:65535',
      expected: {
        address: '2001:db8:1111:2222:3333:4444:5555:6666',
        port: 65535,
        weight: 1,
        forwarding: 'Masq',
      },
    },
    ...(['Route', 'Tunnel', 'Local', 'Bypass'] as const).map((forwarding) => ({
      name: forwarding,
      line: `  -> 10.244.0.1:0                 ${forwarding.padEnd(7)} 1      2          3         `,
      key: '10.244.0.1:0',
      expected: {address: '10.244.0.1', port: 0, weight: 1, forwarding},
    })),
    {
      name: 'the greatest weight',
      line: '  -> 10.244.0.1:8080              Masq    2147483647 2          3         ',
      key: '10.244.0.1:8080',
      expected: {address: '10.244.0.1', port: 8080, weight: 2 ** 31 - 1, forwarding: 'Masq'},
    },
    {
      name: 'without blanks at the end',
      line: '  -> 10.244.0.1:8080              Masq    1      2          3',
      key: '10.244.0.1:8080',
      expected: {address: '10.244.0.1', port: 8080, weight: 1, forwarding: 'Masq'},
    },
    {
      name: 'an address that is not written canonically',
      line: '  -> [FD00:244:0:0::0006]:8080    Masq    1      2          3         ',
      key: '[fd00:244::6]:8080',
      expected: {address: 'fd00:244::6', port: 8080, weight: 1, forwarding: 'Masq'},
    },
  ])('$name', ({line, key, expected}) => {
    const {value, problems} = parseList(list('TCP  10.96.0.1:80 rr', line));
    expect(problems).toEqual([]);
    expect([...(value.get('TCP 10.96.0.1:80')?.realServers ?? [])]).toEqual([
      [key, {...expected, ...counts}],
    ]);
  });
});

describe('the header', () => {
  test.each([
    {
      name: 'another version and size',
      text: list().replace('1.2.1 (size=4096)', '9.9 (size=1048576)'),
      problems: [],
    },
    {
      name: 'the statistics instead of the list',
      text: readFixture('recordings/healthy/nodes/node1/ipvsadm-stats.txt'),
      problems: [expect.objectContaining({severity: 'fatal', line: 2})],
    },
    {
      name: 'one virtual server only, as ipvsadm -Ln -t prints without the first line',
      text: list('TCP  10.96.0.1:80 rr').slice(HEADER[0]!.length + 1),
      problems: [expect.objectContaining({severity: 'fatal', line: 1})],
    },
    {name: 'nothing', text: '', problems: [expect.objectContaining({severity: 'fatal', line: 0})]},
  ])('$name', ({text, problems}) => {
    expect(parseList(text).problems).toEqual(problems);
  });
});

test('without -n the first name is reported and nothing is believed', () => {
  const parsed = parseList(readFixture('kernel/odd-table/list-with-names.txt'));
  expect(parsed.value.size).toBe(0);
  expect(parsed.problems).toEqual([
    {
      source: 'ipvsadm-list.txt',
      line: 6,
      severity: 'fatal',
      message:
        '"10.96.0.1:http" is a name where numbers belong, as ipvsadm prints without -n: ' +
        '"TCP  10.96.0.1:http mh (mh-fallback,mh-port)"',
    },
  ]);
});

import {describe, expect, test} from '@jest/globals';
import {parseProcIpVs} from '../../../src/kernel/tables/parse-proc-ip-vs.ts';

const HEADER = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
`;

const PLAIN = {scheduler: 'rr', persistence: undefined, schedulerFlags: undefined, onePacket: false};

function proc(...lines: readonly string[]): string {
  return HEADER + lines.map((line) => `${line}\n`).join('');
}

describe('a virtual server', () => {
  test.each([
    {name: 'TCP', line: 'TCP  0A600001:0050 rr  ', key: 'TCP 10.96.0.1:80', expected: {}},
    {
      name: 'SCTP, one column off',
      line: 'SCTP  0A60000D:0F1C rr  ',
      key: 'SCTP 10.96.0.13:3868',
      expected: {},
    },
    {
      name: 'the highest address and port',
      line: 'UDP  FFFFFFFF:FFFF rr  ',
      key: 'UDP 255.255.255.255:65535',
      expected: {},
    },
    {
      name: 'IPv6, written in full',
      line: 'TCP  [0000:0000:0001:0000:0000:0000:0002:0000]:0050 lblc ',
      key: 'TCP [0:0:1::2:0]:80',
      expected: {scheduler: 'lblc'},
    },
    {
      name: 'persistence in ticks',
      line: 'TCP  0A600001:0050 rr  persistent 2700000 FFFFFFFF',
      key: 'TCP 10.96.0.1:80',
      expected: {persistence: {timeoutJiffies: 2_700_000, prefix: 32}},
    },
    {
      name: 'persistence in more ticks than an int holds',
      line: 'TCP  0A600001:0050 rr  persistent -1616567296 FFFFFF00',
      key: 'TCP 10.96.0.1:80',
      expected: {persistence: {timeoutJiffies: 2_678_400_000, prefix: 24}},
    },
    {
      name: 'one-packet mode and persistence',
      line: 'UDP  0A60000A:13C4 rr ops  persistent 6000 FFFFFFFF',
      key: 'UDP 10.96.0.10:5060',
      expected: {onePacket: true, persistence: {timeoutJiffies: 6000, prefix: 32}},
    },
    {
      name: 'an IPv6 netmask of one client',
      line: 'TCP  [fd00:0096:0000:0000:0000:0000:0000:0002]:0050 mh persistent 6000 80000000',
      key: 'TCP [fd00:96::2]:80',
      expected: {scheduler: 'mh', persistence: {timeoutJiffies: 6000, prefix: 128}},
    },
    {
      name: 'an IPv6 netmask of 64 bits on a big-endian machine',
      line: 'TCP  [fd00:0096:0000:0000:0000:0000:0000:0002]:0050 rr persistent 6000 00000040',
      key: 'TCP [fd00:96::2]:80',
      expected: {persistence: {timeoutJiffies: 6000, prefix: 64}},
    },
  ])('$name', ({line, key, expected}) => {
    const {value, problems} = parseProcIpVs(proc(line));
    expect(problems).toEqual([]);
    expect([...value.keys()]).toEqual([key]);
    expect(value.get(key)).toMatchObject({...PLAIN, ...expected});
  });
});

describe('the family of a firewall mark, which is not printed', () => {
  const four = '  -> 0AF40001:0000      Route   1      0          0         ';
  const six = '  -> [fd00:0244:0000:0000:0000:0000:0000:0001]:0000      Route   1      0          0         ';

  test.each([
    {name: 'from a real server', lines: ['FWM  0000004D rr ', six], keys: ['FWM-IPv6 77'], unknown: []},
    {
      name: 'from real servers of both marks',
      lines: ['FWM  0000004D rr ', six, 'FWM  0000004D rr ', four],
      keys: ['FWM-IPv6 77', 'FWM-IPv4 77'],
      unknown: [],
    },
    {
      name: 'from the real server that is not behind a tunnel',
      lines: ['FWM  0000004D rr ', four.replace('Route ', 'Tunnel'), six],
      keys: ['FWM-IPv6 77'],
      unknown: [],
    },
    {
      name: 'from a tunnel, if there is nothing else',
      lines: ['FWM  0000004D rr ', six.replace('Route ', 'Tunnel')],
      keys: ['FWM-IPv6 77'],
      unknown: [],
    },
    {
      name: 'from the netmask',
      lines: ['FWM  0000004D rr persistent 6000 80000000', 'FWM  0000004D rr persistent 6000 FFFFFFFF'],
      keys: ['FWM-IPv6 77', 'FWM-IPv4 77'],
      unknown: [],
    },
    {
      name: 'from a real server, if the netmask can be read in two ways',
      lines: [
        'FWM  0000004D rr persistent 6000 80000000',
        four,
        'FWM  0000004D rr persistent 6000 80000000',
        six,
      ],
      keys: ['FWM-IPv4 77', 'FWM-IPv6 77'],
      unknown: [],
    },
    {
      name: 'from the other mark',
      lines: ['FWM  0000004D rr ', 'FWM  0000004D rr ops persistent 700 FFFFFFFF'],
      keys: ['FWM-IPv4 77', 'FWM-IPv6 77'],
      unknown: [],
    },
    {name: 'from nothing', lines: ['FWM  0000004D rr '], keys: ['FWM-IPv4 77'], unknown: ['FWM-IPv4 77']},
    {
      name: 'from nothing, of two marks',
      lines: ['FWM  0000004D rr ops ', 'FWM  0000004D wrr '],
      keys: ['FWM-IPv4 77', 'FWM-IPv6 77'],
      unknown: ['FWM-IPv4 77', 'FWM-IPv6 77'],
    },
  ])('$name', ({lines, keys, unknown}) => {
    const {value, problems, familyUnknown} = parseProcIpVs(proc(...lines));
    expect(problems).toEqual([]);
    expect([...value.keys()]).toEqual(keys);
    expect([...familyUnknown]).toEqual(unknown);
  });
});

test('real servers', () => {
  const {value, problems} = parseProcIpVs(
    proc(
      'TCP  0A600009:0050 lc  ',
      '  -> [fd00:0244:0000:0000:0000:0000:0000:0005]:0050      Tunnel  1      0          0         ',
      '  -> 7F000001:1F90      Masq    65535  3          4         ',
      '  -> 0A600009:0050      Local   0      0          0         ',
    ),
  );
  expect(problems).toEqual([]);
  const none = {activeConnections: 0, inactiveConnections: 0};
  expect([...(value.get('TCP 10.96.0.9:80')?.realServers ?? [])]).toEqual([
    ['[fd00:244::5]:80', {address: 'fd00:244::5', port: 80, weight: 1, forwarding: 'Tunnel', ...none}],
    [
      '127.0.0.1:8080',
      {
        address: '127.0.0.1',
        port: 8080,
        weight: 65535,
        forwarding: 'Masq',
        activeConnections: 3,
        inactiveConnections: 4,
      },
    ],
    ['10.96.0.9:80', {address: '10.96.0.9', port: 80, weight: 0, forwarding: 'Local', ...none}],
  ]);
});

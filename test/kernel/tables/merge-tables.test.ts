import {describe, expect, test} from '@jest/globals';
import {mergeTables} from '../../../src/kernel/tables/merge-tables.ts';
import {parseList} from '../../../src/kernel/tables/parse-list.ts';
import {parseProcIpVs} from '../../../src/kernel/tables/parse-proc-ip-vs.ts';
import {parseSave} from '../../../src/kernel/tables/parse-save.ts';
import {readFixture} from './fixtures.ts';

const BANNER = 'IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\n';

function list(...lines: readonly string[]) {
  const header = `${BANNER}  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n`;
  return {'ipvsadm-list.txt': parseList(header + lines.map((line) => `${line}\n`).join(''))};
}

function proc(...lines: readonly string[]) {
  const header = `${BANNER}  -> RemoteAddress:Port Forward Weight ActiveConn InActConn\n`;
  return {'proc-net-ip_vs.txt': parseProcIpVs(header + lines.map((line) => `${line}\n`).join(''))};
}

function save(...lines: readonly string[]) {
  return {'ipvsadm-save.txt': parseSave(lines.map((line) => `${line}\n`).join(''))};
}

const KEY = 'TCP 10.96.0.1:80';
const LISTED = ['TCP  10.96.0.1:80 rr', '  -> 10.244.0.1:8080 Masq 1 2 3'];
const SAVED = ['-A -t 10.96.0.1:80 -s rr', '-a -t 10.96.0.1:80 -r 10.244.0.1:8080 -m -w 1'];

describe('sources that do not agree', () => {
  test.each([
    {
      name: 'a virtual server only in the list',
      parsed: {...list(...LISTED), ...save()},
      reason: 'ipvsadm-list.txt and ipvsadm-save.txt disagree on this virtual server (present and absent)',
    },
    {
      name: 'a virtual server only in the save',
      parsed: {...list(), ...save(...SAVED)},
      reason: 'ipvsadm-list.txt and ipvsadm-save.txt disagree on this virtual server (absent and present)',
    },
    {
      name: 'a real server only in the list',
      parsed: {...list(...LISTED), ...save(SAVED[0]!)},
      reason:
        'ipvsadm-list.txt and ipvsadm-save.txt disagree on real server 10.244.0.1:8080 (present and absent)',
    },
    {
      name: 'a real server only in the save',
      parsed: {...list(LISTED[0]!), ...save(...SAVED)},
      reason:
        'ipvsadm-list.txt and ipvsadm-save.txt disagree on real server 10.244.0.1:8080 (absent and present)',
    },
    {
      name: 'weights: draining began between the two',
      parsed: {...list(...LISTED), ...save(SAVED[0]!, SAVED[1]!.replace('-w 1', '-w 0'))},
      reason:
        'ipvsadm-list.txt and ipvsadm-save.txt disagree on real server 10.244.0.1:8080 (weight 1 and 0)',
    },
    {
      name: 'forwarding methods',
      parsed: {...list(...LISTED), ...save(SAVED[0]!, SAVED[1]!.replace('-m', '-g'))},
      reason:
        'ipvsadm-list.txt and ipvsadm-save.txt disagree on real server 10.244.0.1:8080 (forwarding Masq and Route)',
    },
    {
      name: 'schedulers',
      parsed: {...list(LISTED[0]!), ...proc('TCP  0A600001:0050 wrr  ')},
      reason: 'ipvsadm-list.txt and proc-net-ip_vs.txt disagree on the scheduler (rr and wrr)',
    },
    {
      name: 'scheduler flags',
      parsed: {...list('TCP  10.96.0.1:80 mh (mh-port)'), ...save('-A -t 10.96.0.1:80 -s mh')},
      reason: 'ipvsadm-list.txt and ipvsadm-save.txt disagree on the scheduler flags (mh-port and none)',
    },
    {
      name: 'persistence on one side',
      parsed: {...list('TCP  10.96.0.1:80 rr persistent 60'), ...save('-A -t 10.96.0.1:80 -s rr')},
      reason:
        'ipvsadm-list.txt and ipvsadm-save.txt disagree on the persistence timeout (60 seconds and no persistence)',
    },
    {
      name: 'persistence netmasks',
      parsed: {
        ...list('TCP  10.96.0.1:80 rr persistent 60'),
        ...proc('TCP  0A600001:0050 rr  persistent 6000 FFFFFF00'),
      },
      reason:
        'ipvsadm-list.txt and proc-net-ip_vs.txt disagree on the persistence netmask (32 bits and 24 bits)',
    },
    {
      name: 'ticks that fit no tick rate',
      parsed: {
        ...proc('TCP  0A600001:0050 rr  persistent 6001 FFFFFFFF'),
        ...save('-A -t 10.96.0.1:80 -s rr -p 60'),
      },
      reason:
        'proc-net-ip_vs.txt and ipvsadm-save.txt disagree on the persistence timeout (6001 ticks and 60 seconds)',
    },
    {
      name: 'one-packet mode',
      parsed: {...list('TCP  10.96.0.1:80 rr ops'), ...save('-A -t 10.96.0.1:80 -s rr')},
      reason: 'ipvsadm-list.txt and ipvsadm-save.txt disagree on one-packet mode (on and off)',
    },
    {
      name: 'a line that was not understood, though the other source has it',
      parsed: {...list(LISTED[0]!, '  -> web:8080 Masq 1 2 3'), ...save(...SAVED)},
      reason:
        'ipvsadm-list.txt has a line that could not be parsed, "web:8080" is a name where numbers belong, as ' +
        'ipvsadm prints without -n: "  -> web:8080 Masq 1 2 3"',
    },
  ])('$name', ({parsed, reason}) => {
    const {virtualServers, disputed} = mergeTables(parsed);
    expect([...disputed]).toEqual([[KEY, reason]]);
    expect([...(virtualServers?.keys() ?? [])]).toEqual([KEY]);
  });

  test('one tick rate must explain all timeouts; the rare ones are disputed', () => {
    const {disputed} = mergeTables({
      ...proc(
        'TCP  0A600001:0050 rr  persistent 15000 FFFFFFFF',
        'TCP  0A600002:0050 rr  persistent 30000 FFFFFFFF',
        'TCP  0A600003:0050 rr  persistent 6000 FFFFFFFF',
      ),
      ...list(
        'TCP  10.96.0.1:80 rr persistent 60',
        'TCP  10.96.0.2:80 rr persistent 120',
        'TCP  10.96.0.3:80 rr persistent 60',
      ),
    });
    expect([...disputed]).toEqual([
      [
        'TCP 10.96.0.3:80',
        'ipvsadm-list.txt and proc-net-ip_vs.txt disagree on the persistence timeout (60 seconds and 24 seconds)',
      ],
    ]);
  });
});

describe('what is no contradiction', () => {
  test.each([
    {
      name: 'Local, which ipvsadm -S prints as Route',
      parsed: {
        ...list(LISTED[0]!, '  -> 10.244.0.1:8080 Local 1 2 3'),
        ...save(SAVED[0]!, SAVED[1]!.replace('-m', '-g')),
      },
    },
    {
      name: 'connections',
      parsed: {...list(...LISTED), ...proc('TCP  0A600001:0050 rr  ', '  -> 0AF40001:1F90 Masq 1 20 30')},
    },
    {
      name: 'one-packet mode of IPv6, which /proc/net/ip_vs does not show',
      parsed: {
        ...list('UDP  [fd00::1]:80 rr ops'),
        ...proc('UDP  [fd00:0000:0000:0000:0000:0000:0000:0001]:0050 rr '),
      },
    },
    {
      name: 'a persistence engine, which /proc/net/ip_vs does not show',
      parsed: {
        ...list('UDP  10.96.0.1:80 rr persistent 60 pe sip'),
        ...proc('UDP  0A600001:0050 rr  persistent 6000 FFFFFFFF'),
      },
    },
    {
      name: 'a firewall mark of a family that /proc/net/ip_vs does not show',
      parsed: {...list('FWM  77 IPv6 rr'), ...proc('FWM  0000004D rr ')},
    },
  ])('$name', ({parsed}) => {
    const {virtualServers, disputed} = mergeTables(parsed);
    expect([...disputed]).toEqual([]);
    expect(virtualServers?.size).toBe(1);
  });
});

describe('the source of the merged table', () => {
  const damaged = {'ipvsadm-list.txt': parseList('cut')};

  test.each([
    {
      name: 'all',
      parsed: {...save(), ...proc(), ...list()},
      sources: ['ipvsadm-list.txt', 'proc-net-ip_vs.txt', 'ipvsadm-save.txt'],
    },
    {name: 'save only', parsed: save(), sources: ['ipvsadm-save.txt']},
    {
      name: 'a damaged one is left out',
      parsed: {...damaged, ...save(...SAVED)},
      sources: ['ipvsadm-save.txt'],
    },
    {name: 'only a damaged one', parsed: damaged, sources: []},
    {name: 'none', parsed: {}, sources: []},
  ])('$name', ({parsed, sources}) => {
    const merged = mergeTables(parsed);
    expect(merged.tableSources).toEqual(sources);
    expect(merged.virtualServers === undefined).toBe(sources.length === 0);
    expect([...merged.disputed]).toEqual([]);
  });
});

test('connections come from the list, tunnel options from the save', () => {
  const {virtualServers} = mergeTables({
    ...list(LISTED[0]!, '  -> 10.244.0.1:80 Tunnel 1 2 3', '  -> 10.244.0.2:80 Masq 1 4 5'),
    ...save(
      SAVED[0]!,
      '-a -t 10.96.0.1:80 -r 10.244.0.1:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-nocsum',
      '-a -t 10.96.0.1:80 -r 10.244.0.2:80 -m -w 1',
    ),
  });
  expect([...(virtualServers?.get(KEY)?.realServers.values() ?? [])]).toEqual([
    {
      address: '10.244.0.1',
      port: 80,
      weight: 1,
      forwarding: 'Tunnel',
      activeConnections: 2,
      inactiveConnections: 3,
      tunnel: {type: 'gue', port: 6080, checksum: 'nocsum'},
    },
    {
      address: '10.244.0.2',
      port: 80,
      weight: 1,
      forwarding: 'Masq',
      activeConnections: 4,
      inactiveConnections: 5,
    },
  ]);
});

test('without the list, connections come from /proc/net/ip_vs, all that it does not show from the save', () => {
  const {virtualServers, disputed} = mergeTables({
    ...proc('UDP  0A600001:0050 mh ops  persistent 15000 FFFFFFFF', '  -> 0AF40001:1F90 Masq 1 2 3'),
    ...save(
      '-A -u 10.96.0.1:80 -s mh -p 60 --pe sip -o -b mh-port',
      '-a -u 10.96.0.1:80 -r 10.244.0.1:8080 -m -w 1',
    ),
  });
  expect([...disputed]).toEqual([]);
  expect(virtualServers?.get('UDP 10.96.0.1:80')).toMatchObject({
    scheduler: 'mh',
    schedulerFlags: ['mh-port'],
    onePacket: true,
    persistence: {timeoutSeconds: 60, timeoutJiffies: 15000, prefix: 32, engine: 'sip'},
  });
  expect(virtualServers?.get('UDP 10.96.0.1:80')?.realServers.get('10.244.0.1:8080')).toMatchObject({
    activeConnections: 2,
  });
});

test('a firewall mark of which nothing tells the family is disputed', () => {
  const {virtualServers, disputed} = mergeTables(proc('FWM  0000004D rr '));
  expect([...disputed]).toEqual([
    ['FWM-IPv4 77', 'its address family is unknown, /proc/net/ip_vs does not show it'],
  ]);
  expect(virtualServers?.size).toBe(1);
});

test('the table with everything that ipvsadm can set', () => {
  const {virtualServers} = mergeTables({
    'ipvsadm-list.txt': parseList(readFixture('kernel/odd-table/ipvsadm-list.txt')),
    'ipvsadm-save.txt': parseSave(readFixture('kernel/odd-table/ipvsadm-save.txt')),
  });
  const tunnels = [...(virtualServers?.get('TCP 10.96.0.9:80')?.realServers ?? [])].map(
    ([key, {forwarding, tunnel}]) =>
      `${key} ${forwarding} ${tunnel ? Object.values(tunnel).join(' ') : ''}`.trim(),
  );
  expect(tunnels).toEqual([
    '[fd00:244::5]:80 Tunnel ipip',
    '10.96.0.9:80 Route',
    '10.244.1.1:80 Tunnel ipip',
    '10.244.1.2:80 Tunnel gue 6080 nocsum',
    '10.244.1.3:80 Tunnel gue 6080 remcsum',
    '10.244.1.4:80 Tunnel gre csum',
    '10.244.1.5:80 Tunnel gre nocsum',
    '127.0.0.1:8080 Masq',
  ]);
  expect(virtualServers?.get('UDP 10.96.0.12:5060')?.persistence).toEqual({
    timeoutSeconds: 360,
    prefix: 24,
    engine: 'sip',
  });
  expect(virtualServers?.get('FWM-IPv6 79')?.persistence).toEqual({timeoutSeconds: 60, prefix: 8});
  expect(virtualServers?.get('TCP 10.96.0.3:80')?.schedulerFlags).toEqual(['sh-fallback', 'sh-port']);
});

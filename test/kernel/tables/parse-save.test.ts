import {describe, expect, test} from '@jest/globals';
import {parseSave} from '../../../src/kernel/tables/parse-save.ts';
import {readFixture} from './fixtures.ts';

const PLAIN = {
  scheduler: 'rr',
  persistence: undefined,
  schedulerFlags: [],
  onePacket: false,
  realServers: new Map(),
};

describe('a virtual server', () => {
  test.each([
    {name: 'TCP', line: '-A -t 10.96.0.1:80 -s rr', key: 'TCP 10.96.0.1:80', expected: {}},
    {name: 'UDP', line: '-A -u 10.96.0.1:53 -s rr', key: 'UDP 10.96.0.1:53', expected: {}},
    {name: 'SCTP', line: '-A --sctp-service 10.96.0.1:3868 -s rr', key: 'SCTP 10.96.0.1:3868', expected: {}},
    {name: 'IPv6', line: '-A -t [fd00:96::1]:80 -s rr', key: 'TCP [fd00:96::1]:80', expected: {}},
    {
      name: 'IPv6 with a dotted tail',
      line: '-A -t [::10.0.0.1]:80 -s rr',
      key: 'TCP [::a00:1]:80',
      expected: {},
    },
    {name: 'a firewall mark', line: '-A -f 77 -s rr', key: 'FWM-IPv4 77', expected: {}},
    {name: 'a firewall mark of IPv6', line: '-A -f 77 -6 -s rr', key: 'FWM-IPv6 77', expected: {}},
    {
      name: 'a firewall mark printed as a negative number',
      line: '-A -f -1294967295 -6 -s rr',
      key: 'FWM-IPv6 3000000001',
      expected: {id: {kind: 'firewall-mark', family: 'IPv6', firewallMark: 3_000_000_001}},
    },
    {
      name: 'scheduler flags',
      line: '-A -t 10.96.0.1:80 -s sh -p 300 -b sh-fallback,sh-port',
      key: 'TCP 10.96.0.1:80',
      expected: {
        scheduler: 'sh',
        persistence: {timeoutSeconds: 300, prefix: 32},
        schedulerFlags: ['sh-fallback', 'sh-port'],
      },
    },
    {
      name: 'scheduler flags without a name, as the real program prints them',
      line: '-A -t 10.96.0.4:80 -s sh -b ',
      key: 'TCP 10.96.0.4:80',
      expected: {scheduler: 'sh', schedulerFlags: []},
    },
    {
      name: 'persistence with a netmask, an engine and one-packet mode',
      line: '-A -u 10.96.0.12:5060 -s rr -p 360 -M 255.255.255.0 --pe sip -o',
      key: 'UDP 10.96.0.12:5060',
      expected: {persistence: {timeoutSeconds: 360, prefix: 24, engine: 'sip'}, onePacket: true},
    },
    {
      name: 'a netmask of no bits',
      line: '-A -t 10.96.0.8:0 -s rr -p 60 -M 0.0.0.0',
      key: 'TCP 10.96.0.8:0',
      expected: {persistence: {timeoutSeconds: 60, prefix: 0}},
    },
    {
      name: 'an IPv6 netmask',
      line: '-A -f 79 -6 -s rr -p 60 -M 8',
      key: 'FWM-IPv6 79',
      expected: {persistence: {timeoutSeconds: 60, prefix: 8}},
    },
  ])('$name', ({line, key, expected}) => {
    const {value, problems} = parseSave(`${line}\n`);
    expect(problems).toEqual([]);
    expect([...value.keys()]).toEqual([key]);
    expect(value.get(key)).toMatchObject({...PLAIN, ...expected});
  });
});

describe('a real server', () => {
  const four = {address: '10.244.0.1', port: 8080, weight: 1};
  const tunnelled = {...four, forwarding: 'Tunnel'};

  test.each([
    {name: 'masquerading', line: '-m -w 1', expected: {...four, forwarding: 'Masq'}},
    {
      name: 'Route, or Local, which is printed the same',
      line: '-g -w 1',
      expected: {...four, forwarding: 'Route'},
    },
    {name: 'an ipip tunnel of an old ipvsadm', line: '-i -w 1', expected: tunnelled},
    {
      name: 'an ipip tunnel',
      line: '-i -w 1 --tun-type ipip',
      expected: {...tunnelled, tunnel: {type: 'ipip'}},
    },
    {
      name: 'a gue tunnel',
      line: '-i -w 1 --tun-type gue --tun-port 6080 --tun-remcsum',
      expected: {...tunnelled, tunnel: {type: 'gue', port: 6080, checksum: 'remcsum'}},
    },
    {
      name: 'a gre tunnel',
      line: '-i -w 1 --tun-type gre --tun-nocsum',
      expected: {...tunnelled, tunnel: {type: 'gre', checksum: 'nocsum'}},
    },
    {
      name: 'thresholds, which ipvsadm reads but does not print',
      line: '-m -w 1 -x 9 -y 5',
      expected: {...four, forwarding: 'Masq'},
    },
    {
      name: 'the greatest weight',
      line: '-m -w 2147483647',
      expected: {...four, weight: 2 ** 31 - 1, forwarding: 'Masq'},
    },
  ])('$name', ({line, expected}) => {
    const {value, problems} = parseSave(
      `-A -t 10.96.0.1:80 -s rr\n-a -t 10.96.0.1:80 -r 10.244.0.1:8080 ${line}\n`,
    );
    expect(problems).toEqual([]);
    expect([...(value.get('TCP 10.96.0.1:80')?.realServers ?? [])]).toEqual([['10.244.0.1:8080', expected]]);
  });

  test.each([
    {name: 'IPv6', owner: '-t [fd00:96::1]:80', key: 'TCP [fd00:96::1]:80'},
    {name: 'SCTP', owner: '--sctp-service 10.96.0.1:3868', key: 'SCTP 10.96.0.1:3868'},
    {name: 'a firewall mark', owner: '-f 77', key: 'FWM-IPv4 77'},
    {name: 'a firewall mark of IPv6', owner: '-f 77 -6', key: 'FWM-IPv6 77'},
  ])('of $name', ({owner, key}) => {
    const {value, problems} = parseSave(`-A ${owner} -s rr\n-a ${owner} -r [fd00:244::1]:80 -m -w 1\n`);
    expect(problems).toEqual([]);
    expect([...(value.get(key)?.realServers.keys() ?? [])]).toEqual(['[fd00:244::1]:80']);
  });

  test('of a virtual server that another program named in another way', () => {
    const {value, problems} = parseSave(
      '-A -s rr -t [FD00:96::0001]:80\n-a -t [fd00:96::1]:80 -w 1 -m -r 10.0.0.1:80\n',
    );
    expect(problems).toEqual([]);
    expect([...(value.get('TCP [fd00:96::1]:80')?.realServers.keys() ?? [])]).toEqual(['10.0.0.1:80']);
  });

  test('of firewall mark 77 of IPv4 does not belong to the one of IPv6', () => {
    const {problems} = parseSave('-A -f 77 -s rr\n-a -f 77 -6 -r [fd00:244::1]:80 -m -w 1\n');
    expect(problems).toEqual([
      expect.objectContaining({
        severity: 'fatal',
        message: expect.stringContaining('a real server of FWM-IPv6 77 is listed among those of FWM-IPv4 77'),
      }),
    ]);
  });
});

test('without -n the first name is reported and nothing is believed', () => {
  const parsed = parseSave(readFixture('kernel/odd-table/save-with-names.txt'));
  expect(parsed.value.size).toBe(0);
  expect(parsed.problems).toEqual([
    {
      source: 'ipvsadm-save.txt',
      line: 3,
      severity: 'fatal',
      message:
        '"10.96.0.1:http" is a name where numbers belong, as ipvsadm prints without -n: ' +
        '"-A -t 10.96.0.1:http -s mh -b mh-fallback,mh-port"',
    },
  ]);
});

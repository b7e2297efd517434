import {describe, expect, test} from '@jest/globals';
import {parseIpSets} from '../../../src/kernel/sources/parse-ip-sets.ts';
import {canonicalIpSetMember} from '../../../src/model/ip-set-member.ts';

describe('canonicalIpSetMember', () => {
  test.each<[name: string, type: string, text: string, canonical: string | undefined]>([
    ['as printed', 'hash:ip,port', '10.96.0.1,tcp:443', '10.96.0.1,tcp:443'],
    ['protocol in upper case', 'hash:ip,port', '10.96.0.1,TCP:443', '10.96.0.1,tcp:443'],
    [
      'protocol by number, from an image without /etc/protocols',
      'hash:ip,port',
      '10.96.0.1,6:443',
      '10.96.0.1,tcp:443',
    ],
    ['sctp by number', 'hash:ip,port', '10.96.0.1,132:443', '10.96.0.1,sctp:443'],
    ['no protocol means tcp', 'hash:ip,port', '10.96.0.1,443', '10.96.0.1,tcp:443'],
    ['port with leading zeros', 'hash:ip,port', '10.96.0.1,tcp:0443', '10.96.0.1,tcp:443'],
    ['icmp by number', 'hash:ip,port', '10.96.0.1,1:100/3', '10.96.0.1,icmp:100/3'],
    [
      'icmpv6 by its other name',
      'hash:ip,port',
      'fd00::1,icmpv6:echo-request',
      'fd00::1,ipv6-icmp:echo-request',
    ],
    ['IPv6', 'hash:ip,port', 'FD00:96:0:0::A,tcp:80', 'fd00:96::a,tcp:80'],
    ['network of one address', 'hash:ip,port,net', '10.0.0.1,tcp:80,10.1.1.1/32', '10.0.0.1,tcp:80,10.1.1.1'],
    [
      'network of one IPv6 address',
      'hash:ip,port,net',
      'fd00::1,tcp:80,fd00::2/128',
      'fd00::1,tcp:80,fd00::2',
    ],
    [
      'network with host bits',
      'hash:ip,port,net',
      '10.0.0.1,tcp:80,10.1.1.1/8',
      '10.0.0.1,tcp:80,10.0.0.0/8',
    ],
    ['three parts', 'hash:ip,port,ip', '10.0.0.1,udp:80,10.0.0.1', '10.0.0.1,udp:80,10.0.0.1'],
    ['port', 'bitmap:port', '30080', '30080'],
    ['port with protocol', 'bitmap:port', 'tcp:08080', '8080'],
    ['no MAC address, which may be left out', 'bitmap:ip,mac', '10.0.0.6', '10.0.0.6'],
    ['MAC address', 'hash:mac', 'AA:BB:CC:DD:EE:0F', 'aa:bb:cc:dd:ee:0f'],
    ['mark', 'hash:ip,mark', '10.0.0.1,0x55', '10.0.0.1,0x00000055'],
    [
      'interface, whose name has a case',
      'hash:net,iface',
      '10.0.0.0/8,physdev:Eth1',
      '10.0.0.0/8,physdev:Eth1',
    ],
    ['name of a set', 'list:set', 'KUBE-X', 'KUBE-X'],
    ['type of the future', 'hash:thing', 'Whatever', 'Whatever'],
    ['too few parts', 'hash:ip,port', '10.0.0.1', undefined],
    ['too many parts', 'hash:ip', '10.0.0.1,tcp:80', undefined],
    ['no address', 'hash:ip', '10.0.0.256', undefined],
    ['no prefix', 'hash:net', '10.0.0.0/33', undefined],
    ['port out of range', 'bitmap:port', '65536', undefined],
    ['port of letters', 'hash:ip,port', '10.0.0.1,tcp:http', undefined],
    ['no protocol', 'hash:ip,port', '10.0.0.1,:80', undefined],
    ['half a MAC address', 'hash:mac', 'aa:bb:cc', undefined],
    ['no mark', 'hash:ip,mark', '10.0.0.1,55', undefined],
  ])('%s', (_, type, text, canonical) => {
    expect(canonicalIpSetMember(type, text)).toBe(canonical);
    if (canonical !== undefined) expect(canonicalIpSetMember(type, canonical)).toBe(canonical);
  });
});

/** Printed by ipset 7.17 on a real kernel. */
const PRINTED = `create a1 hash:ip,port family inet hashsize 1024 maxelem 65536 timeout 100 counters comment skbinfo bucketsize 12 initval 0x5c81db14
add a1 10.0.0.2,vrrp:0 timeout 95 packets 0 bytes 0
add a1 10.0.0.1,icmp:echo-request timeout 95 packets 0 bytes 0 comment "a nomatch b"
create a2 hash:ip,port,net family inet6 hashsize 1024 maxelem 65536 bucketsize 12 initval 0x8484f8fe
add a2 fd00:0:0:1::1,tcp:80,fd00:1::/32
add a2 fd00::1,ipv6-icmp:echo-request,fd00:1::1 nomatch
create a3 hash:net,iface family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0xa80fe804
add a3 10.0.0.0/8,veth wildcard
add a3 0.0.0.0/0,eth0
create a6 bitmap:ip range 10.0.0.0-10.0.255.255 netmask 24
add a6 10.0.5.0
create name with space hash:ip family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x008b785a
add name with space 10.0.0.1
create a11 list:set size 8
add a11 a1
add a11 name with space
create empty hash:net family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x265c73a2
`;

describe('parseIpSets', () => {
  test('sets of all types', () => {
    const {value, problems} = parseIpSets(PRINTED);
    expect(problems).toEqual([]);
    expect([...value.values()]).toEqual([
      {
        name: 'a1',
        type: 'hash:ip,port',
        family: 'IPv4',
        members: new Set(['10.0.0.2,vrrp:0', '10.0.0.1,icmp:echo-request']),
      },
      {
        name: 'a2',
        type: 'hash:ip,port,net',
        family: 'IPv6',
        members: new Set([
          'fd00:0:0:1::1,tcp:80,fd00:1::/32',
          'fd00::1,ipv6-icmp:echo-request,fd00:1::1 nomatch',
        ]),
      },
      {
        name: 'a3',
        type: 'hash:net,iface',
        family: 'IPv4',
        members: new Set(['10.0.0.0/8,veth wildcard', '0.0.0.0/0,eth0']),
      },
      {name: 'a6', type: 'bitmap:ip', family: undefined, members: new Set(['10.0.5.0'])},
      {name: 'name with space', type: 'hash:ip', family: 'IPv4', members: new Set(['10.0.0.1'])},
      {name: 'a11', type: 'list:set', family: undefined, members: new Set(['a1', 'name with space'])},
      {name: 'empty', type: 'hash:net', family: 'IPv4', members: new Set()},
    ]);
  });

  test('no sets, no text', () => {
    expect(parseIpSets('')).toEqual({value: new Map(), problems: []});
  });

  test('members after another set was created', () => {
    const {value, problems} = parseIpSets(
      'create a hash:ip family inet\ncreate b hash:ip family inet\nadd a 10.0.0.1\n',
    );
    expect(problems).toEqual([]);
    expect(value.get('a')?.members).toEqual(new Set(['10.0.0.1']));
  });

  test.each([
    [
      'a member of a set that was not created',
      'add KUBE-X 10.0.0.1\nadd KUBE-X 10.0.0.2\n',
      [
        {
          line: 1,
          message: 'a member is added to a set that was not created: "add KUBE-X 10.0.0.1"',
          severity: 'fatal',
        },
      ],
    ],
    [
      'a set that is created twice',
      'create a hash:ip family inet\ncreate a hash:ip family inet\nadd a 10.0.0.1\n',
      [{line: 2, message: 'the set "a" is created a second time', severity: 'line'}],
    ],
    [
      'a member that does not fit the type',
      'create a hash:ip family inet\nadd a 10.0.0.1,tcp:80\nadd a \n',
      [
        {
          line: 2,
          message: 'the line should be a member of a set of type hash:ip, but is "add a 10.0.0.1,tcp:80"',
          severity: 'line',
        },
        {
          line: 3,
          message: 'the line should be a member of a set of type hash:ip, but is "add a "',
          severity: 'line',
        },
      ],
    ],
    [
      'something else',
      'ipset v7.17: Kernel error received: Operation not permitted\n',
      [
        {
          line: 1,
          message:
            'the line should be "create" with a set or "add" with a member, but is "ipset v7.17: Kernel error received: Operation not permitted"',
          severity: 'line',
        },
      ],
    ],
  ])('%s', (_, text, problems) => {
    expect(parseIpSets(text).problems).toEqual(
      problems.map((problem) => ({source: 'ipset-save.txt', ...problem})),
    );
  });
});

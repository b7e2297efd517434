import {describe, expect, test} from '@jest/globals';
import {parseAddresses} from '../../../src/kernel/sources/parse-addresses.ts';

const TAIL = '\\       valid_lft forever preferred_lft forever';

/** Lines of iproute2 6.1 on a real kernel, unless the name of the row says otherwise. */
const LINES: readonly {readonly name: string; readonly line: string; readonly address: unknown}[] = [
  {
    name: 'IPv4',
    line: `1: lo    inet 127.0.0.1/8 scope host lo${TAIL}`,
    address: {interface: 'lo', family: 'IPv4', address: '127.0.0.1', prefix: 8},
  },
  {
    name: 'IPv6',
    line: `2: eth0    inet6 fd00:99::11/64 scope global nodad ${TAIL}`,
    address: {interface: 'eth0', family: 'IPv6', address: 'fd00:99::11', prefix: 64},
  },
  {
    name: 'peer: the local address counts',
    line: `3: veth0    inet 10.1.0.1 peer 10.1.0.2/32 scope global veth0${TAIL}`,
    address: {interface: 'veth0', family: 'IPv4', address: '10.1.0.1', prefix: 32},
  },
  {
    name: 'IPv6 peer',
    line: `2: veth1    inet6 fd00::1 peer fd00::2/128 scope global nodad ${TAIL}`,
    address: {interface: 'veth1', family: 'IPv6', address: 'fd00::1', prefix: 128},
  },
  {
    name: 'broadcast address and a label that is not the name',
    line: `3: veth0    inet 10.2.0.1/24 brd 10.2.0.255 scope global veth0:x${TAIL}`,
    address: {interface: 'veth0', family: 'IPv4', address: '10.2.0.1', prefix: 24},
  },
  {
    name: 'metric and lifetime',
    line: '2: veth1    inet 10.3.0.1/24 metric 77 scope global dynamic veth1\\       valid_lft 100sec preferred_lft 50sec',
    address: {interface: 'veth1', family: 'IPv4', address: '10.3.0.1', prefix: 24},
  },
  {
    name: 'secondary',
    line: `3: veth0    inet 10.2.0.7/24 scope global secondary veth0${TAIL}`,
    address: {interface: 'veth0', family: 'IPv4', address: '10.2.0.7', prefix: 24},
  },
  {
    name: 'IPv6 as RFC 5952 writes it',
    line: `2: veth1    inet6 fd00::1:0:0:9/64 scope global home tentative noprefixroute ${TAIL}`,
    address: {interface: 'veth1', family: 'IPv6', address: 'fd00::1:0:0:9', prefix: 64},
  },
  {
    name: 'an IPv4 address mapped into IPv6 is the IPv4 address',
    line: `2: veth1    inet6 ::ffff:1.2.3.4/128 scope global tentative ${TAIL}`,
    address: {interface: 'veth1', family: 'IPv4', address: '1.2.3.4', prefix: 32},
  },
  {
    name: 'no prefix length (older versions): one address',
    line: `2: eth0    inet 10.0.0.1 scope global eth0${TAIL}`,
    address: {interface: 'eth0', family: 'IPv4', address: '10.0.0.1', prefix: 32},
  },
  {
    name: 'no prefix length, IPv6',
    line: `2: eth0    inet6 fd00::1 scope global ${TAIL}`,
    address: {interface: 'eth0', family: 'IPv6', address: 'fd00::1', prefix: 128},
  },
  {
    name: 'name with the index of its other end (as in link lines)',
    line: `9: cali12ab@if3    inet 169.254.1.1/32 scope link cali12ab${TAIL}`,
    address: {interface: 'cali12ab', family: 'IPv4', address: '169.254.1.1', prefix: 32},
  },
  {
    name: 'who made it (iproute2 6.3 and later)',
    line: `1: lo    inet 127.0.0.1/8 scope host proto kernel_lo lo${TAIL}`,
    address: {interface: 'lo', family: 'IPv4', address: '127.0.0.1', prefix: 8},
  },
  {
    name: 'IPv6 that a router announced (iproute2 6.3 and later)',
    line: '2: eth0    inet6 2001:db8::5/64 scope global dynamic mngtmpaddr noprefixroute proto kernel_ra \\       valid_lft 2591992sec preferred_lft 604792sec',
    address: {interface: 'eth0', family: 'IPv6', address: '2001:db8::5', prefix: 64},
  },
  {
    name: 'without lifetimes (BusyBox)',
    line: '4: kube-ipvs0    inet 10.96.0.1/32 scope global kube-ipvs0',
    address: {interface: 'kube-ipvs0', family: 'IPv4', address: '10.96.0.1', prefix: 32},
  },
  {
    name: 'IPv6 whose address another host has',
    line: `2: eth0    inet6 2001:db8::6/64 scope global tentative dadfailed ${TAIL}`,
    address: {interface: 'eth0', family: 'IPv6', address: '2001:db8::6', prefix: 64},
  },
  {
    name: 'name with a dot (a VLAN)',
    line: `5: bond0.100    inet 10.5.0.1/24 scope global bond0.100${TAIL}`,
    address: {interface: 'bond0.100', family: 'IPv4', address: '10.5.0.1', prefix: 24},
  },
];

test.each(LINES)('$name', ({line, address}) => {
  expect(parseAddresses(`${line}\n`)).toEqual({value: [address], problems: []});
});

describe('lines that are no addresses', () => {
  const good = `1: lo    inet 127.0.0.1/8 scope host lo${TAIL}\n`;

  test('a line of the interface itself says nothing', () => {
    const link =
      '2: eth0@if7: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT';
    expect(parseAddresses(`${good}${link}\n`).problems).toEqual([]);
  });

  test.each([
    ['another address family', '2: eth0    ipx 10.0.0.1/8 scope global eth0'],
    ['an octet above 255', '2: eth0    inet 10.0.0.256/8 scope global eth0'],
    ['a prefix above 32', '2: eth0    inet 10.0.0.1/33 scope global eth0'],
    ['an IPv6 address as inet', '2: eth0    inet fd00::1/64 scope global eth0'],
    ['no scope', '2: eth0    inet 10.0.0.1/8 '],
    ['an empty line', ''],
    ['an error message', 'Cannot open netlink socket: Operation not permitted'],
  ])('%s is a problem of that line', (_, line) => {
    const {value, problems} = parseAddresses(`${good}${line}\n`);
    expect(value).toHaveLength(1);
    const message = `the line should be an address of an interface, but is ${JSON.stringify(line)}`;
    expect(problems).toEqual([{source: 'addresses.txt', line: 2, message, severity: 'line'}]);
  });

  test('without any address the text is of no use', () => {
    expect(parseAddresses('')).toEqual({
      value: [],
      problems: [
        {
          source: 'addresses.txt',
          line: 0,
          message: 'the text has no address: every node has at least 127.0.0.1 on lo',
          severity: 'fatal',
        },
      ],
    });
  });
});

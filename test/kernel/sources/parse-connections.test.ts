import {describe, expect, test} from '@jest/globals';
import {parseConnections, parseProcConnections} from '../../../src/kernel/sources/parse-connections.ts';
import type {ConnectionEntry} from '../../../src/model/connections.ts';

const TITLES =
  'IPVS connection entries\npro expire state       source             virtual            destination\n';
const PROC_TITLE = 'Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData\n';

const entry: ConnectionEntry = {
  protocol: 'TCP',
  state: 'ESTABLISHED',
  expiresSeconds: 866,
  client: {address: '10.99.0.11', port: 48672},
  virtual: {address: '10.99.0.11', port: 30082},
  real: {address: '10.244.2.4', port: 8080},
  template: false,
};

describe('ipvsadm -Lnc', () => {
  test.each<[name: string, line: string, difference: Partial<ConnectionEntry>]>([
    ['TCP', 'TCP 14:26  ESTABLISHED 10.99.0.11:48672   10.99.0.11:30082   10.244.2.4:8080', {}],
    [
      'SCTP, whose name overflows its column',
      'SCTP 14:26  ESTABLISHED 10.99.0.11:48672   10.99.0.11:30082   10.244.2.4:8080',
      {protocol: 'SCTP'},
    ],
    [
      'a template, minutes above 99',
      'TCP 173:52 ASSURED     10.99.0.11:0       10.99.0.11:30082   10.244.2.4:8080',
      {
        state: 'ASSURED',
        expiresSeconds: 173 * 60 + 52,
        client: {address: '10.99.0.11', port: 0},
        template: true,
      },
    ],
    [
      'IPv6, which overflows its columns',
      'UDP 04:26  UDP         [fd00:96::9a4e]:42452 [fd00:96::9a4e]:53 [fd00:244:0:2::2]:8080',
      {
        protocol: 'UDP',
        state: 'UDP',
        expiresSeconds: 266,
        client: {address: 'fd00:96::9a4e', port: 42452},
        virtual: {address: 'fd00:96::9a4e', port: 53},
        real: {address: 'fd00:244:0:2::2', port: 8080},
      },
    ],
    [
      'a template of a firewall mark',
      'IP  01:39  NONE        10.96.0.99:0       0.0.0.5:0          127.0.0.1:0',
      {
        protocol: 'IP',
        state: 'NONE',
        expiresSeconds: 99,
        client: {address: '10.96.0.99', port: 0},
        virtual: {address: '0.0.0.5', port: 0},
        real: {address: '127.0.0.1', port: 0},
        template: true,
      },
    ],
    [
      'a long state and data of a persistence engine',
      'TCP 14:26  SHUTDOWN_ACK_SENT 10.99.0.11:48672   10.99.0.11:30082   10.244.2.4:8080  sip                abc@host def',
      {state: 'SHUTDOWN_ACK_SENT'},
    ],
    [
      'a state the kernel has no name for',
      'TCP 71582788:15 ERR!        10.99.0.11:48672   10.99.0.11:30082   10.244.2.4:8080',
      {state: 'ERR!', expiresSeconds: 2 ** 32 - 1},
    ],
  ])('%s', (_, line, difference) => {
    expect(parseConnections(`${TITLES}${line}\n`)).toEqual({
      value: [{...entry, ...difference}],
      problems: [],
    });
  });

  test.each([
    ['no entries', TITLES],
    [
      'titles of --persistent-conn',
      TITLES.replace('destination\n', 'destination        pe name          pe_data\n'),
    ],
  ])('%s', (_, text) => {
    expect(parseConnections(text)).toEqual({value: [], problems: []});
  });

  test.each([
    ['names instead of numbers', 'TCP 14:26  ESTABLISHED node1:48672   node1:http   web:8080'],
    ['a port above 65535', 'TCP 14:26  ESTABLISHED 10.99.0.11:65536   10.99.0.11:30082   10.244.2.4:8080'],
    ['seconds above 59', 'TCP 14:60  ESTABLISHED 10.99.0.11:48672   10.99.0.11:30082   10.244.2.4:8080'],
    ['another protocol', 'ICMP 14:26  NONE 10.99.0.11:48672   10.99.0.11:30082   10.244.2.4:8080'],
    ['a missing column', 'TCP 14:26  ESTABLISHED 10.99.0.11:48672   10.99.0.11:30082'],
    [
      'an IPv6 address without brackets',
      'TCP 14:26  ESTABLISHED fd00::1:48672 10.99.0.11:30082   10.244.2.4:8080',
    ],
  ])('%s is a problem of that line', (_, line) => {
    const {value, problems} = parseConnections(`${TITLES}${line}\n`);
    const message = `the line should be a connection entry, but is "${line.slice(0, 80)}${line.length > 80 ? '…' : ''}"`;
    expect(value).toEqual([]);
    expect(problems).toEqual([{source: 'ipvsadm-connections.txt', line: 3, message, severity: 'line'}]);
  });

  test.each([
    ['no text', '', 'line 1 of ipvsadm-connections.txt is missing', 1],
    ['one title', 'IPVS connection entries\n', 'line 2 of ipvsadm-connections.txt is missing', 2],
    [
      'another text',
      PROC_TITLE,
      'line 1 of ipvsadm-connections.txt cannot be "Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData"',
      1,
    ],
  ])('%s is fatal', (_, text, message, line) => {
    const problem = {source: 'ipvsadm-connections.txt', line, message, severity: 'fatal'};
    expect(parseConnections(text)).toEqual({value: [], problems: [problem]});
  });
});

describe('/proc/net/ip_vs_conn', () => {
  test.each<[name: string, line: string, difference: Partial<ConnectionEntry>]>([
    ['TCP', 'TCP 0A63000B BE20 0A63000B 7582 0AF40204 1F90 ESTABLISHED     866', {}],
    [
      'a template',
      'TCP 0A63000B 0000 0A63000B 7582 0AF40204 1F90 ASSURED       10428',
      {state: 'ASSURED', expiresSeconds: 10428, client: {address: '10.99.0.11', port: 0}, template: true},
    ],
    [
      'IPv6',
      'TCP fd00:0096:0000:0000:0000:0000:0000:9a4e A45E fd00:0096:0000:0000:0000:0000:0000:9a4e 0035 fd00:0244:0000:0002:0000:0000:0000:0004 1F90 TIME_WAIT        30',
      {
        state: 'TIME_WAIT',
        expiresSeconds: 30,
        client: {address: 'fd00:96::9a4e', port: 0xa45e},
        virtual: {address: 'fd00:96::9a4e', port: 53},
        real: {address: 'fd00:244:0:2::4', port: 8080},
      },
    ],
    [
      'IPv4 in front of an IPv6 real server (a tunnel)',
      'TCP 0A63000B BE20 0A63000B 7582 fd00:0244:0000:0002:0000:0000:0000:0004 1F90 ESTABLISHED     866',
      {real: {address: 'fd00:244:0:2::4', port: 8080}},
    ],
    [
      'a template of a firewall mark',
      'IP  0A600063 0000 00000005 0000 7F000001 0000 NONE             99',
      {
        protocol: 'IP',
        state: 'NONE',
        expiresSeconds: 99,
        client: {address: '10.96.0.99', port: 0},
        virtual: {address: '0.0.0.5', port: 0},
        real: {address: '127.0.0.1', port: 0},
        template: true,
      },
    ],
    [
      'data of a persistence engine',
      'TCP 0A63000B BE20 0A63000B 7582 0AF40204 1F90 ESTABLISHED     866 sip abc@host',
      {},
    ],
  ])('%s', (_, line, difference) => {
    expect(parseProcConnections(`${PROC_TITLE}${line}\n`)).toEqual({
      value: [{...entry, ...difference}],
      problems: [],
    });
  });

  test.each([
    ['an address that is too short', 'TCP 0A63000 BE20 0A63000B 7582 0AF40204 1F90 ESTABLISHED     866'],
    ['a port that is too short', 'TCP 0A63000B E20 0A63000B 7582 0AF40204 1F90 ESTABLISHED     866'],
    ['a short IPv6 address', 'TCP fd00::1 BE20 0A63000B 7582 0AF40204 1F90 ESTABLISHED     866'],
    ['no expiry', 'TCP 0A63000B BE20 0A63000B 7582 0AF40204 1F90 ESTABLISHED'],
  ])('%s is a problem of that line', (_, line) => {
    expect(parseProcConnections(`${PROC_TITLE}${line}\n`).problems).toEqual([
      {
        source: 'proc-net-ip_vs_conn.txt',
        line: 2,
        message: `the line should be a connection entry, but is "${line}"`,
        severity: 'line',
      },
    ]);
  });

  test('no entries', () => {
    expect(parseProcConnections(PROC_TITLE)).toEqual({value: [], problems: []});
  });
});

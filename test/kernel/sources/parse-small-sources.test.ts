import {describe, expect, test} from '@jest/globals';
import {parseConntrackStats} from '../../../src/kernel/sources/parse-conntrack-stats.ts';
import {parseModules} from '../../../src/kernel/sources/parse-modules.ts';
import {parseProcStats} from '../../../src/kernel/sources/parse-proc-stats.ts';
import {parseProxyMode} from '../../../src/kernel/sources/parse-proxy-mode.ts';
import {parseSysctls} from '../../../src/kernel/sources/parse-sysctls.ts';
import {parseTimeouts} from '../../../src/kernel/sources/parse-timeouts.ts';
import {parseUname} from '../../../src/kernel/sources/parse-uname.ts';
import {readRecorded} from './recordings.ts';

describe('parseUname', () => {
  test.each([
    [
      'Debian',
      'Linux node1 6.1.0-56-cloud-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16) x86_64 GNU/Linux',
      {
        hostName: 'node1',
        kernelRelease: '6.1.0-56-cloud-amd64',
        kernelVersion: {major: 6, minor: 1},
        machine: 'x86_64',
      },
    ],
    [
      'Red Hat: machine, processor and platform',
      'Linux n.example.com 4.18.0-553.el8_10.x86_64 #1 SMP Fri Jan 1 00:00:00 EST 2026 x86_64 x86_64 x86_64 GNU/Linux',
      {
        hostName: 'n.example.com',
        kernelRelease: '4.18.0-553.el8_10.x86_64',
        kernelVersion: {major: 4, minor: 18},
        machine: 'x86_64',
      },
    ],
    [
      'busybox',
      'Linux node1 5.10.0 #1-Alpine SMP Mon, 01 Jan 2026 00:00:00 +0000 aarch64 Linux',
      {hostName: 'node1', kernelRelease: '5.10.0', kernelVersion: {major: 5, minor: 10}, machine: 'aarch64'},
    ],
  ])('%s', (_, line, value) => {
    expect(parseUname(`${line}\n`)).toEqual({value, problems: []});
  });

  test.each([
    ['another system', 'Darwin mac 23.0.0 Darwin Kernel Version x86_64\n'],
    ['no text', ''],
    ['two lines', 'Linux a 6.1.0 #1 x86_64 GNU/Linux\nLinux a 6.1.0 #1 x86_64 GNU/Linux\n'],
    ['only the release', '6.1.0-56-cloud-amd64\n'],
  ])('%s is fatal', (_, text) => {
    const {value, problems} = parseUname(text);
    expect(value).toBeUndefined();
    expect(problems).toMatchObject([{source: 'uname.txt', line: 1, severity: 'fatal'}]);
  });
});

describe('parseSysctls', () => {
  test('values with tabs, values with equal signs, empty values, names with slashes', () => {
    const text = 'a.b = 3\t50\na.c = x = y\na.d = \na.e =\nnet.ipv4.conf.eth0/100.rp_filter = 0\n';
    expect(parseSysctls(text)).toEqual({
      value: new Map([
        ['a.b', '3\t50'],
        ['a.c', 'x = y'],
        ['a.d', ''],
        ['a.e', ''],
        ['net.ipv4.conf.eth0/100.rp_filter', '0'],
      ]),
      problems: [],
    });
  });

  test('the same setting twice: the first counts, a second value is a problem', () => {
    const {value, problems} = parseSysctls('a.b = 1\na.b = 1\na.b = 2\n');
    expect(value).toEqual(new Map([['a.b', '1']]));
    expect(problems).toEqual([
      {source: 'sysctl.txt', line: 3, message: '"a.b" was "1" before and is "2" here', severity: 'line'},
    ]);
  });

  test('an error message among the settings', () => {
    const error = 'sysctl: permission denied on key "kernel.cap_last_cap"';
    expect(parseSysctls(`a.b = 1\n${error}\n`).problems).toMatchObject([{line: 2, severity: 'line'}]);
    expect(parseSysctls(`${error}\n`).problems).toMatchObject([
      {severity: 'line'},
      {line: 0, severity: 'fatal'},
    ]);
  });

  test('tampered: net.ipv4.vs.conntrack was set to 0', () => {
    expect(
      parseSysctls(readRecorded('tampered/node1', 'sysctl.txt')).value.get('net.ipv4.vs.conntrack'),
    ).toBe('0');
    expect(parseSysctls(readRecorded('healthy/node1', 'sysctl.txt')).value.get('net.ipv4.vs.conntrack')).toBe(
      '1',
    );
  });
});

describe('parseModules', () => {
  test.each([
    [
      'kmod',
      'Module                  Size  Used by\nip_vs                 188416  104 ip_vs_rr,ip_vs_sh\ndummy                  16384  0\n',
    ],
    [
      'busybox',
      'Module                  Size  Used by    Not tainted\nip_vs                 188416 104 ip_vs_rr,ip_vs_sh, Live\ndummy                  16384  0 \n',
    ],
    [
      'a kernel that cannot unload',
      'Module                  Size  Used by\nip_vs                 188416  -2\ndummy                  16384  -2\n',
    ],
  ])('%s', (_, text) => {
    expect(parseModules(text)).toEqual({value: new Set(['ip_vs', 'dummy']), problems: []});
  });

  test('a line that is no module', () => {
    const {value, problems} = parseModules('Module                  Size  Used by\nip_vs\n');
    expect(value).toEqual(new Set());
    const message = 'the line should be a module, but is "ip_vs"';
    expect(problems).toEqual([{source: 'modules.txt', line: 2, message, severity: 'line'}]);
  });

  test('/proc/modules is not lsmod', () => {
    const {problems} = parseModules('ip_vs 188416 104 ip_vs_rr, Live 0x0000000000000000\n');
    expect(problems).toMatchObject([{line: 1, severity: 'fatal'}]);
  });
});

describe('parseConntrackStats', () => {
  test('counters by processor and name', () => {
    const text =
      'cpu=0   \tfound=0 invalid=3 insert_failed=7 \ncpu=1   \tfound=1 invalid=37 insert_failed=0 \ncpu=1000\tfound=2 \n';
    expect(parseConntrackStats(text)).toEqual({
      value: new Map([
        [
          0,
          new Map([
            ['found', 0],
            ['invalid', 3],
            ['insert_failed', 7],
          ]),
        ],
        [
          1,
          new Map([
            ['found', 1],
            ['invalid', 37],
            ['insert_failed', 0],
          ]),
        ],
        [1000, new Map([['found', 2]])],
      ]),
      problems: [],
    });
  });

  test.each([
    ['the same processor twice', 'cpu=0   \tfound=1 '],
    ['no counters', 'cpu=1   \t'],
    ['a word as value', 'cpu=1   \tfound=x '],
  ])('%s is a problem of that line', (_, line) => {
    const {value, problems} = parseConntrackStats(`cpu=0   \tfound=0 \n${line}\n`);
    expect(value).toEqual(new Map([[0, new Map([['found', 0]])]]));
    expect(problems).toMatchObject([{line: 2, severity: 'line'}]);
  });
});

describe('parseTimeouts', () => {
  test.each([
    ['no text', '', '""'],
    ['two numbers', 'Timeout (tcp tcpfin udp): 900 120\n', '"Timeout (tcp tcpfin udp): 900 120"'],
    ['an error message', 'Protocol not available\n', '"Protocol not available"'],
  ])('%s is fatal', (_, text, found) => {
    const message = `the text should be "Timeout (tcp tcpfin udp):" with three numbers, but is ${found}`;
    const problem = {source: 'ipvsadm-timeouts.txt', line: 1, message, severity: 'fatal'};
    expect(parseTimeouts(text)).toEqual({value: undefined, problems: [problem]});
  });
});

describe('parseProcStats', () => {
  const text = readRecorded('tampered/node1', 'proc-net-ip_vs_stats.txt');

  test('hexadecimal', () => {
    expect(parseProcStats(text).value?.totals).toEqual({
      connections: 0x5d,
      inPackets: 0x2a9,
      outPackets: 0x1be,
      inBytes: 0x9fa0,
      outBytes: 0x7ae0,
    });
  });

  test('a line at the end that is not known', () => {
    const {value, problems} = parseProcStats(`${text}more\n`);
    expect(value).toBeDefined();
    const message = 'the line should be the end of the text, but is "more"';
    expect(problems).toEqual([{source: 'proc-net-ip_vs_stats.txt', line: 7, message, severity: 'line'}]);
  });

  test('the rates are missing', () => {
    const {value, problems} = parseProcStats(text.split('\n').slice(0, 4).join('\n').concat('\n'));
    expect(value).toBeUndefined();
    const message = 'line 5 of proc-net-ip_vs_stats.txt is missing';
    expect(problems).toEqual([{source: 'proc-net-ip_vs_stats.txt', line: 5, message, severity: 'fatal'}]);
  });
});

describe('parseProxyMode', () => {
  test.each(['ipvs', 'iptables', 'nftables', 'userspace'])('%s', (mode) => {
    expect(parseProxyMode(mode)).toEqual({value: mode, problems: []});
    expect(parseProxyMode(`${mode}\n`)).toEqual({value: mode, problems: []});
  });

  test.each([
    ['no text', '', '""'],
    ['half a word', 'ipv', '"ipv"'],
    ['an error page', '404 page not found\n', '"404 page not found\\x0a"'],
    ['upper case', 'IPVS', '"IPVS"'],
    ['control characters', '\u001b[31mipvs', '"\\x1b[31mipvs"'],
  ])('%s is fatal', (_, text, found) => {
    const message = `the text should be one of ipvs, iptables, nftables, userspace, but is ${found}`;
    const problem = {source: 'kube-proxy-mode.txt', line: 1, message, severity: 'fatal'};
    expect(parseProxyMode(text)).toEqual({value: undefined, problems: [problem]});
  });
});

import {describe, expect, test} from '@jest/globals';
import {parseList} from '../../../src/kernel/tables/parse-list.ts';
import {parseProcIpVs} from '../../../src/kernel/tables/parse-proc-ip-vs.ts';
import {parseSave} from '../../../src/kernel/tables/parse-save.ts';

const BANNER = 'IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\n';
const LIST = `${BANNER}  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n`;
const PROC = `${BANNER}  -> RemoteAddress:Port Forward Weight ActiveConn InActConn\n`;

const parsers = {list: parseList, save: parseSave, proc: parseProcIpVs};

describe('a text that must not be trusted gives no table, and says why', () => {
  test.each([
    {
      name: 'list: cut inside a line',
      parser: 'list',
      text: `${LIST}TCP  10.96.0.1:80 rr\n  -> 10.244.0.1:8080   Mas`,
      line: 5,
      message: 'the text is cut off inside its last line "  -> 10.244.0.1:8080   Mas"',
    },
    {
      name: 'save: cut inside a line',
      parser: 'save',
      text: '-A -t 10.96.0.1:80 -s rr\n-a -t 10.96.0.1:80 -r 10.244.0.1:80',
      line: 2,
      message: 'the text is cut off inside its last line "-a -t 10.96.0.1:80 -r 10.244.0.1:80"',
    },
    {
      name: 'proc: empty',
      parser: 'proc',
      text: '',
      line: 0,
      message: 'the text is empty, even its header is missing',
    },
    {
      name: 'proc: a list',
      parser: 'proc',
      text: LIST,
      line: 3,
      message:
        'a header line is missing, found "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn"',
    },
    {
      name: 'list: a real server first',
      parser: 'list',
      text: `${LIST}  -> 10.244.0.1:8080 Masq 1 0 0\n`,
      line: 4,
      message: 'a real server is listed before any virtual server: "  -> 10.244.0.1:8080 Masq 1 0 0"',
    },
    {
      name: 'save: a real server first',
      parser: 'save',
      text: '-a -t 10.96.0.1:80 -r 10.244.0.1:80 -m -w 1\n',
      line: 1,
      message:
        'a real server is listed before any virtual server: "-a -t 10.96.0.1:80 -r 10.244.0.1:80 -m -w 1"',
    },
    {
      name: 'save: a real server of another virtual server',
      parser: 'save',
      text: '-A -t 10.96.0.1:80 -s rr\n-A -t 10.96.0.2:80 -s rr\n-a -t 10.96.0.1:80 -r 10.244.0.1:80 -m -w 1\n',
      line: 3,
      message:
        'a real server of TCP 10.96.0.1:80 is listed among those of TCP 10.96.0.2:80: "-a -t 10.96.0.1:80 -r ' +
        '10.244.0.1:80 -m -w 1"',
    },
    {
      name: 'list: a virtual server twice',
      parser: 'list',
      text: `${LIST}TCP  10.96.0.1:80 rr\nTCP  10.96.0.1:80 rr\n`,
      line: 5,
      message: 'the virtual server TCP 10.96.0.1:80 is listed twice: "TCP  10.96.0.1:80 rr"',
    },
    {
      name: 'proc: a firewall mark three times, which has two families',
      parser: 'proc',
      text: `${PROC}FWM  0000004D rr \nFWM  0000004D rr \nFWM  0000004D rr \n`,
      line: 0,
      message: 'the firewall mark 77 is listed more than twice',
    },
    {
      name: 'list: a real server twice',
      parser: 'list',
      text: `${LIST}TCP  10.96.0.1:80 rr\n${'  -> 10.244.0.1:8080 Masq 1 0 0\n'.repeat(2)}`,
      line: 6,
      message:
        'the real server 10.244.0.1:8080 is listed twice in the virtual server TCP 10.96.0.1:80: ' +
        '"  -> 10.244.0.1:8080 Masq 1 0 0"',
    },
    {
      name: 'save: a real server twice',
      parser: 'save',
      text: `-A -t 10.96.0.1:80 -s rr\n${'-a -t 10.96.0.1:80 -r 10.244.0.1:80 -m -w 1\n'.repeat(2)}`,
      line: 3,
      message:
        'the real server 10.244.0.1:80 is listed twice in the virtual server TCP 10.96.0.1:80: ' +
        '"-a -t 10.96.0.1:80 -r 10.244.0.1:80 -m -w 1"',
    },
    {
      name: 'list: a NUL character',
      parser: 'list',
      text: `${LIST}TCP  10.96.0.1:80\0 rr\n`,
      line: 4,
      message: 'there are non-text bytes after "TCP  10.96.0.1:80\\x00"',
    },
    {
      name: 'save: damaged UTF-8',
      parser: 'save',
      text: '-A -t 10.96.0.1:80 -s rr\n-a -t 10.96\ufffd.0.1:80\n',
      line: 2,
      message: 'there are non-text bytes after "-a -t 10.96\\ufffd"',
    },
    {
      name: 'list: a port that is none',
      parser: 'list',
      text: `${LIST}TCP  10.96.0.1:80 rr\n  -> 10.244.0.1:65536 Masq 1 0 0\n`,
      line: 5,
      message: 'the port "65536" is greater than 65535: "  -> 10.244.0.1:65536 Masq 1 0 0"',
    },
    {
      name: 'save: a weight that is none',
      parser: 'save',
      text: '-A -t 10.96.0.1:80 -s rr\n-a -t 10.96.0.1:80 -r 10.244.0.1:80 -m -w 2147483648\n',
      line: 2,
      message:
        'the weight "2147483648" is greater than 2147483647: ' +
        '"-a -t 10.96.0.1:80 -r 10.244.0.1:80 -m -w 2147483648"',
    },
    {
      name: 'proc: a port that is none',
      parser: 'proc',
      text: `${PROC}TCP  0A600001:0050 rr  \n  -> 0AF40001:10000      Masq    1      0          0         \n`,
      line: 5,
      message:
        'the port "10000" is greater than FFFF: "  -> 0AF40001:10000      Masq    1      0          0"',
    },
    {
      name: 'list: a virtual server that is not understood',
      parser: 'list',
      text: `${LIST}TCP  10.96.0.1 rr\n`,
      line: 4,
      message: '"10.96.0.1" is not an address with a port: "TCP  10.96.0.1 rr"',
    },
    {
      name: 'list: words of another program',
      parser: 'list',
      text: `${LIST}Memory allocation problem\n`,
      line: 4,
      message: 'this is not a line of a list: "Memory allocation problem"',
    },
    {
      name: 'save: an option that is not known',
      parser: 'save',
      text: '-A -t 10.96.0.1:80 -s rr --new-option 7\n',
      line: 1,
      message: 'the option "--new-option" is unknown: "-A -t 10.96.0.1:80 -s rr --new-option 7"',
    },
    {
      name: 'save: a virtual server without scheduler',
      parser: 'save',
      text: '-A -t 10.96.0.1:80\n',
      line: 1,
      message: 'the option "-s" is missing: "-A -t 10.96.0.1:80"',
    },
    {
      name: 'save: two services in one',
      parser: 'save',
      text: '-A -t 10.96.0.1:80 -u 10.96.0.1:80 -s rr\n',
      line: 1,
      message:
        'of -t, -u, --sctp-service, -f exactly one must be given: "-A -t 10.96.0.1:80 -u 10.96.0.1:80 -s rr"',
    },
    {
      name: 'proc: an IPv6 netmask that is none',
      parser: 'proc',
      text: `${PROC}TCP  [fd00:0096:0000:0000:0000:0000:0000:0001]:0050 rr persistent 6000 FFFFFFFF\n`,
      line: 4,
      message:
        'this is not a netmask of IPv6: ' +
        '"TCP  [fd00:0096:0000:0000:0000:0000:0000:0001]:0050 rr persistent 6000 FFFFFFFF"',
    },
    {
      name: 'list: a long line with control characters, shown short and escaped',
      parser: 'list',
      text: `${LIST}\u001b[31m${'x'.repeat(100)}\n`,
      line: 4,
      message: `this is not a line of a list: "\\x1b[31m${'x'.repeat(75)}…"`,
    },
  ] as const)('$name', ({parser, text, line, message}) => {
    const parsed = parsers[parser](text);
    expect(parsed.problems).toEqual([{source: expect.any(String), line, message, severity: 'fatal'}]);
    expect(parsed.value.size).toBe(0);
  });
});

describe('a real server that is not understood is left out, and its virtual server is in doubt', () => {
  test.each([
    {
      name: 'list: a name instead of an address',
      parser: 'list',
      text: `${LIST}TCP  10.96.0.1:80 rr\n  -> localhost:8080 Masq 1 0 0\n  -> 10.244.0.1:8080 Masq 1 0 0\n`,
      line: 5,
      message:
        '"localhost:8080" is a name where numbers belong, as ipvsadm prints without -n: "  -> localhost:8080 Masq 1 0 0"',
    },
    {
      name: 'list: a name instead of a port',
      parser: 'list',
      text: `${LIST}TCP  10.96.0.1:80 rr\n  -> [fd00::1]:http Masq 1 0 0\n  -> 10.244.0.1:8080 Masq 1 0 0\n`,
      line: 5,
      message:
        '"[fd00::1]:http" is a name where numbers belong, as ipvsadm prints without -n: "  -> [fd00::1]:http Masq 1 0 0"',
    },
    {
      name: 'list: a column is missing',
      parser: 'list',
      text: `${LIST}TCP  10.96.0.1:80 rr\n  -> 10.244.0.1:8080 Masq 1 0 0\n  -> 10.244.0.2:8080 Masq 1 0\n`,
      line: 6,
      message: 'this is not a real server of a list: "  -> 10.244.0.2:8080 Masq 1 0"',
    },
    {
      name: 'list: a forwarding method that is none',
      parser: 'list',
      text: `${LIST}TCP  10.96.0.1:80 rr\n  -> 10.244.0.1:8080 Masq 1 0 0\n  -> 10.244.0.2:8080 (null) 1 0 0\n`,
      line: 6,
      message: '"(null)" is not a forwarding method: "  -> 10.244.0.2:8080 (null) 1 0 0"',
    },
    {
      name: 'save: no forwarding method',
      parser: 'save',
      text: '-A -t 10.96.0.1:80 -s rr\n-a -t 10.96.0.1:80 -r 10.244.0.2:8080 -w 1\n-a -t 10.96.0.1:80 -r 10.244.0.1:8080 -m -w 1\n',
      line: 2,
      message: 'of -m, -g, -i exactly one must be given: "-a -t 10.96.0.1:80 -r 10.244.0.2:8080 -w 1"',
    },
    {
      name: 'proc: an address that is none',
      parser: 'proc',
      text: `${PROC}TCP  0A600001:0050 rr  \n  -> 0AF400:1F90      Masq    1      0          0         \n  -> 0AF40001:1F90      Masq    1      0          0         \n`,
      line: 5,
      message:
        '"0AF400:1F90" is not a hexadecimal address with a port: "  -> 0AF400:1F90      Masq    1      0          0"',
    },
  ] as const)('$name', ({parser, text, line, message}) => {
    const parsed = parsers[parser](text);
    expect(parsed.problems).toEqual([{source: expect.any(String), line, message, severity: 'line'}]);
    expect([...(parsed.value.get('TCP 10.96.0.1:80')?.realServers.keys() ?? [])]).toEqual([
      '10.244.0.1:8080',
    ]);
    expect([...parsed.doubtful]).toEqual([
      ['TCP 10.96.0.1:80', expect.stringContaining(`has a line that could not be parsed, ${message}`)],
    ]);
  });
});

test('thousands of bad lines are counted, not listed', () => {
  const rows = Array.from(
    {length: 5000},
    (_, index) => `TCP  10.96.0.1:${index + 1} rr\n  -> web-${index}:80 Masq 1 0 0\n`,
  );
  const {problems, doubtful} = parseList(LIST + rows.join(''));
  expect(problems).toHaveLength(21);
  expect(problems.at(-1)).toMatchObject({
    line: 0,
    severity: 'line',
    message: '4980 more lines could not be parsed',
  });
  expect(doubtful.size).toBe(5000);
});

test('empty lines mean nothing', () => {
  expect(parseSave('\n-A -t 10.96.0.1:80 -s rr\n\n')).toMatchObject({problems: [], value: {size: 1}});
});

test('an empty ipvsadm -S is an empty table', () => {
  expect(parseSave('')).toMatchObject({problems: [], value: {size: 0}});
});

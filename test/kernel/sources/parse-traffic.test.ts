import {describe, expect, test} from '@jest/globals';
import {parsePersistentConnections} from '../../../src/kernel/sources/parse-persistent-connections.ts';
import {parseTraffic} from '../../../src/kernel/sources/parse-traffic.ts';

const HEAD = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes
  -> RemoteAddress:Port
`;

const stats = (text: string) => parseTraffic(`${HEAD}${text}\n`, 'ipvsadm-stats.txt');
const zeros = {connections: 0, inPackets: 0, outPackets: 0, inBytes: 0, outBytes: 0};

describe('virtual servers', () => {
  test.each([
    [
      'TCP',
      'TCP  10.96.0.1:80                        0        0        0        0        0',
      'TCP 10.96.0.1:80',
    ],
    [
      'SCTP',
      'SCTP 10.96.0.1:80                        0        0        0        0        0',
      'SCTP 10.96.0.1:80',
    ],
    [
      'IPv6, which overflows its column',
      'TCP  [fd00:1111:2222:3333:4444:5555:6666:7777]:65535        0        0        0        0        0',
      'TCP [fd00:1111:2222:3333:4444:5555:6666:7777]:65535',
    ],
    [
      'IPv6 that is an IPv4 address, as in the table of virtual servers',
      'TCP  [::ffff:10.0.0.1]:80        0        0        0        0        0',
      'TCP [::ffff:a00:1]:80',
    ],
    [
      'firewall mark',
      'FWM  77                                  0        0        0        0        0',
      'FWM-IPv4 77',
    ],
    [
      'firewall mark, IPv6',
      'FWM  77 IPv6                             0        0        0        0        0',
      'FWM-IPv6 77',
    ],
    [
      'firewall mark 4000000000, which ipvsadm prints as a signed number',
      'FWM  -294967296                          0        0        0        0        0',
      'FWM-IPv4 4000000000',
    ],
  ])('%s', (_, line, virtualServer) => {
    expect(stats(line)).toEqual({value: [{virtualServer, realServer: undefined, ...zeros}], problems: []});
  });
});

describe('numbers', () => {
  test.each([
    ['small', '       12       34       56       78        9', [12, 34, 56, 78, 9]],
    ['exact, wider than the column', ' 1234567890 1234567890123 1 2 3', [1234567890, 1234567890123, 1, 2, 3]],
    [
      'rounded',
      '  123456K   12345M   12345G   12345T 99999999',
      [123456e3, 12345e6, 12345e9, 12345e12, 99999999],
    ],
  ])('%s', (_, columns, numbers) => {
    const [connections, inPackets, outPackets, inBytes, outBytes] = numbers;
    const {value, problems} = stats(`TCP  10.96.0.1:80                ${columns}`);
    expect(problems).toEqual([]);
    expect(value[0]).toMatchObject({connections, inPackets, outPackets, inBytes, outBytes});
  });
});

describe('problems', () => {
  test("real servers of a virtual server that is not understood are nobody's", () => {
    const good = 'TCP  10.96.0.1:80 0 0 0 0 0\n  -> 10.1.0.1:8080 0 0 0 0 0';
    const bad = 'UDPL 10.96.0.2:80 0 0 0 0 0\n  -> 10.1.0.1:8080 0 0 0 0 0';
    const {value, problems} = stats(`${good}\n${bad}\n${good}`);
    expect(value).toHaveLength(4);
    expect(problems.map(({line, message, severity}) => ({line, message, severity}))).toEqual([
      {
        line: 6,
        message: 'the line should be a virtual server or a real server, but is "UDPL 10.96.0.2:80 0 0 0 0 0"',
        severity: 'line',
      },
      {
        line: 7,
        message: 'the real server was skipped, because its virtual server could not be parsed',
        severity: 'line',
      },
    ]);
  });

  test.each([
    ['four columns', '  -> 10.1.0.1:8080 0 0 0 0'],
    ['a letter that is no unit', '  -> 10.1.0.1:8080 0 0 0 0 1P'],
    ['a name instead of an address', '  -> web-1:http 0 0 0 0 0'],
    ['no address', '  -> '],
  ])('%s', (_, line) => {
    const {value, problems} = stats(`TCP  10.96.0.1:80 0 0 0 0 0\n${line}`);
    expect(value).toHaveLength(1);
    expect(problems).toEqual([
      {
        source: 'ipvsadm-stats.txt',
        line: 5,
        message: `the line should be a real server, but is "${line}"`,
        severity: 'line',
      },
    ]);
  });

  test('the other listing is fatal', () => {
    expect(parseTraffic(HEAD, 'ipvsadm-rate.txt').problems).toEqual([
      {
        source: 'ipvsadm-rate.txt',
        line: 2,
        message: `line 2 of ipvsadm-rate.txt cannot be "${HEAD.split('\n')[1]}"`,
        severity: 'fatal',
      },
    ]);
  });

  test('a text that is something else has a hundred problems at most, and their number', () => {
    const {problems} = stats(Array<string>(5000).fill('TCP  name:http 0 0 0 0 0').join('\n'));
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toMatchObject({
      line: 104,
      message: '4900 more lines were not parsed, the first is line 104',
      severity: 'line',
    });
  });
});

describe('parsePersistentConnections', () => {
  const PERSISTENT_HEAD = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port            Weight    PersistConn ActiveConn InActConn 
  -> RemoteAddress:Port
`;

  test('all kinds of rows, as ipvsadm 1.31 printed them', () => {
    const text = `${PERSISTENT_HEAD}FWM  -294967296 sh (sh-port)
  -> 10.6.6.6:0                   65535     0           0          0         
TCP  10.96.0.1:80 rr persistent 9000
  -> 10.1.0.1:8080                1         1           2          3         
UDP  10.96.0.1:53 rr persistent 300 mask 255.255.255.0 pe sip ops
FWM  77 IPv6 rr
TCP  [fd00:1111:2222:3333:4444:5555:6666:7777]:65535 rr persistent 700
  -> [fd00:1111:2222:3333:4444:5555:6666:8888]:65535 0         4           0          0         
`;
    const none = {persistentConnections: 0, activeConnections: 0, inactiveConnections: 0};
    expect(parsePersistentConnections(text)).toEqual({
      value: [
        {
          virtualServer: 'FWM-IPv4 4000000000',
          realServer: {address: '10.6.6.6', port: 0},
          weight: 65535,
          ...none,
        },
        {
          virtualServer: 'TCP 10.96.0.1:80',
          realServer: {address: '10.1.0.1', port: 8080},
          weight: 1,
          persistentConnections: 1,
          activeConnections: 2,
          inactiveConnections: 3,
        },
        {
          virtualServer: 'TCP [fd00:1111:2222:3333:4444:5555:6666:7777]:65535',
          realServer: {address: 'fd00:1111:2222:3333:4444:5555:6666:8888', port: 65535},
          weight: 0,
          ...none,
          persistentConnections: 4,
        },
      ],
      problems: [],
    });
  });

  test('the rows of another listing are problems', () => {
    const {value, problems} = parsePersistentConnections(
      `${PERSISTENT_HEAD}TCP  10.96.0.1:80 rr\n  -> 10.1.0.1:8080 Masq 1 0 0\nTCP  10.96.0.1:81 0 0 0 0 0\n`,
    );
    expect(value).toEqual([]);
    expect(problems.map(({line}) => line)).toEqual([5, 6]);
  });
});

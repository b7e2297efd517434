import {describe, expect, test} from '@jest/globals';
import {createUnderstanding} from '../../src/logs/index.ts';
import {matchSignature} from '../../src/logs/match-signature.ts';
import {readLog, timeOf} from './read-log.ts';

/** An error with a value of several lines, then a line of info: what kube-proxy itself writes, in UTC. */
const ERROR = [
  'E1120 17:30:03.706102    4854 proxier.go:1672] "Failed to execute iptables-restore" err=<',
  "\texit status 2: iptables-restore v1.8.4 (legacy): Set KUBE-CLUSTER-IP doesn't exist.",
  '\tError occurred at line: 23',
  ' >',
];
const INFO = 'I1120 17:30:04.000001    4854 proxier.go:1] "Syncing ipvs proxier rules" ipFamily="IPv4"';
const LINES = [...ERROR, INFO];
const LOG = LINES.join('\n');

const each = (wrap: (line: string) => string) => `${LINES.map(wrap).join('\n')}\n`;
const before = (prefix: string) => each((line) => prefix + line);
/** As the journal prints a tab. */
const spaced = (line: string) => line.replace('\t', '        ');

/** What a kube-proxy said, as people hand it in. */
const WRAPPINGS: readonly (readonly [string, string])[] = [
  ['as kube-proxy wrote it', `${LOG}\n`],
  ['with Windows line ends', each((line) => `${line}\r`)],
  ['kubectl logs --timestamps', before('2026-11-20T17:30:04.212635001Z ')],
  ['kubectl logs --prefix', before('[pod/kube-proxy-x7k2p/kube-proxy] ')],
  [
    'kubectl logs --prefix --timestamps',
    before('[pod/kube-proxy-x7k2p/kube-proxy] 2026-11-20T17:30:04.212635001Z '),
  ],
  ['stern', before('kube-proxy-x7k2p kube-proxy ')],
  ['stern -t', before('kube-proxy-x7k2p kube-proxy 2026-11-20T18:30:04.212635000+01:00 ')],
  ['stern in colours', before('\u001b[32mkube-proxy-x7k2p\u001b[0m \u001b[92mkube-proxy\u001b[0m ')],
  ['stern in colours that end at the line', before('\u001b[32mkube-proxy-x7k2p › kube-proxy \u001b[0m')],
  ['kubetail', before('[kube-proxy-x7k2p] ')],
  ['docker compose', before('kube-proxy  | ')],
  ['CRI', before('2026-11-20T17:30:04.212635001Z stderr F ')],
  ['CRI in a zone', before('2026-11-20T18:30:04.212635001+01:00 stderr F ')],
  [
    'docker json-file',
    each((line) =>
      JSON.stringify({log: `${line}\n`, stream: 'stderr', time: '2026-11-20T17:30:04.212635001Z'}),
    ),
  ],
  ['fluent-bit', each((line) => JSON.stringify({log: line, '@timestamp': '2026-11-20T17:30:04.212Z'}))],
  ['journalctl', each((line) => `Nov 20 17:30:04 node-a kube-proxy[4854]: ${spaced(line)}`)],
  [
    'journalctl -o short-precise',
    each((line) => `Nov 20 17:30:04.212635 node-a kube-proxy[4854]: ${spaced(line)}`),
  ],
  ['journalctl -o short-iso, systemd 249', before('2026-11-20T17:30:04+0000 node-a kube-proxy[4854]: ')],
  ['journalctl -o short-iso, systemd 255', before('2026-11-20T17:30:04+00:00 node-a kube-proxy[4854]: ')],
  [
    'journalctl -o short-iso-precise',
    before('2026-11-20T18:30:04,212635+0100 node-a.example.com kube-proxy[4854]: '),
  ],
  ['journalctl -o short-full', before('Fri 2026-11-20 17:30:04 UTC node-a kube-proxy[4854]: ')],
  [
    'journalctl -o with-unit',
    before('Fri 2026-11-20 17:30:04 UTC node-a kube-proxy.service/kube-proxy[4854]: '),
  ],
  ['journalctl -o short-unix', before('1795195804.212635 node-a kube-proxy[4854]: ')],
  ['journalctl -o short-monotonic', before('[ 1234.567890] node-a kube-proxy[4854]: ')],
  [
    'journalctl -o json',
    each((line) =>
      JSON.stringify({
        __REALTIME_TIMESTAMP: '1795195804212635',
        SYSLOG_IDENTIFIER: 'kube-proxy',
        MESSAGE: line,
      }),
    ),
  ],
  ['journalctl -o cat', `${LOG}\n`],
  [
    'journalctl with Chinese months',
    each((line) => `11月 20 17:30:04 node-a kube-proxy[4854]: ${spaced(line)}`),
  ],
  [
    'journalctl with Russian months',
    each((line) => `ноя 20 17:30:04 node-a kube-proxy[4854]: ${spaced(line)}`),
  ],
  [
    'journalctl with French months',
    each((line) => `nov. 20 17:30:04 node-a kube-proxy[4854]: ${spaced(line)}`),
  ],
  ['journalctl with Finnish months', each((line) => `marras 20 17:30:04 node-a k3s[812]: ${spaced(line)}`)],
  ['rsyslog, RFC 3339', before('2026-11-20T17:30:04.212635+00:00 node-a kube-proxy[4854]: ')],
  ['rsyslog, RFC 5424', before('<30>1 2026-11-20T17:30:04.212Z node-a kube-proxy 4854 - - ')],
  ['snap', before('2026-11-20T17:30:04Z microk8s.daemon-kubelite[4854]: ')],
  [
    '-- Logs begin (systemd up to 249)',
    `-- Logs begin at Tue 2026-06-28 20:43:18 UTC, end at Fri 2026-11-20 17:36:40 UTC. --\n${before('Nov 20 17:30:04 node-a k3s[812]: ')}`,
  ],
  [
    '-- Journal begins (systemd 250)',
    `-- Journal begins at Tue 2026-06-28 20:43:18 UTC, ends at Fri 2026-11-20 17:36:40 UTC. --\n${before('Nov 20 17:30:04 node-a k3s[812]: ')}`,
  ],
  ['a boot', `-- Boot 2f1c5a4e0d --\n${before('Nov 20 17:30:04 node-a k3s[812]: ')}`],
  ['a blank first line', `\n${before('Nov 20 17:30:04 node-a k3s[812]: ')}`],
  ['a first line from a shell', `$ journalctl -u kube-proxy\n${before('Nov 20 17:30:04 node-a k3s[812]: ')}`],
  [
    'a first line that is cut',
    `pvs proxier rules" ipFamily="IPv4"\n${before('2026-11-20T17:30:04.212635001Z ')}`,
  ],
  ['indented, from a report', before('    ')],
  ['quoted in a mail', before('> ')],
];

describe('a log is understood, and its lines found', () => {
  test.each(WRAPPINGS)('%s', (_, text) => {
    const entries = readLog(text);
    const found = entries.filter((entry) => matchSignature(entry)?.codes.includes('IPVS061'));
    expect(found.map(timeOf)).toEqual(['2026-11-20T17:30:03.706102']);
    const lines = found[0]?.raw.split(/\r?\n/).map((line) => line.trim());
    expect(lines).toEqual(ERROR.map((line) => line.trim()));
    const last = entries.at(-1);
    expect([last?.level, last && timeOf(last)]).toEqual(['I', '2026-11-20T17:30:04.000001']);
    expect(last?.raw.replace('\r', '')).toBe(INFO);
    expect(doubtOf(text)).toBeUndefined();
  });

  test.each(WRAPPINGS)('%s, however it is cut into pieces', (_, text) => {
    for (const piece of [1, 7, 64]) expect(readLog(text, {piece})).toEqual(readLog(text));
  });
});

function doubtOf(text: string): string | undefined {
  const understanding = createUnderstanding();
  readLog(text).forEach(understanding.add);
  return understanding.doubt();
}

describe('what a line of kube-proxy quotes is not a line of its own', () => {
  test.each([
    ['in a value', `E1120 17:30:03.706102    1 run.go:74] "command failed" err="${INFO}"`],
    ['in a value of several lines', `I1120 17:30:03.706102    1 a.go:1] "Config" text=<\n\t${INFO}\n >`],
    ['in logfmt', `time="2026-11-20T17:30:14Z" level=error msg="child said ${INFO.replaceAll('"', "'")}"`],
  ])('%s', (_, text) => {
    expect(readLog(text).map(({raw}) => raw)).toEqual([text]);
  });
});

test('lines of other programs between them are not taken for theirs', () => {
  const text = [
    `Nov 20 17:30:03 node-a kube-proxy[4854]: ${ERROR[0]}`,
    'Nov 20 17:30:03 node-a kernel: IPVS: rr: TCP 10.96.0.10:53 - no destination available',
    `Nov 20 17:30:04 node-a kube-proxy[4854]: ${INFO}`,
  ].join('\n');
  expect(readLog(text).map((entry) => matchSignature(entry)?.codes[0])).toEqual([
    'IPVS061',
    'IPVS010',
    undefined,
  ]);
});

test('a first line whose head is cut in the middle is still read', () => {
  const [entry] = readLog(
    `03.706102    4854 proxier.go:1672] "Failed to execute iptables-restore" err="x"\n${INFO}`,
  );
  expect(entry && matchSignature(entry)?.codes).toContain('IPVS061');
});

describe('a log in which little was understood is said to be so', () => {
  const strange = (count: number) =>
    Array.from({length: count}, (_, index) => `17:30:${index} ERROR Proxier: no rules`).join('\n');

  test.each([
    ['no line', strange(3), 'only 0 of 3 lines'],
    ['every second line', `${INFO}\n${strange(2)}\n${INFO}`, 'only 2 of 4 lines'],
    [
      'a shell that does not find kube-proxy',
      'exec /usr/local/bin/kube-proxy: exec format error',
      'exec format',
    ],
    ['nothing at all', '', 'no lines'],
    [
      'a journal without lines',
      '-- Logs begin at Tue 2026-06-28 20:43:18 UTC. --\n-- No entries --\n',
      'no lines',
    ],
  ])('%s', (_, text, doubt) => {
    expect(doubtOf(text)).toContain(doubt);
  });

  test.each([
    ['a cut first line', `aa bb\n${INFO}`],
    ['a panic', `panic: assignment to entry in nil map\n\ngoroutine 1 [running]:\nmain.main()\n\t/go/x.go:1`],
    [
      'rules behind an error',
      `E1120 17:30:03.706102    1 proxier.go:1] Failed to execute: x\n*nat\n:KUBE-MARK-MASQ\nCOMMIT`,
    ],
    [
      'k3s with the words of etcd and net/http',
      [
        INFO,
        '{"level":"warn","ts":"2026-11-20T17:30:05.1Z","logger":"etcd-client","caller":"v3/retry.go:62","msg":"retrying"}',
        '2026/11/20 17:30:06 http: TLS handshake error from 10.0.0.1:1: EOF',
        'time="2026-11-20T17:30:14Z" level=info msg="Running kube-proxy"',
      ].join('\n'),
    ],
  ])('but not %s', (_, text) => {
    expect(doubtOf(text)).toBeUndefined();
  });
});

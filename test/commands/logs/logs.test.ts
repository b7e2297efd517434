import {readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {Ajv} from 'ajv';
import {loadAll} from 'js-yaml';
import {ROOT, recording} from '../../support/program.ts';
import {run} from '../../support/run.ts';

const logs = (name: string, ...words: string[]) => run(['logs', '--from', recording(name), ...words]);

function validator(schema: string) {
  const text = readFileSync(path.join(ROOT, 'schema', `${schema}.schema.json`), 'utf8');
  return new Ajv({strict: false}).compile(JSON.parse(text) as object);
}

const BOLD_RED = '\u001b[1m\u001b[31m';
const PLAIN = '\u001b[39m\u001b[22m';

interface ShownRecord {
  readonly node: string;
  readonly level: string;
  readonly message: string;
  readonly code: string | null;
  readonly raw: string;
}

const records = (stdout: string) =>
  stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as ShownRecord);

describe('logs of a snapshot', () => {
  test.each(['healthy', 'stale-backends', 'tampered', 'broken-proxy-no-api'])(
    '%s: the records of each node are its log, line for line',
    async (name) => {
      const {stdout, stderr, exitCode} = await logs(name, '-o', 'json');
      const all = records(stdout);
      const isValid = validator('log-record');
      for (const node of ['node1', 'node2']) {
        const own = all.filter((record) => record.node === node);
        const text = readFileSync(path.join(recording(name), 'nodes', node, 'kube-proxy.log'), 'utf8');
        expect(`${own.map(({raw}) => raw).join('\n')}\n`).toBe(text);
      }
      for (const record of all) expect([isValid(record), isValid.errors]).toEqual([true, null]);
      expect([stderr, exitCode]).toEqual(['', 0]);
    },
  );

  test.each([
    ['broken-proxy-bad-config', 'IPVS091', 'failed validate: KubeProxyConfiguration.Mode.ProxyMode'],
    ['broken-proxy-no-ipset', 'IPVS067', 'error getting ipset version'],
    ['broken-proxy-no-api', 'IPVS092', 'connect: connection refused'],
  ])('%s: the decisive line stands out, and what to do is said', async (name, code, text) => {
    const {stdout, stderr} = await logs(name, '--color', 'always', '--level', 'error');
    const decisive = stdout.split('\n').filter((line) => line.includes(code));
    expect(decisive.length).toBeGreaterThan(0);
    for (const line of decisive) {
      expect(line.startsWith(BOLD_RED)).toBe(true);
      expect(line.endsWith(PLAIN)).toBe(true);
    }
    expect(decisive.join('\n')).toContain(text);
    expect(stderr.split('\n')[0]).toMatch(
      new RegExp(`^${code} \\(error\\): .*: kubectl ipvs explain ${code}$`),
    );
  });

  test('repeats are folded into the first, with how often, where and until when; --no-fold has them all', async () => {
    const folded = await logs('broken-proxy-no-api', '--code', 'IPVS092');
    expect(folded.stdout.split('\n')[1]).toBe('2026-11-20, times in UTC');
    expect(folded.stdout.split('\n')[2]).toMatch(
      /^17:46:56\.130 {2}node1 {5}INFO.*\(6 times, until 17:47:40\.822\)$/,
    );
    const all = await logs('broken-proxy-no-api', '--code', '92', '--no-fold', '--no-headers');
    expect(all.stdout.trimEnd().split('\n')).toHaveLength(14);
    expect(all.stderr).toBe('');
  });

  test('--summary: each code on each node, worst first', async () => {
    const {stdout} = await logs('broken-proxy-no-ipset', '--summary', '-o', 'json');
    const summary = JSON.parse(stdout) as {
      codes: {code: string; node: string; lines: number; first: string}[];
    };
    const isValid = validator('log-summary');
    expect([isValid(summary), isValid.errors]).toEqual([true, null]);
    expect(summary.codes.map(({code, node, lines}) => `${code} ${node} ${lines}`)).toEqual([
      'IPVS067 node1 2',
      'IPVS067 node2 2',
      'IPVS041 node1 1',
      'IPVS041 node2 1',
    ]);
    expect(summary.codes[0]?.first).toBe('2026-11-20T18:07:16.111077Z');
    const table = await logs('broken-proxy-no-ipset', '--summary');
    expect(table.stdout).toMatch(/^CODE {6}SEVERITY {3}NODE {4}LINES {3}FIRST/);
    expect(Math.max(...table.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('svc/NAME: lines about this Service only', async () => {
    const {stdout} = await logs('tampered', 'svc/lb-local', '-n', 'shop', '-o', 'json');
    const messages = records(stdout).map(({message}) => message);
    expect(messages).toContain('Opening healthcheck');
    expect(messages).not.toContain('Caches are synced');
  });

  test('--since counts back from when the snapshot was taken', async () => {
    // Taken at 17:37:02; kube-proxy was quiet from 17:33:10 on.
    expect(records((await logs('healthy', '--since', '2m', '-o', 'json')).stdout)).toEqual([]);
    const recent = records((await logs('healthy', '--since', '5m', '-o', 'json')).stdout);
    expect(recent.length).toBeGreaterThan(0);
    expect(recent.every(({message}) => message === 'Opening healthcheck')).toBe(true);
  });

  test('--tail, --node, --grep and --level choose together', async () => {
    const {stdout} = await logs(
      'tampered',
      '--node',
      'node1',
      '--level',
      'warning',
      '--grep',
      'real ?server',
      '-o',
      'json',
    );
    expect(records(stdout).map(({level, message}) => `${level} ${message}`)).toEqual([
      'error Error in deleting real server',
    ]);
    const last = await logs('tampered', '--tail', '1', '-o', 'json');
    expect(records(last.stdout)).toHaveLength(2);
  });

  test('yaml has one document for each record', async () => {
    const {stdout} = await logs('tampered', '--tail', '3', '-o', 'yaml');
    const json = await logs('tampered', '--tail', '3', '-o', 'json');
    expect(loadAll(stdout)).toEqual(records(json.stdout));
  });

  test('a log that the kubelet did not have is no log: said, and exit 2', async () => {
    const {stdout, stderr, exitCode} = await logs('broken-proxy-bad-config', '--previous');
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^the log of node1, node2 could not be read: .*unable to retrieve container logs/);
    expect(exitCode).toBe(2);
  });

  test('a pattern that would need time without end is answered all the same', async () => {
    const {exitCode} = await logs('healthy', '--grep', '^(\\w+\\s?)*(.*a)*(.*b)*$$$zzz', '--summary');
    expect(exitCode).toBe(0);
  });

  test.each([
    [['--grep', '('], '--grep ( is not a regular expression'],
    [['--grep', '(a)\\1'], 'back-reference'],
    [['--grep', 'a(?!b)'], 'look-around'],
    [['--since', '1 hour'], '--since cannot be 1 hour'],
    [['--since-time', 'yesterday'], '--since-time cannot be yesterday'],
    [['--since', '1h', '--since-time', '2026-11-20T18:00:00Z'], 'cannot be combined'],
    [['--tail', 'some'], '--tail cannot be some'],
    [['--code', 'IPVS999'], 'no entry IPVS999'],
    [['--level', 'debug'], '--level cannot be debug'],
    [['--follow'], '--follow and --from cannot be combined'],
    [['--node', 'node3'], 'there is no node node3'],
    [['svc/wep', '-n', 'shop'], 'there is no Service wep'],
  ])('%j is refused in words', async (words, message) => {
    const {stdout, stderr, exitCode} = await logs('healthy', ...words);
    expect(stderr).toContain(message);
    expect(stderr.split('\n')).toHaveLength(3);
    expect([stdout, exitCode]).toEqual(['', 2]);
  });
});

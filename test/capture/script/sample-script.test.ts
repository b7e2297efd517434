import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {chmod, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {createSampleDecoder, type DecodedSample} from '../../../src/capture/sampling/sample-decoder.ts';
import {sampleParts} from '../../../src/capture/sampling/sample-parts.ts';
import {procAddress, sampleTargets} from '../../../src/capture/sampling/sample-targets.ts';
import {SAMPLE_SCRIPT, SAMPLE_VARIABLES} from '../../../src/capture/script/sample-script.ts';
import {parseSampledConnections, parseSampledProbe} from '../../../src/kernel/index.ts';
import {recording} from '../../support/program.ts';
import {expandAsKubelet} from '../expand-as-kubelet.ts';

const SHELLS = [
  {name: 'dash', file: '/bin/dash', arguments: []},
  {name: 'busybox ash', file: '/bin/busybox', arguments: ['sh']},
];

const TARGETS = [
  {kind: 'address', protocol: 'TCP', address: '10.96.115.176', port: 80},
  {kind: 'address', protocol: 'TCP', address: 'fd00:96::131', port: 80},
  {kind: 'address', protocol: 'UDP', address: '10.96.102.221', port: 514},
] as const;

/** Answers as ipvsadm would about one virtual server, from a recorded listing; `$5` is the virtual server. */
const IPVSADM = `
[ "$2" = --timeout ] && exit 0
case "$*" in *--stats*) file=ipvsadm-stats.txt ;; *) file=ipvsadm-list.txt ;; esac
awk -v want="$4" 'NR == 2 || NR == 3 { head = head $0 "\\n"; next } /^ / { if (on) print; next } { on = ($2 == want); if (on) { printf "%s", head; print; found = 1 } } END { exit !found }' "$RECORDED/$file" || { echo 'No such service' >&2; exit 1; }`;

let directory: string;
let runs = 0;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'sample-script-'));
});
afterAll(() => rm(directory, {recursive: true, force: true}));

interface Given {
  readonly shell: (typeof SHELLS)[number];
  readonly ipvsadm?: string;
  readonly curl?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Runs the script for a moment with a PATH of its own; gives what its log decodes to. */
async function run({shell, ipvsadm, curl, variables = {}}: Given): Promise<readonly DecodedSample[]> {
  const home = path.join(directory, String(++runs));
  await mkdir(path.join(home, 'bin'), {recursive: true});
  await mkdir(path.join(home, 'work'));
  await mkdir(path.join(home, 'root/proc/net'), {recursive: true});
  const node = path.join(recording('healthy'), 'nodes/node1');
  await writeFile(path.join(home, 'root/proc/uptime'), '100.25 50.00\n');
  const {readFile} = await import('node:fs/promises');
  for (const [name, source] of [
    ['ip_vs', 'proc-net-ip_vs.txt'],
    ['ip_vs_conn', 'proc-net-ip_vs_conn.txt'],
  ])
    await writeFile(path.join(home, 'root/proc/net', name!), await readFile(path.join(node, source!)));
  if (ipvsadm !== undefined) {
    await writeFile(path.join(home, 'bin/ipvsadm'), `#!/bin/sh\n${ipvsadm}\n`);
    await chmod(path.join(home, 'bin/ipvsadm'), 0o755);
  }
  if (curl !== undefined) {
    await writeFile(path.join(home, 'bin/curl'), `#!/bin/sh\n${curl}\n`);
    await chmod(path.join(home, 'bin/curl'), 0o755);
  }
  const env: Record<string, string> = {
    PATH: `${path.join(home, 'bin')}:/usr/bin:/bin`,
    RECORDED: node,
    [SAMPLE_VARIABLES.targets]: sampleTargets(TARGETS),
    [SAMPLE_VARIABLES.interval]: '0.05',
    [SAMPLE_VARIABLES.seconds]: '0',
    [SAMPLE_VARIABLES.budget]: '1000000',
    [SAMPLE_VARIABLES.every]: '1',
    [SAMPLE_VARIABLES.client]: '',
    [SAMPLE_VARIABLES.real]: '',
    [SAMPLE_VARIABLES.most]: '3',
    [SAMPLE_VARIABLES.probe]: '',
    [SAMPLE_VARIABLES.work]: path.join(home, 'work'),
    [SAMPLE_VARIABLES.root]: path.join(home, 'root'),
    ...variables,
  };
  const script = expandAsKubelet(SAMPLE_SCRIPT, env).replace(':/usr/local/sbin:/usr/sbin:/sbin', '');
  const {stdout, stderr} = spawnSync(shell.file, [...shell.arguments, '-c', script], {env, encoding: 'utf8'});
  expect(stderr).toBe('');
  const decoder = createSampleDecoder();
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => decoder.feed(line))
    .filter((event) => event !== undefined);
}

function textsOf(events: readonly DecodedSample[]) {
  const sample = events.find((event) => event.kind === 'sample');
  if (sample?.kind !== 'sample') throw new Error(`no sample: ${JSON.stringify(events)}`);
  return sampleParts(sample.text);
}

describe.each(SHELLS)('the sampling script under $name', (shell) => {
  if (!existsSync(shell.file)) {
    it.skip(`needs ${shell.file}`, () => undefined);
    return;
  }

  it('tells of the asked virtual servers only, and exits by itself', async () => {
    const events = await run({shell, ipvsadm: IPVSADM});
    expect(events.map(({kind}) => kind)).toEqual(['begun', 'sample', 'ended']);
    expect(events[0]).toEqual({kind: 'begun', tables: 'ipvsadm', prober: 'none'});
    const {texts, failed} = textsOf(events);
    expect(failed).toEqual([]);
    const rows = (text = '') => text.split('\n').filter((line) => /^(?:TCP|UDP|SCTP)/.test(line));
    expect(rows(texts['ipvsadm-list.txt']).map((row) => row.split(/ +/).slice(0, 2).join(' '))).toEqual([
      'TCP 10.96.115.176:80',
      'TCP [fd00:96::131]:80',
      'UDP 10.96.102.221:514',
    ]);
    expect(rows(texts['ipvsadm-stats.txt'])).toHaveLength(3);
    expect(texts['ipvsadm-list.txt']).toMatch(
      /^IP Virtual Server version .*\nProt LocalAddress:Port Scheduler Flags\n/,
    );
  });

  it('counts the connection table by virtual server, real server and state', async () => {
    const {texts} = textsOf(await run({shell, ipvsadm: IPVSADM}));
    const read = parseSampledConnections(texts.connections ?? '');
    const web = read?.counts.filter(({virtualServer}) => virtualServer === 'TCP 10.96.115.176:80') ?? [];
    // As the recorded `ipvsadm -Lnc` has them.
    expect(web.reduce((sum, {count}) => sum + count, 0)).toBe(38);
    expect(read?.counts.some(({virtualServer}) => virtualServer === 'TCP [fd00:96::131]:80')).toBe(true);
    expect(texts['proc-net-ip_vs_conn.txt']).toBeUndefined();
  });

  it('lists connections of one client, up to the limit, and says how many there are', async () => {
    const variables = {[SAMPLE_VARIABLES.client]: procAddress('10.96.115.176')};
    const {texts} = textsOf(await run({shell, ipvsadm: IPVSADM, variables}));
    expect(texts['proc-net-ip_vs_conn.txt']?.trimEnd().split('\n')).toHaveLength(4);
    expect(parseSampledConnections(texts.connections ?? '')?.matching).toBe(38);
  });

  it('reads /proc where ipvsadm is missing', async () => {
    const events = await run({shell});
    expect(events[0]).toMatchObject({tables: 'proc'});
    const {texts} = textsOf(events);
    const rows =
      texts['proc-net-ip_vs.txt']?.split('\n').filter((line) => /^(?:TCP|UDP|SCTP)/.test(line)) ?? [];
    expect(rows.map((row) => row.split(/ +/).slice(0, 2).join(' ')).sort()).toEqual([
      'TCP 0A6073B0:0050',
      'TCP [fd00:0096:0000:0000:0000:0000:0000:0131]:0050',
      'UDP 0A6066DD:0202',
    ]);
  });

  it('a listing that fails is no empty table', async () => {
    const broken = `${IPVSADM.replace('awk', 'case "$4" in *131*) echo "Memory allocation problem" >&2; exit 1 ;; esac; awk')}`;
    const {texts, failed} = textsOf(await run({shell, ipvsadm: broken}));
    expect(failed).toEqual(['ipvsadm-list.txt', 'ipvsadm-stats.txt']);
    expect(texts['ipvsadm-list.txt']).toBeUndefined();
  });

  it('virtual servers that are not there make an empty table', async () => {
    const servers = [{kind: 'address', protocol: 'TCP', address: '10.96.9.9', port: 9}] as const;
    const {texts, failed} = textsOf(
      await run({shell, ipvsadm: IPVSADM, variables: {[SAMPLE_VARIABLES.targets]: sampleTargets(servers)}}),
    );
    expect({texts: texts['ipvsadm-list.txt'], failed}).toEqual({texts: '', failed: []});
  });

  it.each([
    ['that succeeds in less than a millisecond', "printf '0.000213'", {connected: true, seconds: 0.000213}],
    ['that fails', "printf '0.000000'; exit 28", {connected: false, seconds: null}],
  ])('makes a connect %s, but only if it is told to', async (_, curl, expected) => {
    const variables = {[SAMPLE_VARIABLES.probe]: 'yes'};
    const {texts} = textsOf(await run({shell, ipvsadm: IPVSADM, curl, variables}));
    expect(parseSampledProbe(texts.probe ?? '')).toEqual({
      virtualServer: {kind: 'address', protocol: 'TCP', address: '10.96.115.176', port: 80},
      realServer: null,
      ...expected,
    });
    expect(textsOf(await run({shell, ipvsadm: IPVSADM, curl: 'exit 1'})).texts.probe).toBeUndefined();
  });

  it('ends before its log grows beyond the budget', async () => {
    const events = await run({
      shell,
      ipvsadm: IPVSADM,
      variables: {[SAMPLE_VARIABLES.budget]: '100', [SAMPLE_VARIABLES.seconds]: '1000'},
    });
    expect(events.at(-1)).toEqual({kind: 'ended', reason: 'full'});
  });
});

describe('addresses as /proc has them', () => {
  it.each([
    ['10.96.115.176', '0A6073B0'],
    ['0.0.0.1', '00000001'],
    ['fd00:96::131', 'fd00:0096:0000:0000:0000:0000:0000:0131'],
    ['::1', '0000:0000:0000:0000:0000:0000:0000:0001'],
    ['fd00::', 'fd00:0000:0000:0000:0000:0000:0000:0000'],
    ['1:2:3:4:5:6:7:8', '0001:0002:0003:0004:0005:0006:0007:0008'],
  ])('%s', (address, expected) => {
    expect(procAddress(address)).toBe(expected);
  });
});

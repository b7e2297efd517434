import {readdir} from 'node:fs/promises';
import path from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {run} from '../../support/run.ts';
import {type SnapshotCopy, withSnapshot} from '../../support/snapshot-copy.ts';

const NODES = ['node1', 'node2'];

const TEXTS = [
  'metadata.json',
  ...['services.json', 'endpointslices.json', 'nodes.json', 'kube-proxy-pods.json'].map(
    (file) => `cluster/${file}`,
  ),
  ...NODES.flatMap((node) =>
    [
      'addresses.txt',
      'capture.json',
      'ipset-save.txt',
      'iptables-save.txt',
      'ip6tables-save.txt',
      'ipvsadm-list.txt',
      'ipvsadm-save.txt',
      'kube-proxy-configz.json',
      'kube-proxy-metrics.txt',
      'kube-proxy.log',
      'proc-net-ip_vs.txt',
    ].map((file) => `nodes/${node}/${file}`),
  ),
];

const withCarriageReturns = (text: string) => text.replaceAll('\n', '\r\n');

/** What editors and shells make of a text on its way. */
const DISGUISES: readonly (readonly [string, (text: string) => Buffer])[] = [
  ['lines that end as on Windows', (text) => Buffer.from(withCarriageReturns(text))],
  ['a byte order mark', (text) => Buffer.from(`\uFEFF${text}`)],
  ['both', (text) => Buffer.from(`\uFEFF${withCarriageReturns(text)}`)],
  ['UTF-16', (text) => Buffer.from(`\uFEFF${withCarriageReturns(text)}`, 'utf16le')],
  ['UTF-16, the other byte first', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
];

async function disguise(snapshot: SnapshotCopy, how: (text: string) => Buffer): Promise<void> {
  for (const file of TEXTS) await snapshot.write(file, how(await snapshot.read(file)));
}

/** The program's answer, without the path and the time. */
async function answer(words: readonly string[], snapshot: SnapshotCopy) {
  const {stdout, exitCode} = await run([...words, '--from', snapshot.path]);
  return {
    exitCode,
    stdout: stdout.replaceAll(snapshot.path, 'SNAPSHOT').replace(/"generatedAt": ".*"/, '"generatedAt": ""'),
  };
}

const CALLS = [
  ['status', '-o', 'json'],
  ['logs', '-o', 'json'],
];

/** The program is started four times for a row, which takes a busy machine its time. */
const PATIENCE = 60_000;

describe('texts of a snapshot that were changed on their way', () => {
  test.each(DISGUISES)(
    '%s: all say the same',
    async (_, how) => {
      await withSnapshot('healthy', async (snapshot) => {
        const answers = async () => {
          const all: Awaited<ReturnType<typeof answer>>[] = [];
          for (const words of CALLS) all.push(await answer(words, snapshot));
          return all;
        };
        const before = await answers();
        await disguise(snapshot, how);
        const after = await answers();
        expect(after).toEqual(before);
        expect(after.map(({exitCode}) => exitCode)).toEqual([0, 0]);
      });
    },
    PATIENCE,
  );
});

/** Only a table of each node. */
async function keepOnly(snapshot: SnapshotCopy, table: string): Promise<void> {
  for (const node of NODES) {
    const others = (await readdir(path.join(snapshot.path, 'nodes', node))).filter((file) => file !== table);
    await snapshot.remove(...others.map((file) => `nodes/${node}/${file}`));
  }
}

describe('snapshots made by hand', () => {
  test.each(['ipvsadm-list.txt', 'ipvsadm-save.txt', 'proc-net-ip_vs.txt'])(
    'of each node only %s: in sync, and no node stands out',
    async (table) => {
      await withSnapshot('healthy', async (snapshot) => {
        await keepOnly(snapshot, table);
        expect(JSON.parse((await answer(['status', '-o', 'json'], snapshot)).stdout)).toMatchObject({
          nodes: [
            {state: 'in-sync', drift: 0},
            {state: 'in-sync', drift: 0},
          ],
          outliers: [],
        });
      });
    },
  );

  test('without the Nodes topology hints make no difference', async () => {
    await withSnapshot('healthy', async (snapshot) => {
      await snapshot.remove('cluster/nodes.json', 'cluster/kube-proxy-pods.json');
      const {exitCode, stdout} = await answer(['diff'], snapshot);
      expect(stdout).toContain('the snapshot has no cluster/nodes.json');
      expect(exitCode).toBe(0);
    });
  });

  test('a mode that nothing tells is no absence of a mode', async () => {
    await withSnapshot('healthy', async (snapshot) => {
      await keepOnly(snapshot, 'ipvsadm-list.txt');
      for (const file of ['kube-proxy-pods.json', 'kube-proxy-config.json'])
        await snapshot.remove(`cluster/${file}`);
      const {stdout} = await answer(['status', '--no-headers'], snapshot);
      expect(stdout).toMatch(/^node1 +yes +unknown +\? /);
    });
  });

  test('without nodes it is told what to add', async () => {
    await withSnapshot('healthy', async (snapshot) => {
      await snapshot.edit('metadata.json', (text) => JSON.stringify({...JSON.parse(text), nodes: []}));
      const {exitCode, stderr} = await run(['diff', '--from', snapshot.path]);
      expect(stderr).toContain('the snapshot has no nodes: its metadata.json lists none');
      expect(exitCode).toBe(2);
    });
  });
});

test('a scheduler that diff calls a difference is a failed check too', async () => {
  await withSnapshot('healthy', async (snapshot) => {
    await keepTable(snapshot);
    const row = 'TCP  10.96.115.176:80 ';
    await snapshot.edit('nodes/node1/ipvsadm-list.txt', (text) => text.replace(`${row}rr`, `${row}wlc`));
    const {findings} = JSON.parse((await answer(['diff', '-o', 'json'], snapshot)).stdout);
    expect(findings).toMatchObject([{kind: 'scheduler-mismatch', code: 'IPVS074', node: 'node1'}]);
    const {results} = JSON.parse(
      (await answer(['check', '--code', 'IPVS074', '-o', 'json'], snapshot)).stdout,
    );
    expect(results).toContainEqual(
      expect.objectContaining({
        node: 'node1',
        result: 'fail',
        service: {namespace: 'shop', name: 'web', port: 'http'},
        message: findings[0].message,
      }),
    );
  });
});

/** Of the tables only `ipvsadm -Ln`, so that an edit need not be made thrice. */
async function keepTable(snapshot: SnapshotCopy): Promise<void> {
  for (const node of NODES)
    await snapshot.remove(
      ...['ipvsadm-save.txt', 'proc-net-ip_vs.txt', 'ipvsadm-stats.txt', 'ipvsadm-rate.txt'].map(
        (file) => `nodes/${node}/${file}`,
      ),
    );
}

test('a virtual server of another program, in ipvs.excludeCIDRs, makes no node stand out', async () => {
  await withSnapshot('healthy', async (snapshot) => {
    await keepTable(snapshot);
    for (const node of NODES)
      await snapshot.edit(`nodes/${node}/kube-proxy-configz.json`, (text) => {
        const configz = JSON.parse(text);
        configz['kubeproxy.config.k8s.io'].ipvs.excludeCIDRs = ['192.0.2.0/24'];
        return JSON.stringify(configz);
      });
    const foreign =
      'TCP  192.0.2.9:443 wrr\n  -> 192.0.2.20:443               Route   1      0          0         \n';
    await snapshot.edit('nodes/node1/ipvsadm-list.txt', (text) => text + foreign);
    const {nodes, outliers} = JSON.parse((await answer(['status', '-o', 'json'], snapshot)).stdout);
    expect(nodes).toMatchObject([{virtualServers: {actual: 97}}, {virtualServers: {actual: 96}}]);
    expect(outliers).toEqual([]);
  });
});

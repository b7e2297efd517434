import {spawn} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {Ajv} from 'ajv';
import {grantsFromYaml, type TestApiServer} from '../support/api-server/index.ts';
import {findingLines, PROGRAM, ROOT, recording, runProgram} from '../support/program.ts';
import {debugPods, type Interference, startRecordedCluster} from '../support/recorded-cluster.ts';

let server: TestApiServer | undefined;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kubectl-ipvs-snapshot-'));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(folder, {recursive: true, force: true});
});

async function start(name: string, interfere?: Interference): Promise<TestApiServer> {
  server = await startRecordedCluster(name, interfere);
  return server;
}

const run = (kubeconfig: string, ...words: string[]) =>
  runProgram(words, {env: {KUBECONFIG: kubeconfig, HOME: '/nonexistent'}, cwd: folder});

const inFolder = (name: string): string => path.join(folder, name);

async function findings(from: string, above: 'info' | 'nothing' = 'nothing'): Promise<readonly string[]> {
  const {stdout} = await runProgram(['diff', '--from', from, '-o', 'json']);
  return findingLines(stdout, {above}).toSorted();
}

describe('snapshot of a cluster', () => {
  test.each(['healthy', 'tampered', 'stale-backends'])('%s: says the same as the recording', async (name) => {
    const cluster = await start(name);
    const {exitCode, stdout} = await run(cluster.kubeconfigPath, 'snapshot', 'taken.tar.gz');
    expect(stdout).toMatch(/^wrote taken\.tar\.gz \([\d.]+ [KM]iB\): 2 of 2 nodes read\n/);
    expect(exitCode).toBe(0);
    expect(await findings(inFolder('taken.tar.gz'))).toEqual(await findings(recording(name)));
    expect(debugPods(cluster)).toEqual([]);
    expect(readdirSync(folder)).toEqual(['taken.tar.gz']);
  });

  test('the texts are as they were read, and nobody else may read them', async () => {
    const cluster = await start('healthy');
    for (const pod of cluster.objects('Pod'))
      cluster.setLog(pod, `I1120 17:29:20.000001 1 server.go:1] "Started" node="${pod.spec?.nodeName}"\n`);
    await run(cluster.kubeconfigPath, 'snapshot', 'taken');
    const read = (file: string) => readFile(inFolder(`taken/${file}`), 'utf8');
    const recorded = (file: string) => readFile(path.join(recording('healthy'), file), 'utf8');
    for (const file of ['ipvsadm-list.txt', 'ipvsadm-connections.txt', 'conntrack.txt', 'routes.txt'])
      expect(await read(`nodes/node1/${file}`)).toBe(await recorded(`nodes/node1/${file}`));
    expect(await read('nodes/node2/kube-proxy.log')).toContain('"Started" node="node2"');
    const services = JSON.parse(await recorded('cluster/services.json')) as {
      items: {metadata: {uid: string}}[];
    };
    const kept = JSON.parse(await read('cluster/services.json')) as typeof services;
    expect(kept.items.map(({metadata}) => metadata.uid)).toEqual(
      services.items.map(({metadata}) => metadata.uid),
    );
    expect(readdirSync(inFolder('taken/cluster')).toSorted()).toEqual(
      readdirSync(path.join(recording('healthy'), 'cluster')).toSorted(),
    );
    expect(statSync(inFolder('taken')).mode & 0o777).toBe(0o700);
    expect(statSync(inFolder('taken/nodes/node1/conntrack.txt')).mode & 0o777).toBe(0o600);
    expect(statSync(inFolder('taken/cluster/services.json')).mode & 0o777).toBe(0o600);
  });

  test('a node that could not be read is in it with the reason, and is unknown when it is read back', async () => {
    const cluster = await start('healthy', (node) =>
      node === 'node2' ? {kind: 'failed', reason: 'OutOfpods'} : undefined,
    );
    const taken = await run(cluster.kubeconfigPath, 'snapshot', 'taken.tgz');
    expect(taken.stdout).toMatch(
      /: 1 of 2 nodes read\n.*not read: node2: the node already has its maximum number of pods/,
    );
    expect(taken.exitCode).toBe(2);
    const {stdout, exitCode} = await runProgram(['diff', '--from', inFolder('taken.tgz')]);
    expect(stdout).toMatch(/unknown\s+node2: the node already has its maximum number of pods/);
    expect(exitCode).toBe(2);
  });

  test('without a name it is an archive named after context and time', async () => {
    const cluster = await start('healthy');
    const {stdout} = await run(cluster.kubeconfigPath, 'snapshot', '-o', 'json');
    const [name] = readdirSync(folder);
    expect(name).toMatch(/^kubectl-ipvs-test-\d{8}T\d{6}Z\.tar\.gz$/);
    const schema = JSON.parse(
      await readFile(path.join(ROOT, 'schema/snapshot-report.schema.json'), 'utf8'),
    ) as object;
    expect(new Ajv({formats: {'date-time': true}}).validate(schema, JSON.parse(stdout))).toBe(true);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'SnapshotReport',
      path: name,
      sizeBytes: statSync(inFolder(name!)).size,
      redacted: false,
      nodes: [
        {name: 'node1', error: null},
        {name: 'node2', error: null},
      ],
    });
    expect(statSync(inFolder(name!)).mode & 0o777).toBe(0o600);
  });

  test('the least role of deploy/rbac.yaml is enough', async () => {
    const cluster = await start('healthy');
    const role = await readFile(path.join(ROOT, 'deploy/rbac.yaml'), 'utf8');
    const kubeconfig = cluster.addUser('oncall', grantsFromYaml(role));
    const {exitCode, stdout, stderr} = await run(kubeconfig, 'snapshot', 'taken');
    expect(stdout + stderr).not.toMatch(/may not|forbidden|error/);
    expect(exitCode).toBe(0);
    expect(existsSync(inFolder('taken/cluster/events.json'))).toBe(true);
    expect(existsSync(inFolder('taken/cluster/kube-proxy-daemonset.json'))).toBe(true);
  });

  test('Ctrl-C in the middle leaves neither pods nor files', async () => {
    const cluster = await start('healthy', (node) => (node === 'node2' ? {kind: 'pending'} : undefined));
    const child = spawn(PROGRAM, ['snapshot', 'taken'], {
      cwd: folder,
      env: {...process.env, KUBECONFIG: cluster.kubeconfigPath},
      stdio: 'ignore',
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    while (debugPods(cluster).length < 2 || readdirSync(folder).length === 0) await wait(20);
    await wait(100);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(readdirSync(folder)).toEqual([]);
    expect(debugPods(cluster)).toEqual([]);
  }, 30_000);

  test('--redact: neither in the texts nor in the name of the file is anything of the cluster', async () => {
    const cluster = await start('stale-backends');
    expect((await run(cluster.kubeconfigPath, 'snapshot', '--redact')).exitCode).toBe(0);
    const [name = ''] = readdirSync(folder);
    expect(name).toMatch(/^kubectl-ipvs-redacted-\d{8}T\d{6}Z\.tar\.gz$/);
    await run(cluster.kubeconfigPath, 'snapshot', '--from', name, 'again');
    const files = readdirSync(inFolder('again'), {recursive: true, encoding: 'utf8'}).map((file) =>
      inFolder(`again/${file}`),
    );
    const texts = files.filter((file) => statSync(file).isFile()).map((file) => readFile(file, 'utf8'));
    expect([...files, ...(await Promise.all(texts))].join('\n')).not.toMatch(
      /\bnode1\b|"shop"|10\.99\.0\.1[12]\b/,
    );
    expect(JSON.parse(await readFile(inFolder('again/metadata.json'), 'utf8'))).toMatchObject({
      redacted: true,
      nodes: ['node-r0001', 'node-r0002'],
    });
    const kinds = (lines: readonly string[]) => lines.map((line) => line.split(' | ')[1]).toSorted();
    expect(kinds(await findings(inFolder(name)))).toEqual(kinds(await findings(recording('stale-backends'))));
  });

  test('a dry run prints the pod, and touches nothing', async () => {
    const {exitCode, stdout} = await run('/nonexistent', 'snapshot', '--dry-run');
    expect(stdout).toContain('NET_RAW');
    expect(exitCode).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('where a snapshot is written', () => {
  const snapshot = (...words: string[]) =>
    runProgram(['snapshot', '--from', recording('healthy'), ...words], {cwd: folder});

  test('nothing is overwritten without --force', async () => {
    writeFileSync(inFolder('taken.tar.gz'), 'precious');
    const refused = await snapshot('taken.tar.gz');
    expect(refused.stderr).toBe(
      'error: taken.tar.gz already exists\nchoose another location, or overwrite it with --force\n',
    );
    expect(refused.exitCode).toBe(2);
    expect(await readFile(inFolder('taken.tar.gz'), 'utf8')).toBe('precious');
    expect((await snapshot('taken.tar.gz', '--force')).exitCode).toBe(0);
    expect(await findings(inFolder('taken.tar.gz'))).toEqual(await findings(recording('healthy')));
  });

  test('--force replaces a snapshot, but no other directory', async () => {
    expect((await snapshot('taken')).exitCode).toBe(0);
    writeFileSync(inFolder('taken/note.txt'), 'old');
    expect((await snapshot('taken', '--force')).exitCode).toBe(0);
    expect(existsSync(inFolder('taken/note.txt'))).toBe(false);
    mkdirSync(inFolder('home'));
    writeFileSync(inFolder('home/letter.txt'), 'dear');
    const {stderr, exitCode} = await snapshot('home', '--force');
    expect(stderr).toContain('home already exists and is not a snapshot');
    expect(exitCode).toBe(2);
    expect(readdirSync(folder).toSorted()).toEqual(['home', 'taken']);
  });

  test.each([
    [
      'a directory that is not there',
      'nowhere/taken.tar.gz',
      /its directory does not exist\ncreate the directory/,
    ],
    [
      'a directory in place of a file',
      path.join(ROOT, 'package.json/taken'),
      /its directory is not a directory/,
    ],
  ])('%s: one sentence and a remedy', async (_, place, said) => {
    const {stderr, exitCode} = await snapshot(place);
    expect(stderr).toMatch(said);
    expect(stderr.split('\n')).toHaveLength(3);
    expect(exitCode).toBe(2);
  });

  test('--mapping tells what was replaced by what, and nobody else may read it', async () => {
    const words = ['--redact', '--mapping', 'names.json', 'redacted'];
    expect((await snapshot(...words)).exitCode).toBe(0);
    const read = async (file: string) =>
      JSON.parse(await readFile(inFolder(file), 'utf8')) as Record<string, unknown>;
    const {names, addresses} = (await read('names.json')) as Record<string, Record<string, string>>;
    const {items} = (await read('redacted/cluster/services.json')) as {
      items: {metadata: {name: string}; spec: {clusterIP: string}}[];
    };
    const original = JSON.parse(
      await readFile(path.join(recording('healthy'), 'cluster/services.json'), 'utf8'),
    ) as {
      items: typeof items;
    };
    const back = (service: (typeof items)[number]) => [
      names?.[service.metadata.name] ?? service.metadata.name,
      addresses?.[service.spec.clusterIP] ?? service.spec.clusterIP,
    ];
    expect(items.map(back)).toEqual(
      original.items.map(({metadata, spec}) => [metadata.name, spec.clusterIP]),
    );
    expect(statSync(inFolder('names.json')).mode & 0o777).toBe(0o600);
    const again = await snapshot('--redact', '--mapping', 'names.json', 'other');
    expect(again.stderr).toMatch(/names\.json already exists/);
    expect(readdirSync(folder).toSorted()).toEqual(['names.json', 'redacted']);
  });

  test('--mapping without --redact: one sentence and a remedy', async () => {
    const {stderr, exitCode} = await snapshot('--mapping', 'names.json', 'other');
    expect(stderr).toMatch(/nothing is replaced\nadd --redact\n$/);
    expect(exitCode).toBe(2);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(['broken-proxy-bad-config', 'tampered'])('%s repacked says the same', async (name) => {
    const from = recording(name);
    await runProgram(['snapshot', '--from', from, inFolder('again.tar.gz')]);
    await runProgram(['snapshot', '--from', inFolder('again.tar.gz'), inFolder('again')]);
    expect(await findings(inFolder('again'))).toEqual(await findings(from));
    const metadata = JSON.parse(await readFile(inFolder('again/metadata.json'), 'utf8')) as unknown;
    const before = JSON.parse(await readFile(path.join(from, 'metadata.json'), 'utf8')) as object;
    expect(metadata).toMatchObject(before);
  });
});

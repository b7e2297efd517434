import {type ChildProcess, spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {afterEach, describe, expect, jest, test} from '@jest/globals';
import {Ajv} from 'ajv';
import {frameLog} from '../capture/frame-log.ts';
import {grantsFromYaml, type PodOutcome, type TestApiServer} from '../support/api-server/index.ts';
import {PROGRAM, ROOT, recording, runProgram} from '../support/program.ts';
import {debugPods, type Interference, startRecordedCluster} from '../support/recorded-cluster.ts';

// A machine that does other things too.
jest.setTimeout(60_000);

let server: TestApiServer | undefined;
let child: ChildProcess | undefined;

afterEach(async () => {
  child?.kill('SIGKILL');
  child = undefined;
  await server?.close();
  server = undefined;
});

/** The recorded metrics, where others would make a second look come sooner. */
const withMetrics = (node: string, texts: Record<string, string>): PodOutcome => {
  const file = path.join(recording('healthy'), 'nodes', node, 'kube-proxy-metrics.txt');
  return {kind: 'ran', log: frameLog({...texts, 'kube-proxy-metrics.txt': readFileSync(file, 'utf8')})};
};

async function start(name: string, interfere?: Interference): Promise<TestApiServer> {
  server = await startRecordedCluster(name, interfere);
  return server;
}

function run(cluster: TestApiServer, ...words: string[]) {
  return runProgram(['status', ...words], {env: {KUBECONFIG: cluster.kubeconfigPath, HOME: '/nowhere'}});
}

interface Row {
  readonly name: string;
  readonly state: string;
  readonly drift: number | null;
  readonly error: string;
  readonly reason: string;
  readonly lastSync: object;
  readonly concerns: readonly {
    readonly severity: string;
    readonly code: string | null;
    readonly message: string;
  }[];
}

function rowsOf(text: string): readonly Row[] {
  return (JSON.parse(text) as {nodes: readonly Row[]}).nodes;
}

/** The nodes of the recordings keep the time of their recording. */
function apartFromClocks({concerns}: Row) {
  return concerns.filter(({code}) => code !== 'IPVS080').map(({severity, code}) => `${severity} ${code}`);
}

describe('status on a cluster', () => {
  test('a healthy one: a row a node, ages by the clocks of the nodes, one pod each, none left', async () => {
    const cluster = await start('healthy', withMetrics);
    const {stdout} = await run(cluster, '-o', 'json');
    const rows = rowsOf(stdout);
    expect(rows.map(({name, state, drift}) => `${name} ${state} ${drift}`).sort()).toEqual([
      'node1 in-sync 0',
      'node2 in-sync 0',
    ]);
    expect(rows.map(apartFromClocks)).toEqual([['warning IPVS075'], ['warning IPVS075']]);
    expect(rows.find(({name}) => name === 'node1')).toMatchObject({sync: {ageSeconds: {IPv4: 25, IPv6: 26}}});
    const made = cluster.requests.filter(
      ({method, path: place}) => method === 'POST' && place.endsWith('/pods'),
    );
    expect(made).toHaveLength(2);
    expect(debugPods(cluster)).toEqual([]);
  });

  test('drift that stays is an error; exit 1', async () => {
    const cluster = await start('tampered');
    const {stdout, exitCode} = await run(cluster, '--node', 'node1', '-o', 'json');
    // The debug pod reads no iptables rules for this.
    expect(rowsOf(stdout)[0]).toMatchObject({state: 'drifted', drift: 14});
    expect(
      rowsOf(stdout)[0]?.concerns.find(({message}) => message.startsWith('14 differences'))?.severity,
    ).toBe('error');
    expect(exitCode).toBe(1);
    expect(debugPods(cluster)).toEqual([]);
  }, 30_000);

  test('a node that cannot be read is a row with the reason', async () => {
    const cluster = await start('healthy', (node, texts) =>
      node === 'node2'
        ? {kind: 'waiting', reason: 'ImagePullBackOff', message: 'x'}
        : withMetrics(node, texts),
    );
    const {stdout, exitCode} = await run(cluster, '--node', 'node2', '-o', 'json');
    expect(rowsOf(stdout)[0]).toMatchObject({
      name: 'node2',
      drift: null,
      error: expect.stringContaining('--image'),
    });
    expect(exitCode).toBe(2);
  }, 30_000);

  test('nodes without kube-proxy are rows too, without a debug pod', async () => {
    const cluster = await start('healthy', withMetrics);
    const node = (name: string, os: string) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {name, labels: {'kubernetes.io/os': os}},
      status: {conditions: [{type: 'Ready', status: 'True'}], nodeInfo: {operatingSystem: os}},
    });
    cluster.put(node('bare', 'linux'));
    cluster.put(node('win', 'windows'));
    const {stdout} = await run(cluster, '-o', 'json');
    const rows = new Map(rowsOf(stdout).map((row) => [row.name, row]));
    expect(rows.get('bare')).toMatchObject({
      kubeProxy: {state: 'absent'},
      concerns: [{severity: 'warning', message: expect.stringContaining('no kube-proxy Pod runs here')}],
    });
    expect(rows.get('win')).toMatchObject({concerns: [], reason: 'runs windows: IPVS is part of Linux'});
    const table = await run(cluster);
    expect(table.stdout).toMatch(/^bare +yes +absent +<none> +-/m);
  });

  test('the least role of deploy/rbac.yaml is enough', async () => {
    const cluster = await start('stale-backends');
    const role = await readFile(path.join(ROOT, 'deploy/rbac.yaml'), 'utf8');
    const kubeconfig = cluster.addUser('oncall', grantsFromYaml(role));
    const {stderr, exitCode} = await runProgram(['status', '--node', 'node1'], {
      env: {KUBECONFIG: kubeconfig},
    });
    expect(stderr).not.toContain('error');
    expect(exitCode).toBeLessThan(2);
  }, 30_000);

  test('--dry-run prints the pod and touches nothing', async () => {
    const cluster = await start('healthy');
    const {stdout, exitCode} = await run(cluster, 'node/node1', '--dry-run');
    expect(stdout).toContain('kind: Pod');
    expect(exitCode).toBe(0);
    expect(cluster.requests).toEqual([]);
  });
});

describe('status --watch', () => {
  function watch(cluster: TestApiServer, ...words: string[]) {
    const watching = spawn(PROGRAM, ['status', '--watch', '--interval', '1s', ...words], {
      env: {...process.env, KUBECONFIG: cluster.kubeconfigPath},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = watching;
    const said = {stdout: '', stderr: ''};
    watching.stdout.on('data', (chunk: Buffer) => {
      said.stdout += chunk.toString();
    });
    watching.stderr.on('data', (chunk: Buffer) => {
      said.stderr += chunk.toString();
    });
    const ended = new Promise<number | null>((resolve) => watching.on('close', resolve));
    return {said, ended, interrupt: () => watching.kill('SIGINT')};
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await wait(20);
  }

  test('-o json: a document a line, no pod between looks nor after Ctrl-C; exit 130', async () => {
    const cluster = await start('healthy', withMetrics);
    const {said, ended, interrupt} = watch(cluster, '-o', 'json');
    const lines = () => said.stdout.split('\n').slice(0, -1);
    await until(() => lines().length === 1);
    expect(debugPods(cluster)).toEqual([]);
    await until(() => lines().length === 2);
    expect(debugPods(cluster)).toEqual([]);
    interrupt();
    expect(await ended).toBe(130);
    expect(debugPods(cluster)).toEqual([]);
    const schema = JSON.parse(
      readFileSync(path.join(ROOT, 'schema/status-report.schema.json'), 'utf8'),
    ) as object;
    const validate = new Ajv({allErrors: true, strict: false}).compile(schema);
    for (const line of lines()) {
      validate(JSON.parse(line));
      expect(validate.errors).toBeNull();
    }
    expect(JSON.parse(lines()[1] ?? '')).toHaveProperty('changes', []);
  }, 30_000);

  test('what changed since the look before is told', async () => {
    let stopped = false;
    const cluster = await start('healthy', (node, texts) =>
      stopped && node === 'node2'
        ? {kind: 'failed', reason: 'Evicted', message: 'memory'}
        : withMetrics(node, texts),
    );
    const {said, interrupt, ended} = watch(cluster);
    await until(() => /^2 nodes: /m.test(said.stdout));
    expect(said.stdout).not.toContain('Since the look before');
    stopped = true;
    await until(() => said.stdout.includes('Since the previous refresh:'));
    await until(() => /node2: state in-sync → unknown/.test(said.stdout));
    expect(said.stdout).not.toMatch(/ {2}node1: state/);
    interrupt();
    await ended;
  }, 30_000);

  test('Ctrl-C while pods run: none is left', async () => {
    const cluster = await start('healthy', () => ({kind: 'pending'}));
    const {ended, interrupt} = watch(cluster);
    await until(() => debugPods(cluster).length === 2);
    interrupt();
    expect(await ended).toBe(130);
    expect(debugPods(cluster)).toEqual([]);
  }, 30_000);

  test('blocks with their time follow one another; a server that is away for a while is told and waited for', async () => {
    const cluster = await start('healthy', withMetrics);
    const {said, ended, interrupt} = watch(cluster);
    const blocks = () => said.stdout.match(/^\d{4}-\d\d-\d\dT.*Z\n2 nodes: /gm)?.length ?? 0;
    await until(() => blocks() === 1);
    cluster.faults.add({fault: {kind: 'status', status: 403}, url: /^\/api\/v1\/services/});
    await until(() => said.stderr.includes('refresh failed'));
    const before = blocks();
    await until(() => blocks() > before);
    interrupt();
    expect(await ended).toBe(130);
  }, 30_000);

  test('pods that could not be deleted after a look are deleted later', async () => {
    const cluster = await start('healthy', withMetrics);
    const {said, ended, interrupt} = watch(cluster);
    cluster.faults.add({fault: {kind: 'status', status: 403}, method: 'DELETE', times: 4});
    await until(() => said.stderr.includes('the debug pods of this run could not be deleted'));
    interrupt();
    expect(await ended).toBe(130);
    expect(debugPods(cluster)).toEqual([]);
  }, 60_000);

  test.each([
    ['a snapshot', ['--from', recording('healthy')], /a snapshot does not change/],
    ['pods that are kept', ['--keep-pods'], /would leave a debug pod on each node/],
    ['a wrong interval', ['--interval', 'soon'], /--interval cannot be soon/],
  ])('%s cannot be watched: exit 2', async (_, words, message) => {
    const {stdout, stderr, exitCode} = await runProgram(['status', '--watch', ...words]);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });
});

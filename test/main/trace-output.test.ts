import {spawn} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {afterEach, describe, expect, test} from '@jest/globals';
import {grantsFromYaml, type TestApiServer} from '../support/api-server/index.ts';
import {PROGRAM, ROOT, runProgram} from '../support/program.ts';
import {debugPods} from '../support/recorded-cluster.ts';
import {demoSlice, startSampledCluster} from '../support/sampled-cluster.ts';

const REALS = ['10.244.1.1', '10.244.1.2'];

let server: TestApiServer | undefined;
/** The real servers in the table of each node, where they are not those of the beginning. */
let tables: Map<string, readonly string[]>;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

const tableOf = (node: string) => tables.get(node) ?? REALS;

/** A cluster of made-up nodes with one Service. */
async function start(): Promise<TestApiServer> {
  tables = new Map();
  server = await startSampledCluster({
    names: ['node1', 'node2'],
    endpoints: REALS,
    realsOf: tableOf,
    traffic: (_, seconds) => ({connections: Math.floor(seconds * 50), active: 3}),
  });
  return server;
}

const trace = (kubeconfig: string, ...words: string[]) =>
  runProgram(['trace', 'svc/demo', '-n', 'shop', ...words], {
    env: {KUBECONFIG: kubeconfig, HOME: '/nonexistent'},
  });

/** Waits until so many pods sample. */
async function sampling(api: TestApiServer, count: number): Promise<void> {
  const isSampling = ({spec, status}: {spec?: unknown; status?: {phase?: unknown} | undefined}) =>
    status?.phase === 'Running' && JSON.stringify(spec).includes('KUBECTL_IPVS_INTERVAL');
  while (api.objects('Pod').filter(isSampling).length < count) await wait(20);
}

describe('trace without a terminal', () => {
  test('--once: the path and the rates of this moment, and no pod is left', async () => {
    const api = await start();
    const {stdout, exitCode} = await trace(api.kubeconfigPath, '--once', '--interval', '300ms');
    expect(stdout).toContain('cluster IP TCP 10.96.0.50:80 on node1, node2');
    expect(stdout).toMatch(
      /Now on (?:node1, )?node2\n {2}SHARE: new connections now; FAIR: by weight\n.*CONN\/S.*\n.*10\.244\.1\.1:8080 +serving +3 +0 +\d+ /,
    );
    expect(exitCode).toBe(0);
    expect(debugPods(api)).toEqual([]);
  }, 30_000);

  test('lines: each change, who follows it and who does not, and at last the summary', async () => {
    const api = await start();
    const running = trace(api.kubeconfigPath, '--interval', '300ms', '--duration', '8s');
    await sampling(api, 2);
    await wait(1000);
    api.put(demoSlice([...REALS, '10.244.1.3']));
    await wait(300);
    tables.set('node1', [...REALS, '10.244.1.3']);
    const {stdout, exitCode} = await running;
    expect(stdout).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} api change 1: endpoint 10\.244\.1\.3:8080 was added, ready$/m,
    );
    expect(stdout).toMatch(/ node1 follows change 1 after \d\.\d\d s \(\+\/-\d\.\d\d s\)$/m);
    expect(stdout).toMatch(/ node2 is still out of sync with change 1 after \d\.\d s \(limit 3 s\)$/m);
    expect(stdout).toMatch(/^shop\/demo: [\d.]+s, \d+ samples of 2 nodes, 0 gaps, 1 change of the API$/m);
    expect(stdout).toContain('node2 did not follow in time: 1 change (1)');
    expect(exitCode).toBe(0);
    expect(debugPods(api)).toEqual([]);
  }, 40_000);

  test('a reader that has read enough is no failure, and no pod is left', async () => {
    const api = await start();
    const child = spawn(
      '/bin/sh',
      ['-c', `"${PROGRAM}" trace svc/demo -n shop --interval 300ms -o json | head -n 4`],
      {
        env: {...process.env, KUBECONFIG: api.kubeconfigPath, HOME: '/nonexistent'},
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    let lines = '';
    child.stdout.on('data', (chunk: Buffer) => {
      lines += chunk.toString();
    });
    await new Promise((resolve) => child.on('close', resolve));
    expect(lines.trimEnd().split('\n')).toHaveLength(4);
    // The shell does not wait for the program: it waits for head.
    for (let tries = 0; debugPods(api).length > 0 && tries < 200; tries++) await wait(50);
    expect(debugPods(api)).toEqual([]);
  }, 40_000);

  test('without the right to watch it says so, with the rule that grants it, and samples go on', async () => {
    const api = await start();
    const role = (await readFile(path.join(ROOT, 'deploy/rbac.yaml'), 'utf8')).replaceAll(
      '"list", "watch"]',
      '"list"]',
    );
    const kubeconfig = api.addUser('weak', grantsFromYaml(role));
    const {stdout, exitCode} = await trace(kubeconfig, '--interval', '300ms', '--duration', '3s');
    expect(stdout).toMatch(/changes in the API cannot be watched: .*watch/);
    expect(stdout).toMatch(/shop\/demo: [\d.]+s, [1-9]\d* samples of 2 nodes/);
    expect(exitCode).toBe(0);
  }, 40_000);

  test('the least role of deploy/rbac.yaml is enough', async () => {
    const api = await start();
    const role = await readFile(path.join(ROOT, 'deploy/rbac.yaml'), 'utf8');
    const {stdout, stderr, exitCode} = await trace(
      api.addUser('oncall', grantsFromYaml(role)),
      '--interval',
      '300ms',
      '--duration',
      '3s',
    );
    expect(stdout).not.toContain('cannot be followed');
    expect(stderr).not.toContain('error');
    expect(exitCode).toBe(0);
    expect(debugPods(api)).toEqual([]);
  }, 40_000);
});

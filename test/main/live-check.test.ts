import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {afterEach, describe, expect, test} from '@jest/globals';
import {type ApiObject, grantsFromYaml, type TestApiServer} from '../support/api-server/index.ts';
import {ROOT, recording, runProgram} from '../support/program.ts';
import {debugPods, type Interference, startRecordedCluster} from '../support/recorded-cluster.ts';

let server: TestApiServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** A recorded cluster whose kube-proxy Pods have the recorded logs. */
async function start(name: string, interfere?: Interference): Promise<TestApiServer> {
  const cluster = await startRecordedCluster(name, interfere);
  server = cluster;
  for (const pod of cluster.objects('Pod').filter(isProxy)) {
    const node = String(pod.spec?.nodeName);
    const log = await readFile(path.join(recording(name), 'nodes', node, 'kube-proxy.log'), 'utf8');
    cluster.setLog(pod, log);
  }
  return cluster;
}

function isProxy({metadata}: ApiObject): boolean {
  return metadata.name.startsWith('kube-proxy-');
}

function check(kubeconfig: string, ...words: string[]) {
  return runProgram(['check', ...words], {env: {KUBECONFIG: kubeconfig, HOME: '/nonexistent'}});
}

interface Report {
  readonly results: readonly {
    readonly code: string;
    readonly node: string | null;
    readonly result: string;
    readonly severity: string;
    readonly message: string;
    readonly gap: string | null;
    readonly evidence: readonly string[];
  }[];
}

function failing({results}: Report, code: string) {
  return results.filter((one) => one.code === code && one.result === 'fail');
}

describe('check on a cluster', () => {
  test('a broken one: state from debug pods, logs from the API; the cause first; no pod left', async () => {
    const cluster = await start('broken-proxy-no-ipset');
    const {exitCode, stdout} = await check(cluster.kubeconfigPath, '-o', 'json');
    const report = JSON.parse(stdout) as Report;
    expect(report.results[0]).toMatchObject({code: 'IPVS067', node: 'node1', severity: 'error'});
    expect(report.results[0]?.evidence.join('\n')).toContain('error getting ipset version');
    expect(exitCode).toBe(1);
    expect(debugPods(cluster)).toEqual([]);
  }, 30_000);

  test('a node that has lost its kube-proxy is named, not passed over', async () => {
    const cluster = await start('broken-proxy-no-ipset');
    const lost = cluster.objects('Pod').find((pod) => isProxy(pod) && pod.spec?.nodeName === 'node2');
    cluster.remove('Pod', 'kube-system', lost?.metadata.name ?? '');
    const {stdout, stderr} = await check(cluster.kubeconfigPath);
    expect(`${stdout}${stderr}`).toContain('not read, because they have no kube-proxy Pod: node2');
  }, 30_000);

  test('drift that a second look shows again is an error here, and its evidence is the second one', async () => {
    const cluster = await start('tampered');
    const {stdout, exitCode} = await check(cluster.kubeconfigPath, '-o', 'json');
    const report = JSON.parse(stdout) as Report;
    expect(failing(report, 'IPVS001')).toMatchObject([{node: 'node1', severity: 'error'}]);
    expect(failing(report, 'IPVS060')).toMatchObject([{node: 'node1', severity: 'error'}]);
    expect(failing(report, 'IPVS017')).toHaveLength(1);
    expect(exitCode).toBe(1);
    expect(debugPods(cluster)).toEqual([]);
  }, 30_000);

  test('one entry reads only what it needs: no rules, no table, no log, one look', async () => {
    const cluster = await start('tampered');
    const {stdout, exitCode} = await check(cluster.kubeconfigPath, '--code', 'IPVS017', '--no-headers');
    expect(stdout).toBe('error   IPVS017   IPVS runs without conntrack   node1\n');
    expect(exitCode).toBe(1);
    const asked = cluster.requests.map(({method, path: place}) => `${method} ${place}`);
    expect(asked.filter((request) => /POST .*\/pods$/.test(request))).toHaveLength(2);
    expect(asked.filter((request) => /kube-proxy-.*\/log/.test(request))).toEqual([]);
    const plan = await check(cluster.kubeconfigPath, '--code', 'IPVS017', '--dry-run');
    expect(plan.stdout).not.toContain('NET_RAW');
    const rules = await check(cluster.kubeconfigPath, '--code', 'IPVS060', '--dry-run');
    expect(rules.stdout).toContain('NET_RAW');
  }, 30_000);

  test('a node that cannot be read decides nothing, and nothing of it passes', async () => {
    const cluster = await start('healthy', (node) =>
      node === 'node2'
        ? {kind: 'waiting', reason: 'ImagePullBackOff', message: 'Back-off pulling image'}
        : undefined,
    );
    const {stdout, exitCode} = await check(cluster.kubeconfigPath, '-o', 'json', '--severity', 'error');
    const {results} = JSON.parse(stdout) as Report;
    const own = results.filter(({node}) => node === 'node2');
    expect(own.length).toBeGreaterThan(20);
    expect(new Set(own.map(({result, gap}) => `${result} ${gap}`))).toEqual(new Set(['undecidable unread']));
    expect(exitCode).toBe(2);
    expect(debugPods(cluster)).toEqual([]);
  }, 30_000);

  test('the least role of deploy/rbac.yaml is enough', async () => {
    const cluster = await start('healthy');
    const role = await readFile(path.join(ROOT, 'deploy/rbac.yaml'), 'utf8');
    const user = cluster.addUser('oncall', grantsFromYaml(role));
    const {stdout, stderr} = await check(user, '-o', 'json');
    const {results} = JSON.parse(stdout) as Report;
    expect(results.filter(({gap, message}) => gap === 'unread' && /log/.test(message))).toEqual([]);
    expect(stderr).not.toContain('error');
  }, 30_000);
});

describe('check --migration on a cluster', () => {
  test('nodes are read by debug pods, which are gone afterwards', async () => {
    const cluster = await start('tampered');
    const {exitCode, stdout} = await check(cluster.kubeconfigPath, '--migration', '-o', 'json');
    const {migration} = JSON.parse(stdout) as {
      migration: {nodes: readonly {name: string; readiness: string}[]; endOfIpvs: {version: string}};
    };
    expect(migration.nodes.map(({name, readiness}) => `${name} ${readiness}`)).toEqual([
      'node1 blocked',
      'node2 attention',
    ]);
    expect(migration.endOfIpvs.version).toBe('v1.36.2');
    expect(exitCode).toBe(1);
    expect(debugPods(cluster)).toEqual([]);
  });

  test('a node whose debug pod fails is not known, not ready', async () => {
    const cluster = await start('healthy', (node) =>
      node === 'node1' ? {kind: 'ran', log: 'sh: not found'} : undefined,
    );
    const {exitCode, stdout} = await check(cluster.kubeconfigPath, '--migration');
    expect(stdout).toMatch(/^node1 .* not known$/m);
    expect(stdout).toMatch(/^node2 .* yes, with changes$/m);
    expect(exitCode).toBe(2);
  });
});

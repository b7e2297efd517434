import {spawn} from 'node:child_process';
import process from 'node:process';
import {setTimeout as wait} from 'node:timers/promises';
import {afterEach, describe, expect, test} from '@jest/globals';
import {startConnectProxy, type TestApiServer} from '../support/api-server/index.ts';
import {PROGRAM, runProgram} from '../support/program.ts';
import {debugPods, startRecordedCluster} from '../support/recorded-cluster.ts';
import {startProgram} from '../support/running-program.ts';

let servers: TestApiServer[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

async function cluster(...given: Parameters<typeof startRecordedCluster>): Promise<TestApiServer> {
  const server = await startRecordedCluster(...given);
  servers.push(server);
  return server;
}

function run(server: TestApiServer, ...words: string[]) {
  return runProgram(words, {env: {KUBECONFIG: server.kubeconfigPath}});
}

describe('the verification of certificates', () => {
  test('is not turned off by variables of Node.js, with and without a proxy', async () => {
    const server = await cluster('healthy');
    // The authorities of this computer, none of which has signed the server's certificate.
    const trust = {cluster: {'certificate-authority': undefined}, user: {token: 'admin-token'}};
    const proxy = await startConnectProxy(server.port);
    const env = {
      KUBECONFIG: server.writeKubeconfig('untrusted', trust),
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
    };
    const direct = await runProgram(['version'], {env});
    const led = await runProgram(['version', '--server', 'https://api.test:6443'], {
      env: {...env, HTTPS_PROXY: proxy.url},
    });
    await proxy.close();
    for (const {exitCode, stderr} of [direct, led]) {
      expect(stderr).toMatch(/certificate/);
      expect(exitCode).toBe(2);
    }
    expect(proxy.targets).not.toEqual([]);
    expect(server.requests).toEqual([]);
  }, 30_000);
});

describe('a cleanup that fails', () => {
  test.each([
    {name: 'tampered', exitCode: 1, found: /stale/},
    {name: 'healthy', exitCode: 2, found: /2 of 2 nodes agree/},
  ])(
    'does not keep the report of $name back',
    async ({name, exitCode, found}) => {
      const server = await cluster(name);
      server.faults.add({method: 'DELETE', times: 100, fault: {kind: 'status', status: 403}});
      const result = await run(server, 'diff');
      expect(result.stdout).toMatch(found);
      expect(result.stderr).toMatch(/delete them with: kubectl .*delete pods/);
      expect(result.exitCode).toBe(exitCode);
    },
    60_000,
  );
});

describe('cleanup', () => {
  const labels = (runId: string) => ({
    'app.kubernetes.io/managed-by': 'kubectl-ipvs',
    'kubectl-ipvs/run': runId,
  });
  const HOUR = 3_600_000;
  const old = new Date(Date.now() - HOUR).toISOString();

  /** A DaemonSet as versions before this one made them. */
  const fleet = (runId: string, creationTimestamp: string) => ({
    kind: 'DaemonSet',
    metadata: {
      name: `kubectl-ipvs-${runId}`,
      namespace: 'kube-system',
      labels: labels(runId),
      annotations: {'kubectl-ipvs/owner': 'jane@laptop', 'kubectl-ipvs/deadline': '90'},
      creationTimestamp,
    },
    spec: {template: {spec: {}}},
  });
  const pod = (runId: string, creationTimestamp: string) => ({
    kind: 'Pod',
    metadata: {
      name: `kubectl-ipvs-${runId}-a`,
      namespace: 'kube-system',
      labels: labels(runId),
      creationTimestamp,
    },
    spec: {nodeName: 'node1', activeDeadlineSeconds: 90, containers: []},
  });
  const names = (server: TestApiServer) => [
    ...server
      .objects('DaemonSet')
      .map(({metadata}) => metadata.name)
      .filter((name) => name.startsWith('kubectl-ipvs-')),
    ...debugPods(server),
  ];

  test('finds a DaemonSet without pods, and one whose pods are young; one that may still be waited for stays', async () => {
    const server = await cluster('healthy');
    server.put(fleet('empty', old));
    server.put(fleet('again', old));
    server.put(pod('again', new Date().toISOString()));
    server.put(fleet('young', new Date(Date.now() - 300_000).toISOString()));
    const would = await run(server, 'cleanup', '--dry-run');
    expect(would.stdout).toMatch(/would remove a DaemonSet of debug pods of jane@laptop on node1/);
    expect(names(server)).toHaveLength(4);
    const {exitCode, stdout} = await run(server, 'cleanup');
    expect(stdout).toMatch(/left a DaemonSet .*: this run may still be active/);
    expect([exitCode, ...names(server)]).toEqual([0, 'kubectl-ipvs-young']);
    // A run beside it does not touch what is not its own.
    await run(server, 'diff');
    expect(names(server)).toEqual(['kubectl-ipvs-young']);
  }, 30_000);

  test('goes on after what it cannot remove, and says so', async () => {
    const server = await cluster('healthy');
    for (const runId of ['a1', 'b1', 'c1']) server.put(pod(runId, old));
    const fault = {kind: 'status', status: 403, message: 'not this one'} as const;
    server.faults.add({method: 'DELETE', url: /run%3Da1/, times: 100, fault});
    const {exitCode, stdout, stderr} = await run(server, 'cleanup');
    expect(names(server)).toEqual(['kubectl-ipvs-a1-a']);
    expect(stdout).toMatch(/could not remove 1 debug pod/);
    expect(stderr).toMatch(/not this one/);
    expect(exitCode).toBe(2);
  }, 30_000);

  test("goes by the server's clock, not by that of this computer", async () => {
    const server = await cluster('healthy');
    const ahead = `${Math.floor((Date.now() + 2 * HOUR) / 1000)}`;
    server.put(pod('live', new Date().toISOString()));
    // The program believes that it is two hours later.
    const {stdout} = await runProgram(['cleanup'], {
      env: {
        KUBECONFIG: server.kubeconfigPath,
        NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(
          `const now = Date.now, start = now(); const shift = ${ahead}000 - start;
           globalThis.Date = class extends Date {
             constructor(...words) { words.length ? super(...words) : super(now() + shift); }
             static now() { return now() + shift; }
           };`,
        )}`,
      },
    });
    expect(stdout).toMatch(/may still be active/);
    expect(names(server)).toEqual(['kubectl-ipvs-live-a']);
  }, 30_000);
});

test('one node whose capture grows beyond all bounds is unknown; the others are judged, and nothing is left', async () => {
  const server = await cluster('healthy', (node) =>
    node === 'node2' ? {kind: 'ran', log: Buffer.alloc(20 * 2 ** 20, 'x')} : undefined,
  );
  const {stdout, exitCode} = await run(server, 'diff');
  expect(stdout).toMatch(/1 of 2 nodes agree/);
  expect(stdout).toMatch(/unknown +node2: .*larger than 16 MiB/);
  expect(exitCode).toBe(2);
  expect(debugPods(server)).toEqual([]);
}, 30_000);

test('an end by several signals of different kinds leaves nothing', async () => {
  const server = await cluster('healthy', () => ({kind: 'pending'}));
  const program = startProgram(['trace', 'svc/kubernetes', '-n', 'default'], {
    KUBECONFIG: server.kubeconfigPath,
  });
  await program.until('debug pods', () => debugPods(server).length > 0);
  void program.end('SIGHUP');
  await wait(30);
  // Null: the second one came when all was removed already, and Node.js was about to end.
  expect([130, null]).toContain(await program.end('SIGTERM'));
  expect(debugPods(server)).toEqual([]);
}, 30_000);

// Options of Node.js reach the bundle only: an executable of one file does not take them.
(process.env.KUBECTL_IPVS === undefined ? test : test.skip).each([
  {what: 'an error', fault: "throw new Error('unforeseen')"},
  {what: 'a rejection', fault: "Promise.reject(new Error('unforeseen'))"},
])(
  '$what that nobody caught ends with 2, and leaves nothing',
  async ({fault}) => {
    const server = await cluster('healthy', () => ({kind: 'pending'}));
    const inject = `process.on('SIGUSR2', () => setTimeout(() => { ${fault}; }, 0));`;
    const program = startProgram(['diff'], {
      KUBECONFIG: server.kubeconfigPath,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(inject)}`,
    });
    await program.until('debug pods', () => debugPods(server).length === 2);
    expect(await program.end('SIGUSR2')).toBe(2);
    expect(program.stderr()).toMatch(/failed unexpectedly: unforeseen\n/);
    expect(debugPods(server)).toEqual([]);
  },
  30_000,
);

test('trace on a full disk ends with 2, and leaves nothing', async () => {
  const server = await cluster('healthy');
  const line = `"${PROGRAM}" trace svc/kubernetes -n default > /dev/full`;
  const child = spawn('bash', ['-c', line], {
    env: {...process.env, KUBECONFIG: server.kubeconfigPath},
    stdio: 'ignore',
  });
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(2);
  expect(debugPods(server)).toEqual([]);
}, 60_000);

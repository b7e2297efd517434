import {spawn} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {afterEach, describe, expect, test} from '@jest/globals';
import {plainFrameLog} from '../capture/frame-log.ts';
import {grantsFromYaml, type TestApiServer} from '../support/api-server/index.ts';
import {findingLines, PROGRAM, ROOT, runProgram} from '../support/program.ts';
import {debugPods, type Interference, startRecordedCluster} from '../support/recorded-cluster.ts';

let server: TestApiServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(name: string, interfere?: Interference): Promise<TestApiServer> {
  server = await startRecordedCluster(name, interfere);
  return server;
}

function run(kubeconfig: string, ...words: string[]) {
  return runProgram(words, {env: {KUBECONFIG: kubeconfig, HOME: '/nonexistent'}});
}

/** Debug pods that the program has made so far. */
function podsMade({requests}: TestApiServer): number {
  return requests.filter(({method, path: place}) => method === 'POST' && place.endsWith('/pods')).length;
}

/** The image of kube-proxy in the recordings. */
const OWN_IMAGE = 'localhost/kube-proxy:v1.36.2';

/** Kubelets that can pull no image: what is there is kube-proxy's own, which has none of ipvsadm, ip, conntrack and curl. */
const withoutPulls: Interference = (_, texts, image) => {
  if (image !== OWN_IMAGE)
    return {kind: 'waiting', reason: 'ErrImagePull', message: 'dial tcp: lookup ghcr.io: no such host'};
  const lacking = /^(?:ipvsadm|addresses|conntrack|kube-proxy)/;
  const own = Object.entries(texts).filter(([file]) => !lacking.test(file));
  return {kind: 'ran', log: plainFrameLog(Object.fromEntries(own))};
};

describe('diff on a cluster', () => {
  test('a healthy one: in sync, exit 0, one pod for each node, none left', async () => {
    const cluster = await start('healthy');
    const {exitCode, stdout} = await run(cluster.kubeconfigPath, 'diff', '-o', 'json');
    const report = JSON.parse(stdout) as {source: unknown; nodes: readonly {name: string; state: string}[]};
    expect(findingLines(stdout)).toEqual([]);
    expect(report.nodes.map(({name, state}) => `${name} ${state}`)).toEqual([
      'node1 in-sync',
      'node2 in-sync',
    ]);
    expect(report.source).toMatchObject({type: 'cluster', serverVersion: 'v1.36.2'});
    expect(exitCode).toBe(0);
    expect(podsMade(cluster)).toBe(2);
    expect(debugPods(cluster)).toEqual([]);
    expect(cluster.connections()).toBeLessThanOrEqual(5);
  });

  test('progress is told on standard error, the second look by name; --quiet leaves it out', async () => {
    const cluster = await start('tampered');
    const [told, quiet] = await Promise.all([
      run(cluster.kubeconfigPath, 'diff', 'svc/web', '-n', 'shop'),
      run(cluster.kubeconfigPath, 'diff', 'svc/web', '-n', 'shop', '-q'),
    ]);
    expect(told.stderr).toMatch(/^reading: 0 of 2 nodes\n/);
    expect(told.stderr).toContain('reading again to confirm differences: 0 of 1 node');
    expect(quiet.stderr).toBe('');
    expect(quiet.stdout).toBe(told.stdout);
  });

  test('drift that stays is confirmed, at full severity', async () => {
    const cluster = await start('tampered');
    const {exitCode, stdout} = await run(
      cluster.kubeconfigPath,
      'diff',
      'svc/web',
      '-n',
      'shop',
      '-o',
      'json',
    );
    const {findings} = JSON.parse(stdout) as {findings: readonly Record<string, unknown>[]};
    expect(findings.filter(({severity}) => severity !== 'info')).toMatchObject([
      {kind: 'real-server-missing', severity: 'error', confirmed: true, node: 'node1'},
      {kind: 'real-server-stale', severity: 'error', confirmed: true, node: 'node1'},
    ]);
    expect(exitCode).toBe(1);
    expect(podsMade(cluster)).toBe(3);
    expect(debugPods(cluster)).toEqual([]);
  }, 30_000);

  test('a target is looked for in the namespace of the context', async () => {
    const cluster = await start('healthy');
    const user = {token: 'admin-token'};
    const kubeconfig = cluster.writeKubeconfig('shop', {user, namespace: 'shop'});
    const {exitCode, stdout} = await run(kubeconfig, 'diff', 'svc/web');
    expect(stdout).toContain('2 of 2 nodes agree with the API on shop/web.');
    expect(exitCode).toBe(0);
  });

  test('the least role of deploy/rbac.yaml is enough', async () => {
    const cluster = await start('healthy');
    const role = await readFile(path.join(ROOT, 'deploy/rbac.yaml'), 'utf8');
    const {exitCode, stdout, stderr} = await run(cluster.addUser('oncall', grantsFromYaml(role)), 'diff');
    expect(stdout).toContain('2 of 2 nodes agree with the API.');
    expect(stderr).not.toContain('error');
    expect(exitCode).toBe(0);
    expect(debugPods(cluster)).toEqual([]);
  });

  test('a missing right is named with the rule that grants it, before anything is made', async () => {
    const cluster = await start('healthy');
    const role = (await readFile(path.join(ROOT, 'deploy/rbac.yaml'), 'utf8')).replaceAll('create', 'patch');
    const {exitCode, stderr} = await run(cluster.addUser('weak', grantsFromYaml(role)), 'diff');
    expect(stderr).toMatch(/error: .*create.*pods/);
    expect(exitCode).toBe(2);
    expect(podsMade(cluster)).toBe(0);
  });

  test('a node whose image cannot be pulled is unknown, with what to do; the others are judged', async () => {
    const cluster = await start('healthy', (node) =>
      node === 'node2'
        ? {kind: 'waiting', reason: 'ImagePullBackOff', message: 'Back-off pulling image'}
        : undefined,
    );
    const {exitCode, stdout} = await run(cluster.kubeconfigPath, 'diff');
    expect(stdout).toMatch(/in sync\s+node1/);
    expect(stdout).toMatch(/unknown\s+node2: (?:.*\n)*?.*--image/);
    expect(exitCode).toBe(2);
    expect(debugPods(cluster)).toEqual([]);
  }, 30_000);

  test("where nothing can be pulled, kube-proxy's own image gives the verdicts", async () => {
    const cluster = await start('stale-backends', withoutPulls);
    const {exitCode, stdout} = await run(cluster.kubeconfigPath, 'diff', '-o', 'json');
    const {nodes, notes} = JSON.parse(stdout) as {
      nodes: readonly {name: string; state: string}[];
      notes: readonly {node: string | null; message: string}[];
    };
    expect(nodes.map(({name, state}) => `${name} ${state}`)).toEqual(['node1 in-sync', 'node2 drifted']);
    for (const node of ['node1', 'node2'])
      expect(notes).toContainEqual(
        expect.objectContaining({
          node,
          message: expect.stringMatching(/^read with kube-proxy's own image: not checked are /),
        }),
      );
    expect(exitCode).toBe(1);
    expect(debugPods(cluster)).toEqual([]);
  }, 30_000);

  test("where nothing can be pulled and one node's kube-proxy has no shell, that node alone is unknown", async () => {
    const cluster = await start('healthy', (node, texts, image) =>
      node === 'node2' && image === OWN_IMAGE
        ? {kind: 'waiting', reason: 'CreateContainerError', message: 'exec: "sh": not found'}
        : withoutPulls(node, texts, image),
    );
    const {exitCode, stdout} = await run(cluster.kubeconfigPath, 'diff', '-o', 'json');
    const {nodes} = JSON.parse(stdout) as {nodes: readonly {state: string; reason: string}[]};
    expect(nodes.map(({state}) => state)).toEqual(['in-sync', 'unknown']);
    expect(nodes[1]?.reason).toMatch(/cannot pull the image .*--image.*--exec\. Tried before: .*kube-proxy:/);
    expect(exitCode).toBe(2);
    expect(debugPods(cluster)).toEqual([]);
  }, 30_000);

  test('a damaged capture is an error of its node, never a shorter table', async () => {
    const cluster = await start('healthy', (node, texts) =>
      node === 'node1' ? {kind: 'ran', log: JSON.stringify(texts).slice(0, 5000)} : undefined,
    );
    const {exitCode, stdout} = await run(cluster.kubeconfigPath, 'diff', '-o', 'json');
    const {nodes} = JSON.parse(stdout) as {nodes: readonly {state: string}[]};
    expect(nodes.map(({state}) => state)).toEqual(['unknown', 'in-sync']);
    expect(exitCode).toBe(2);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s in the middle: exit 130, no pod left',
    async (signal) => {
      const cluster = await start('healthy', () => ({kind: 'pending'}));
      const child = spawn(PROGRAM, ['diff'], {
        env: {...process.env, KUBECONFIG: cluster.kubeconfigPath},
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let stderr = '';
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk.toString();
      });
      const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
      while (debugPods(cluster).length < 2) await wait(20);
      child.kill(signal);
      expect(await ended).toBe(130);
      expect(stderr).toContain('interrupted: removing the debug pods');
      expect(debugPods(cluster)).toEqual([]);
    },
    30_000,
  );

  test('no kubeconfig, an unknown context, a server that is away: one sentence and a remedy', async () => {
    const cluster = await start('healthy');
    const none = await run('/nonexistent/config', 'diff');
    const context = await run(cluster.kubeconfigPath, 'diff', '--context', 'elsewhere');
    const away = await run(
      cluster.writeKubeconfig('away', {user: {token: 'x'}, server: 'https://127.0.0.1:1'}),
      'diff',
    );
    for (const {exitCode, stderr, stdout} of [none, context, away]) {
      expect(stderr).toMatch(/(?:^|\n)error: .*\n.+\n$/);
      expect(stdout).toBe('');
      expect(exitCode).toBe(2);
    }
    expect(context.stderr).toContain('elsewhere');
  }, 60_000);
});

describe('cleanup', () => {
  test('removes what a killed run left; a second time there is nothing', async () => {
    const cluster = await start('healthy', () => ({kind: 'pending'}));
    const child = spawn(PROGRAM, ['diff'], {
      env: {...process.env, KUBECONFIG: cluster.kubeconfigPath},
      stdio: 'ignore',
    });
    while (debugPods(cluster).length < 2) await wait(20);
    child.kill('SIGKILL');
    const active = await run(cluster.kubeconfigPath, 'cleanup');
    expect(active.stdout).toMatch(/left 2 debug pods .*may still be active/);
    const removed = await run(cluster.kubeconfigPath, 'cleanup', '--all');
    expect(removed.stdout).toMatch(/^removed 2 debug pods .*on node1, node2\n$/);
    expect(debugPods(cluster)).toEqual([]);
    expect((await run(cluster.kubeconfigPath, 'cleanup')).stdout).toBe('no debug pods were left behind\n');
  }, 30_000);
});

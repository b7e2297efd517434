import {spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {afterEach, describe, expect, test} from '@jest/globals';
import {type CaptureRun, createCaptureRun} from '../../src/capture/capture-run.ts';
import {cleanup} from '../../src/capture/delete-pods.ts';
import {decodeFrames} from '../../src/capture/frame-decoder.ts';
import {CAPTURE_SCRIPT, SCRIPT_VARIABLES} from '../../src/capture/script/capture-script.ts';
import type {NodeCapture} from '../../src/model/index.ts';
import {
  type Grants,
  grantsFromYaml,
  type Kubelet,
  startApiServer,
  type TestApiServer,
  testClient,
} from '../support/api-server/index.ts';
import {frameLog} from './frame-log.ts';

const ROLE = grantsFromYaml(readFileSync(new URL('../../deploy/rbac.yaml', import.meta.url), 'utf8'));
const NODES = Array.from({length: 60}, (_, index) => `worker-${index}`);

let server: TestApiServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Each node tells its own name. */
const told: Kubelet = (pod) => ({kind: 'ran', log: frameLog({'uname.txt': `Linux ${pod.spec?.nodeName}\n`})});

async function start({
  kubelet = told,
  grants = ROLE,
  timeoutSeconds = 30,
}: {
  kubelet?: Kubelet;
  grants?: Grants;
  timeoutSeconds?: number;
} = {}) {
  const api = await startApiServer({kubelet});
  server = api;
  for (const name of [...NODES, 'other'])
    api.put({
      kind: 'Node',
      metadata: {name, labels: {'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux'}},
      status: {nodeInfo: {operatingSystem: 'linux'}, conditions: [{type: 'Ready', status: 'True'}]},
    });
  const abort = new AbortController();
  const client = await testClient({kubeconfig: api.addUser('sre', grants)});
  const run = createCaptureRun({
    client,
    options: {
      namespace: 'kube-system',
      unprivileged: false,
      keepPods: false,
      leastFleet: 50,
      concurrency: 10,
      timeoutSeconds,
      owner: 'sre',
      toolVersion: 'v0',
    },
    now: () => new Date(),
    random: Math.random,
    signal: abort.signal,
    progress: () => undefined,
  });
  return {api, run, abort, client};
}

async function capture(run: CaptureRun, nodes: readonly string[] = NODES): Promise<readonly NodeCapture[]> {
  const captures: NodeCapture[] = [];
  for await (const one of run.captureNodes(nodes, ['uname.txt'])) captures.push(one);
  return captures;
}

const posted = ({requests}: TestApiServer, resource: string): number =>
  requests.filter(
    ({method, path: place, query}) =>
      method === 'POST' && place.endsWith(`/${resource}`) && query.dryRun === undefined,
  ).length;
const left = (api: TestApiServer): number => [...api.objects('DaemonSet'), ...api.objects('Pod')].length;

describe('many nodes', () => {
  test('are captured by one DaemonSet, which is gone at the end', async () => {
    const {api, run} = await start();
    const captures = await capture(run);
    expect(captures.map(({texts}) => texts['uname.txt']).toSorted()).toEqual(
      NODES.map((name) => `Linux ${name}\n`).toSorted(),
    );
    expect(posted(api, 'daemonsets')).toBe(1);
    expect(posted(api, 'pods')).toBe(0);
    expect(left(api)).toBe(0);
    await run.close();
    const logs = api.requests.filter(({path: place}) => place.endsWith('/log'));
    expect(logs).toHaveLength(NODES.length);
    expect(api.requests.filter(({query}) => query.watch === 'true')).toHaveLength(1);
  });

  test('the DaemonSet asks for the chosen nodes only, and for no more rights than a debug pod', async () => {
    const {api, run} = await start();
    await capture(run);
    const request = api.requests.find(
      ({method, path: place}) => method === 'POST' && place.endsWith('/daemonsets'),
    );
    const {spec} = JSON.parse(request!.body) as {spec: {template: {spec: Record<string, unknown>}}};
    const text = JSON.stringify(spec.template.spec);
    expect(text).toContain(`"values":${JSON.stringify(NODES)}`);
    expect(spec.template.spec).toMatchObject({
      restartPolicy: 'Always',
      automountServiceAccountToken: false,
      hostNetwork: true,
      tolerations: [{operator: 'Exists'}],
    });
    // The API refuses both in the template of a DaemonSet.
    expect(spec.template.spec).not.toHaveProperty('activeDeadlineSeconds');
    expect(spec.template.spec).not.toHaveProperty('nodeName');
  });

  test('few nodes have a pod each', async () => {
    const {api, run} = await start();
    expect(await capture(run, NODES.slice(0, 3))).toHaveLength(3);
    await run.close();
    expect([posted(api, 'daemonsets'), posted(api, 'pods')]).toEqual([0, 3]);
  });

  test('without the right to make a DaemonSet each has a pod, too', async () => {
    const text = readFileSync(new URL('../../deploy/rbac.yaml', import.meta.url), 'utf8');
    const grants = grantsFromYaml(
      text.replace('"create", "deletecollection"]\n  # For a snapshot', '"get"]\n  # For a snapshot'),
    );
    const {api, run} = await start({grants});
    const captures = await capture(run);
    await run.close();
    expect(captures.filter(({error}) => error === undefined)).toHaveLength(NODES.length);
    expect([posted(api, 'daemonsets'), posted(api, 'pods')]).toEqual([0, NODES.length]);
    expect(left(api)).toBe(0);
  });

  test("one node's trouble is its own", async () => {
    const {api, run} = await start({
      kubelet: (pod, signal) =>
        pod.spec?.nodeName === 'worker-7'
          ? {kind: 'waiting', reason: 'ImagePullBackOff', message: 'Back-off pulling image'}
          : told(pod, signal),
    });
    const failed = (await capture(run)).filter(({error}) => error !== undefined);
    expect(failed).toMatchObject([
      {node: 'worker-7', error: expect.stringContaining('cannot pull the image')},
    ]);
    expect(left(api)).toBe(0);
  });

  test('what would be refused is told before a DaemonSet is made', async () => {
    const {api, run} = await start();
    const message = 'pods "x" is forbidden: violates PodSecurity "baseline:latest": host namespaces';
    api.faults.add({fault: {kind: 'status', status: 403, reason: 'Forbidden', message}, url: /dryRun=All/});
    const captures = await capture(run);
    expect(captures).toHaveLength(NODES.length);
    for (const {error} of captures)
      expect(error).toMatch(/Pod Security refuses the debug pod in namespace kube-system/);
    expect(posted(api, 'daemonsets')).toBe(0);
  });

  test('an interrupted run deletes the DaemonSet with its pods', async () => {
    const {api, run, abort} = await start({kubelet: () => ({kind: 'pending'})});
    const capturing = capture(run);
    while (api.objects('Pod').length < NODES.length) await wait(20);
    abort.abort(new Error('interrupted'));
    await expect(capturing).rejects.toThrow('interrupted');
    await run.close();
    expect(left(api)).toBe(0);
  });

  test('what a killed run left is found by cleanup', async () => {
    const {api, run, client, abort} = await start({kubelet: () => ({kind: 'pending'})});
    void capture(run).catch(() => undefined);
    while (api.objects('Pod').length < NODES.length) await wait(20);
    const choice = {client, namespace: 'kube-system'};
    const now = new Date();
    expect((await cleanup({...choice, now: () => now, all: false})).removed).toEqual([]);
    // All pods say when nobody waits for them any more.
    const later = new Date(now.getTime() + 3600_000);
    const {removed} = await cleanup({...choice, now: () => later, all: false});
    expect(removed).toMatchObject([{fleet: true, owner: 'sre'}]);
    expect(left(api)).toBe(0);
    abort.abort(new Error('over'));
    await run.close();
  }, 20_000);
});

test('the script of a pod that must stay: ready when its log is complete, and silent when it is started again', async () => {
  const work = mkdtempSync(path.join(tmpdir(), 'stay-'));
  const env = {
    PATH: '/usr/bin:/bin',
    [SCRIPT_VARIABLES.sources]: 'uname.txt',
    [SCRIPT_VARIABLES.budget]: '9000000',
    [SCRIPT_VARIABLES.work]: work,
    [SCRIPT_VARIABLES.root]: '',
    [SCRIPT_VARIABLES.stay]: 'yes',
  };
  const begin = () => {
    const child = spawn('/bin/sh', ['-c', CAPTURE_SCRIPT], {
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let log = '';
    child.stdout.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
    return {
      log: () => log,
      running: () => child.exitCode === null,
      end: () => process.kill(-child.pid!, 'SIGKILL'),
    };
  };
  const first = begin();
  while (!existsSync(path.join(work, 'done'))) await wait(20);
  await wait(50);
  expect(decodeFrames(first.log())).toMatchObject({kind: 'complete', frames: [{source: 'uname.txt'}]});
  expect(first.running()).toBe(true);
  first.end();
  const again = begin();
  await wait(300);
  expect(again.log()).toBe('');
  expect(again.running()).toBe(true);
  again.end();
  rmSync(work, {recursive: true, force: true});
}, 20_000);

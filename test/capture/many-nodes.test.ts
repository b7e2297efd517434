import {readFileSync} from 'node:fs';
import {setTimeout as wait} from 'node:timers/promises';
import {afterEach, describe, expect, test} from '@jest/globals';
import type {ApiClient} from '../../src/api/index.ts';
import {type CaptureRun, createCaptureRun} from '../../src/capture/capture-run.ts';
import {cleanup} from '../../src/capture/leftovers.ts';
import type {NodeCapture} from '../../src/model/index.ts';
import {
  type ApiObject,
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

async function start({kubelet = told}: {kubelet?: Kubelet} = {}) {
  const api = await startApiServer({kubelet});
  server = api;
  for (const name of [...NODES, 'other'])
    api.put({
      kind: 'Node',
      metadata: {name, labels: {'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux'}},
      status: {nodeInfo: {operatingSystem: 'linux'}, conditions: [{type: 'Ready', status: 'True'}]},
    });
  const client = await testClient({kubeconfig: api.addUser('sre', ROLE)});
  return {api, client, ...begin(client)};
}

function begin(client: ApiClient) {
  const abort = new AbortController();
  const run = createCaptureRun({
    client,
    options: {
      namespace: 'kube-system',
      unprivileged: false,
      keepPods: false,
      leastFleet: 50,
      concurrency: 10,
      timeoutSeconds: 30,
      owner: 'sre',
      toolVersion: 'v0',
    },
    random: Math.random,
    signal: abort.signal,
    progress: () => undefined,
  });
  return {run, abort};
}

async function capture(run: CaptureRun, nodes: readonly string[] = NODES): Promise<readonly NodeCapture[]> {
  const captures: NodeCapture[] = [];
  for await (const one of run.captureNodes(nodes, ['uname.txt'])) captures.push(one);
  return captures;
}

const posted = ({requests}: TestApiServer): number =>
  requests.filter(({method, path: place}) => method === 'POST' && place.endsWith('/pods')).length;
const ours = (api: TestApiServer) =>
  api.objects('Pod').filter(({metadata}) => metadata.name.startsWith('kubectl-ipvs-'));

describe('many nodes', () => {
  test('are captured side by side, with two requests for each, and nothing is left', async () => {
    const {api, run} = await start();
    const captures = await capture(run);
    expect(captures.map(({texts}) => texts['uname.txt']).toSorted()).toEqual(
      NODES.map((name) => `Linux ${name}\n`).toSorted(),
    );
    await run.close();
    expect(ours(api)).toEqual([]);
    expect(posted(api)).toBe(NODES.length);
    expect(api.requests.filter(({path: place}) => place.endsWith('/log'))).toHaveLength(NODES.length);
    expect(api.requests.filter(({query}) => query.watch === 'true')).toHaveLength(1);
    expect(api.objects('DaemonSet')).toEqual([]);
  });

  test('all have their pods at once, each with a deadline that its kubelet keeps', async () => {
    const {api, run, abort} = await start({kubelet: () => ({kind: 'pending'})});
    const capturing = capture(run).catch((error: Error) => error.message);
    while (ours(api).length < NODES.length) await wait(20);
    for (const {spec} of ours(api))
      expect(spec).toMatchObject({activeDeadlineSeconds: 60, restartPolicy: 'Never'});
    // Others wait for their logs longer than that.
    expect(ours(api)[0]?.metadata.annotations).toMatchObject({'kubectl-ipvs/deadline': '66'});
    abort.abort(new Error('interrupted'));
    expect(await capturing).toBe('interrupted');
    await run.close();
    expect(ours(api)).toEqual([]);
  });

  test('few nodes wait for one another', async () => {
    const {api, run, abort} = await start({kubelet: () => ({kind: 'pending'})});
    const capturing = capture(run, NODES.slice(0, 30)).catch((error: Error) => error.message);
    while (ours(api).length < 10) await wait(20);
    await wait(200);
    expect(ours(api)).toHaveLength(10);
    abort.abort(new Error('interrupted'));
    await capturing;
    await run.close();
  });

  test("one node's trouble is its own", async () => {
    const {api, run} = await start({
      kubelet: (pod, signal) =>
        pod.spec?.nodeName === 'worker-7'
          ? {kind: 'waiting', reason: 'ImagePullBackOff', message: 'Back-off pulling image'}
          : told(pod, signal),
    });
    const failed = (await capture(run)).filter(({error}) => error !== undefined);
    await run.close();
    expect(failed).toMatchObject([
      {node: 'worker-7', error: expect.stringContaining('cannot pull the image')},
    ]);
    expect(ours(api)).toEqual([]);
  });

  test('what would be refused is told for each', async () => {
    const {api, run} = await start();
    const message = 'pods "x" is forbidden: violates PodSecurity "baseline:latest": host namespaces';
    api.faults.add({
      fault: {kind: 'status', status: 403, reason: 'Forbidden', message},
      method: 'POST',
      url: /\/pods$/,
      times: NODES.length,
    });
    const captures = await capture(run);
    await run.close();
    for (const {error} of captures)
      expect(error).toMatch(/Pod Security refuses the debug pod in namespace kube-system/);
  });

  test('a lost answer to the making of a pod is no loss', async () => {
    const {api, run} = await start();
    api.faults.add({fault: {kind: 'cut', afterBytes: 0}, method: 'POST', url: /\/pods$/, times: 5});
    const captures = await capture(run);
    await run.close();
    expect(captures.filter(({error}) => error !== undefined)).toEqual([]);
    expect(ours(api)).toEqual([]);
  });
});

describe('what a killed run left', () => {
  async function killed() {
    const {api, run, client, abort} = await start({kubelet: () => ({kind: 'pending'})});
    void capture(run).catch(() => undefined);
    while (ours(api).length < NODES.length) await wait(20);
    const left = ours(api);
    abort.abort(new Error('over'));
    await run.close();
    return {api, client, left};
  }

  const aged = (objects: readonly ApiObject[], seconds: number) =>
    objects.map((object) => ({
      ...object,
      metadata: {
        ...object.metadata,
        creationTimestamp: new Date(Date.now() - seconds * 1000).toISOString(),
      },
    }));

  test.each([
    {age: 100, removed: 0, why: 'its logs may still be read'},
    {age: 130, removed: 1, why: 'nobody waits for it'},
  ])('is removed by cleanup and by the next run when $age s old: $removed', async ({age, removed}) => {
    const {api, client, left} = await killed();
    for (const pod of aged(left, age)) api.put(pod);
    const found = await cleanup({client, namespace: 'kube-system', all: false, dryRun: true});
    expect(found.removed).toHaveLength(removed);
    expect(ours(api)).toHaveLength(NODES.length);
    const {run: next, abort} = begin(client);
    const capturing = capture(next, ['other']).catch(() => undefined);
    while (!ours(api).some(({spec}) => spec?.nodeName === 'other')) await wait(5);
    // It ends at once, before it has seen what others left.
    await next.close();
    abort.abort(new Error('over'));
    await capturing;
    expect(ours(api)).toHaveLength(removed === 1 ? 0 : NODES.length);
  });
});

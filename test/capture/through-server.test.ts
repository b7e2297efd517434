import {chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, it} from '@jest/globals';
import {type CaptureRun, createCaptureRun} from '../../src/capture/capture-run.ts';
import {DEFAULT_IMAGES} from '../../src/capture/choose-image.ts';
import type {CaptureSource, NodeCapture} from '../../src/model/index.ts';
import {
  grantsFromYaml,
  type Kubelet,
  startApiServer,
  type TestApiServer,
  testClient,
} from '../support/api-server/index.ts';
import {shellKubelet} from './shell-kubelet.ts';

const ROLE = grantsFromYaml(readFileSync(new URL('../../deploy/rbac.yaml', import.meta.url), 'utf8'));
const SOURCES: readonly CaptureSource[] = [
  'ipvsadm-save.txt',
  'ipvsadm-list.txt',
  'proc-net-ip_vs.txt',
  'kube-proxy-mode.txt',
  'capture.json',
];
const NODES = ['node1', 'node2', 'node3'];

const server: {current: TestApiServer | undefined} = {current: undefined};
let files: string;

beforeAll(() => {
  files = mkdtempSync(path.join(tmpdir(), 'nodes-'));
  for (const name of NODES) {
    const bin = path.join(files, name, 'bin');
    for (const directory of [bin, path.join(files, name, 'root/proc/net')])
      mkdirSync(directory, {recursive: true});
    writeFileSync(path.join(files, name, 'root/proc/net/ip_vs'), `table of ${name}\n`);
    writeFileSync(path.join(bin, 'ipvsadm'), `#!/bin/sh\necho "${name} $*"\n`);
    writeFileSync(path.join(bin, 'curl'), '#!/bin/sh\necho "curl: (7) refused" >&2\nexit 7\n');
    for (const program of ['ipvsadm', 'curl']) chmodSync(path.join(bin, program), 0o755);
  }
});
afterAll(() => rmSync(files, {recursive: true, force: true}));
afterEach(async () => {
  await server.current?.close();
  server.current = undefined;
});

const kubelet = shellKubelet((name) => ({
  path: `${path.join(files, name, 'bin')}:/usr/bin:/bin`,
  root: path.join(files, name, 'root'),
}));

interface Cluster {
  readonly api: TestApiServer;
  readonly run: CaptureRun;
  readonly abort: AbortController;
}

async function start(
  options: {kubelet?: Kubelet; asRole?: boolean; concurrency?: number} = {},
): Promise<Cluster> {
  const api = await startApiServer({kubelet: options.kubelet ?? kubelet});
  server.current = api;
  for (const name of [...NODES, ...Array.from({length: 20}, (_, i) => `spare${i}`)]) {
    api.put({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {name},
      status: {nodeInfo: {operatingSystem: 'linux'}, conditions: [{type: 'Ready', status: 'True'}]},
    });
  }
  const kubeconfig = options.asRole ? api.addUser('sre', ROLE) : api.kubeconfigPath;
  const abort = new AbortController();
  const run = createCaptureRun({
    client: await testClient({kubeconfig}),
    options: {
      namespace: 'kube-system',
      unprivileged: false,
      keepPods: false,
      concurrency: options.concurrency ?? 10,
      timeoutSeconds: 30,
      owner: 'sre',
      toolVersion: 'v0',
    },
    random: Math.random,
    signal: abort.signal,
    progress: () => undefined,
  });
  return {api, run, abort};
}

async function capture(run: CaptureRun, nodes: readonly string[]): Promise<readonly NodeCapture[]> {
  const captures: NodeCapture[] = [];
  for await (const one of run.captureNodes(nodes, SOURCES)) captures.push(one);
  return captures.sort((a, b) => a.node.localeCompare(b.node));
}

describe('captures through an API server', () => {
  it('run the real script, with the rights of deploy/rbac.yaml and no more', async () => {
    const {api, run} = await start({asRole: true});
    const captures = await capture(run, NODES);
    await run.close();
    expect(
      captures.map(({node: name, error, texts}) => ({name, error, ...texts, 'capture.json': undefined})),
    ).toEqual(
      NODES.map((name) => ({
        name,
        error: undefined,
        'ipvsadm-save.txt': `${name} -S -n\n`,
        'ipvsadm-list.txt': `${name} -L -n\n`,
        'capture.json': undefined,
      })),
    );
    expect(JSON.parse(captures[0]?.texts['capture.json'] ?? '')).toEqual({
      startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      finishedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      image: DEFAULT_IMAGES[0],
      imageOrigin: 'default',
      passedOver: [],
      failedCommands: ['kube-proxy-mode.txt curl refused /proxyMode'],
      kubeProxyReplies: [
        {source: 'kube-proxy-mode.txt', program: 'curl', place: '127.0.0.1:10249', answer: 'refused'},
      ],
      stderr: {'kube-proxy-mode.txt': 'curl: (7) refused'},
    });
    expect(api.objects('Pod')).toEqual([]);
  });

  it('name what the role lacks', async () => {
    const {api, run} = await start({asRole: true});
    const poor = createCaptureRun({
      client: await testClient({kubeconfig: api.addUser('poor', {})}),
      options: {
        namespace: 'kube-system',
        unprivileged: true,
        keepPods: false,
        concurrency: 1,
        timeoutSeconds: 5,
        owner: '',
        toolVersion: 'v0',
      },
      random: Math.random,
      signal: new AbortController().signal,
      progress: () => undefined,
    });
    await expect(capture(poor, NODES)).rejects.toMatchObject({
      code: 'permission-missing',
      message: expect.stringMatching(
        /create, list, watch, deletecollection pods in namespace kube-system.*get pods\/log in namespace kube-system/,
      ),
    });
    await run.close();
    expect(api.objects('Pod')).toEqual([]);
  });

  it('say why a node gave none, and go on with the others', async () => {
    const {api, run} = await start({
      kubelet: (pod, signal) => {
        const name = String(pod.spec?.nodeName);
        if (name === 'node2') return {kind: 'waiting', reason: 'ImagePullBackOff', message: 'no such image'};
        if (name === 'node3') return {kind: 'failed', reason: 'OutOfpods', message: 'full'};
        return kubelet(pod, signal);
      },
    });
    const captures = await capture(run, NODES);
    await run.close();
    expect(captures.map(({error}) => error?.slice(0, 40))).toEqual([
      undefined,
      'the node cannot pull the image docker.io',
      'the node already has its maximum number ',
    ]);
    expect(api.objects('Pod')).toEqual([]);
  });

  it('survive a server in trouble', async () => {
    const {api, run} = await start({concurrency: 2});
    api.faults.add({
      method: 'POST',
      url: /\/pods/,
      times: 2,
      fault: {kind: 'status', status: 429, retryAfter: '0'},
    });
    // The pod is made, but we do not hear of it.
    api.faults.add({method: 'POST', url: /\/pods/, fault: {kind: 'cut', afterBytes: 0}});
    api.faults.add({method: 'GET', url: /watch=true/, fault: {kind: 'reset'}});
    api.faults.add({method: 'GET', url: /\/log/, fault: {kind: 'cut', afterBytes: 300}});
    api.faults.add({method: 'DELETE', fault: {kind: 'status', status: 500}});
    const captures = await capture(run, NODES);
    await run.close();
    expect(captures.map(({error}) => error)).toEqual([undefined, undefined, undefined]);
    expect(api.objects('Pod')).toEqual([]);
  });

  it('go on when the server has forgotten what the watch has seen (410)', async () => {
    const {api, run} = await start({
      kubelet: async (pod, signal) => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        return kubelet(pod, signal);
      },
    });
    const captured = capture(run, NODES);
    await new Promise((resolve) => setTimeout(resolve, 150));
    api.watches.closeAll();
    api.compact();
    expect((await captured).map(({error}) => error)).toEqual([undefined, undefined, undefined]);
    await run.close();
    expect(api.objects('Pod')).toEqual([]);
  });

  it.each([0, 20, 60, 150])('leave no pod when interrupted after %i ms', async (milliseconds) => {
    const {api, run, abort} = await start({kubelet: () => ({kind: 'pending'}), concurrency: 8});
    const outcome = capture(
      run,
      api.objects('Node').map(({metadata}) => metadata.name),
    ).catch(() => 'interrupted');
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    abort.abort();
    await run.close();
    expect(await outcome).toBe('interrupted');
    expect(api.objects('Pod')).toEqual([]);
  });
});

import {chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, it} from '@jest/globals';
import {createCaptureRun} from '../../src/capture/capture-run.ts';
import {type NodeCapture, readKubeProxyPod} from '../../src/model/index.ts';
import {type Exec, startApiServer, type TestApiServer, testClient} from '../support/api-server/index.ts';
import {shellExec} from './shell-kubelet.ts';

const NODES = ['node1', 'node2'];
const TABLE = `IP Virtual Server version 1.2.1 (size=4096)\n${'TCP  0A600001:0050 rr\n'.repeat(3000)}`;

let files: string;
let server: TestApiServer | undefined;

/** Programs of kube-proxy's own image that the script uses here. */
beforeAll(() => {
  files = mkdtempSync(path.join(tmpdir(), 'exec-'));
  for (const place of ['bin', 'root/proc/net', 'root/sys/module/ip_set']) {
    mkdirSync(path.join(files, place), {recursive: true});
  }
  for (const program of ['cat', 'grep', 'rm', 'wc'])
    symlinkSync(`/bin/${program}`, path.join(files, 'bin', program));
  writeFileSync(path.join(files, 'root/proc/net/ip_vs'), TABLE);
  writeFileSync(path.join(files, 'bin/ipset'), '#!/bin/sh\necho "create KUBE-CLUSTER-IP hash:ip,port"\n');
  chmodSync(path.join(files, 'bin/ipset'), 0o755);
});
afterAll(() => rmSync(files, {recursive: true, force: true}));
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const shell = shellExec(() => ({path: path.join(files, 'bin'), root: path.join(files, 'root')}));

const podOf = (node: string, status: object = {phase: 'Running'}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {namespace: 'kube-system', name: `kube-proxy-${node}`, uid: node},
  spec: {nodeName: node, containers: [{name: 'kube-proxy', image: 'registry.k8s.io/kube-proxy:v1.36.2'}]},
  status,
});

async function begin({
  exec = shell,
  verbs = ['get', 'create'],
}: {
  exec?: Exec;
  verbs?: readonly string[];
} = {}) {
  const api = await startApiServer({exec});
  server = api;
  for (const name of NODES) {
    api.put({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {name},
      status: {nodeInfo: {operatingSystem: 'linux'}},
    });
    api.put(podOf(name));
  }
  const kubeconfig = api.addUser('sre', {
    cluster: [{apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list']}],
    namespaces: {'kube-system': [{apiGroups: [''], resources: ['pods/exec'], verbs}]},
  });
  const abort = new AbortController();
  const run = createCaptureRun({
    client: await testClient({kubeconfig}),
    options: {
      namespace: 'kube-system',
      unprivileged: false,
      exec: true,
      keepPods: false,
      concurrency: 4,
      timeoutSeconds: 30,
      owner: 'sre',
      toolVersion: 'v0',
    },
    random: Math.random,
    signal: abort.signal,
    progress: () => undefined,
  });
  const capture = async (
    pod: (node: string) => object | undefined = podOf,
  ): Promise<readonly NodeCapture[]> => {
    const captures: NodeCapture[] = [];
    const kubeProxy = (node: string) => {
      const json = pod(node);
      return json && readKubeProxyPod(json);
    };
    const sources = ['proc-net-ip_vs.txt', 'ipset-save.txt', 'kube-proxy-mode.txt', 'capture.json'] as const;
    for await (const one of run.captureNodes(NODES, sources, {kubeProxy})) captures.push(one);
    return captures.sort((a, b) => a.node.localeCompare(b.node));
  };
  return {api, run, capture, abort};
}

describe("captures in kube-proxy's own Pods", () => {
  it('bring the same texts, make no object, and leave no file', async () => {
    const {api, run, capture} = await begin();
    const captures = await capture();
    await run.close();
    for (const {error, texts} of captures) {
      expect(error).toBeUndefined();
      expect(texts['proc-net-ip_vs.txt']).toBe(TABLE);
      expect(texts['ipset-save.txt']).toBe('create KUBE-CLUSTER-IP hash:ip,port\n');
      expect(JSON.parse(texts['capture.json'] ?? '')).toMatchObject({imageOrigin: 'exec', passedOver: []});
    }
    expect(captures).toHaveLength(2);
    const written = api.requests.filter(
      ({method, path: asked}) => method !== 'GET' && !/selfsubject/.test(asked),
    );
    expect(written).toEqual([]);
    for (const place of ['/dev/shm', '/tmp'])
      expect(
        readdirSync(place).filter((name) => name.startsWith(`kubectl-ipvs-${run.runId.slice(0, 8)}`)),
      ).toEqual([]);
  });

  it.each([
    [['get'], /create pods\/exec/],
    [['create'], /get pods\/exec/],
    [[], /pods\/exec.*pods\/exec/],
  ])('name the right before anything is asked of a node (granted: %j)', async (verbs, missing) => {
    const {api, capture} = await begin({verbs});
    await expect(capture()).rejects.toMatchObject({
      code: 'permission-missing',
      message: expect.stringMatching(missing),
      remedy: expect.stringContaining('"pods/exec"'),
    });
    expect(api.requests.filter(({path: asked}) => asked.endsWith('/exec'))).toEqual([]);
  });

  it.each([
    [
      'an image without a shell',
      {stdout: Buffer.alloc(0), failure: 'exec: "sh": executable file not found in $PATH'},
      /has no shell.*leave --exec out/,
    ],
    [
      'another failure',
      {stdout: Buffer.alloc(0), failure: 'container not\n\nrunning'},
      /failed: container not running.*leave --exec out/,
    ],
    [
      'a capture that breaks off',
      {stdout: Buffer.from('kubectl-ipvs-capture 2 none text twice -\n')},
      /the capture is incomplete/,
    ],
  ])('say why there is none: %s', async (_, outcome, reason) => {
    const {capture} = await begin({exec: async () => outcome});
    for (const {error, texts} of await capture()) {
      expect(error).toMatch(reason);
      expect(texts).toEqual({});
    }
  });

  it.each([
    ['no Pod', () => undefined, /no kube-proxy Pod runs on this node.*Leave --exec out/],
    [
      'a Pod that has ended',
      (node: string) => podOf(node, {phase: 'Failed'}),
      /is not running \(Failed\).*Leave --exec out/,
    ],
  ])('offer the next way on a node with %s', async (_, pod, reason) => {
    const {api, capture} = await begin();
    for (const {error} of await capture(pod)) expect(error).toMatch(reason);
    expect(api.requests.filter(({path: asked}) => asked.endsWith('/exec'))).toEqual([]);
  });

  it('end when the user ends the program', async () => {
    const {capture, abort} = await begin({exec: () => new Promise(() => undefined)});
    const ended = capture();
    setTimeout(() => abort.abort(new Error('interrupted')), 50);
    await expect(ended).rejects.toThrow('interrupted');
  });
});

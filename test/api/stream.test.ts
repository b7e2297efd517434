import {setTimeout as wait} from 'node:timers/promises';
import {afterAll, afterEach, beforeAll, expect, test} from '@jest/globals';
import type {ApiClient} from '../../src/api/index.ts';
import {type Kubelet, startApiServer, type TestApiServer, testClient} from '../support/api-server/index.ts';

let server: TestApiServer;
let client: ApiClient;
let kubelet: Kubelet = () => ({kind: 'ran', log: ''});
beforeAll(async () => {
  server = await startApiServer({kubelet: (pod, signal) => kubelet(pod, signal)});
  client = await testClient({kubeconfig: server.kubeconfigPath, requestTimeout: '200ms'});
});
afterAll(async () => {
  client.close();
  await server.close();
});
afterEach(() => server.faults.clear());

const PODS = '/api/v1/namespaces/n/pods';

async function runPod(name: string): Promise<void> {
  const body = {metadata: {name}, spec: {nodeName: 'node-a', containers: [{name: 'c', image: 'i'}]}};
  await client.request({method: 'POST', path: PODS, body});
  const phase = () => server.objects('Pod').find(({metadata}) => metadata.name === name)?.status?.phase;
  while (phase() === 'Pending') await wait(2);
}

async function read(name: string, query: Record<string, string> = {}, signal?: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  const options = {query, ...(signal && {signal})};
  for await (const chunk of client.stream(`${PODS}/${name}/log`, options)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

test('the log of a pod that has ended', async () => {
  kubelet = () => ({kind: 'ran', log: 'one\ntwo\nthree\n'});
  await runPod('ended');
  expect(await read('ended')).toBe('one\ntwo\nthree\n');
  expect(await read('ended', {tailLines: '1'})).toBe('three\n');
  expect(await read('ended', {limitBytes: '5'})).toBe('one\nt');
});

test('a log that grows is followed to its end, longer than --request-timeout', async () => {
  async function* growing() {
    for (const line of ['one\n', 'two\n', 'three\n']) {
      yield Buffer.from(line);
      await wait(120);
    }
  }
  kubelet = () => ({kind: 'ran', log: growing()});
  await runPod('growing');
  expect(await read('growing', {follow: 'true'})).toBe('one\ntwo\nthree\n');
});

test('a log that breaks off is an error, not a shorter log', async () => {
  kubelet = () => ({kind: 'ran', log: 'x'.repeat(100_000)});
  await runPod('broken');
  server.faults.add({fault: {kind: 'cut', afterBytes: 5000}, url: /log/});
  await expect(read('broken')).rejects.toMatchObject({code: 'api-unreachable'});
});

test('a failure before the first byte is tried again', async () => {
  kubelet = () => ({kind: 'ran', log: 'text'});
  await runPod('again');
  server.faults.add({fault: {kind: 'status', status: 500}, url: /log/});
  expect(await read('again')).toBe('text');
});

test('a signal ends it', async () => {
  async function* endless(signal: AbortSignal) {
    yield Buffer.from('begun');
    await wait(60_000, undefined, {signal}).catch(() => undefined);
  }
  kubelet = (_, signal) => ({kind: 'ran', log: endless(signal)});
  await runPod('endless');
  const control = new AbortController();
  setTimeout(() => control.abort(new Error('enough')), 50);
  await expect(read('endless', {follow: 'true'}, control.signal)).rejects.toThrow('enough');
});

test('a pod that does not run yet', async () => {
  kubelet = () => ({kind: 'waiting', reason: 'ImagePullBackOff'});
  await client.request({
    method: 'POST',
    path: PODS,
    body: {metadata: {name: 'stuck'}, spec: {nodeName: 'a'}},
  });
  await expect(read('stuck')).rejects.toMatchObject({
    status: 400,
    serverMessage: expect.stringContaining('waiting to start'),
  });
});

test.each([{afterBytes: 0}, {afterBytes: 3}])(
  'a log that stalls after $afterBytes bytes is given up',
  async ({afterBytes}) => {
    kubelet = () => ({kind: 'ran', log: 'a log\n'});
    await runPod(`stalls-${afterBytes}`);
    server.faults.add({fault: {kind: 'stall', afterBytes}, url: /log/, times: 100});
    await expect(read(`stalls-${afterBytes}`)).rejects.toMatchObject({code: expect.stringMatching(/^api-/)});
  },
);

test('a log that comes drop by drop is given up at last', async () => {
  async function* drops(signal: AbortSignal) {
    while (!signal.aborted) {
      yield Buffer.from('.');
      await wait(50);
    }
  }
  kubelet = (_, signal) => ({kind: 'ran', log: drops(signal)});
  await runPod('drops');
  const reading = (async () => {
    for await (const _ of client.stream(`${PODS}/drops/log`, {query: {follow: 'true'}, silenceSeconds: 0.1}));
  })();
  await expect(reading).rejects.toThrow('did not complete within 1 s');
  server.remove('Pod', 'n', 'drops');
});

test('a log whose answer does not begin is asked for once, and given up', async () => {
  kubelet = () => ({kind: 'ran', log: 'a log\n'});
  await runPod('silent');
  server.faults.add({fault: {kind: 'hang'}, url: /silent\/log/, times: 100});
  await expect(read('silent')).rejects.toMatchObject({reason: 'Stalled'});
  expect(server.requests.filter(({path}) => path.endsWith('/silent/log'))).toHaveLength(1);
});

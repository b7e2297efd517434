import {afterAll, afterEach, beforeAll, describe, expect, test} from '@jest/globals';
import type {ApiClient, WatchOptions} from '../../src/api/index.ts';
import {startApiServer, type TestApiServer, testClient} from '../support/api-server/index.ts';

let server: TestApiServer;
let client: ApiClient;
beforeAll(async () => {
  server = await startApiServer({bookmarkInterval: 20});
  client = await testClient({kubeconfig: server.kubeconfigPath});
});
afterAll(async () => {
  client.close();
  await server.close();
});
afterEach(() => {
  server.faults.clear();
  server.requests.length = 0;
  for (const {metadata} of server.objects('ConfigMap'))
    server.remove('ConfigMap', metadata.namespace, metadata.name);
});

const PATH = '/api/v1/namespaces/n/configmaps';

function put(name: string, labels: Record<string, string> = {}): void {
  server.put({kind: 'ConfigMap', metadata: {name, namespace: 'n', labels}});
}

/** A watch whose events can be waited for. */
function watch(options: Omit<WatchOptions, 'signal'> = {}) {
  const control = new AbortController();
  const events: string[] = [];
  let wake: () => void = () => undefined;
  const ended = client.watch(PATH, {...options, signal: control.signal}, ({type, object}) => {
    events.push(`${type} ${(object as {metadata: {name: string}}).metadata.name}`);
    wake();
  });
  ended.catch(() => wake());
  return {
    events,
    ended,
    async until(count: number) {
      while (events.length < count) await new Promise<void>((resolve) => (wake = resolve));
    },
    async opened(count = 1) {
      while (server.requests.length < count || server.watches.size === 0)
        await new Promise((resolve) => setTimeout(resolve, 5));
    },
    async stop() {
      control.abort();
      await ended;
      return events;
    },
  };
}

function versionNow(): string {
  put('version');
  return (
    server.objects('ConfigMap').find(({metadata}) => metadata.name === 'version')?.metadata.resourceVersion ??
    ''
  );
}

test('changes as they come; bookmarks stay inside', async () => {
  const watching = watch({resourceVersion: versionNow()});
  await watching.opened();
  put('a');
  put('a');
  server.remove('ConfigMap', 'n', 'a');
  await watching.until(3);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await watching.stop()).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
  expect(server.requests[0]?.query).toMatchObject({
    watch: 'true',
    allowWatchBookmarks: 'true',
    timeoutSeconds: '240',
  });
});

test('without a version it begins with what there is', async () => {
  put('a');
  put('b');
  const watching = watch();
  await watching.until(2);
  expect(await watching.stop()).toEqual(['ADDED a', 'ADDED b']);
});

test('an object that leaves the selection is deleted', async () => {
  const watching = watch({resourceVersion: versionNow(), labelSelector: 'run=1'});
  await watching.opened();
  put('other');
  put('a', {run: '1'});
  put('a');
  await watching.until(2);
  expect(await watching.stop()).toEqual(['ADDED a', 'DELETED a']);
});

describe('a watch that ends is opened again, and nothing is missed', () => {
  test('the server closes it', async () => {
    const watching = watch({resourceVersion: versionNow()});
    await watching.opened();
    put('a');
    await watching.until(1);
    server.watches.closeAll();
    put('b');
    await watching.until(2);
    expect(await watching.stop()).toEqual(['ADDED a', 'ADDED b']);
    expect(server.requests).toHaveLength(2);
  });

  test('it goes on from the last bookmark', async () => {
    const began = versionNow();
    const watching = watch({resourceVersion: began});
    await watching.opened();
    server.put({kind: 'Node', metadata: {name: 'elsewhere'}});
    await new Promise((resolve) => setTimeout(resolve, 60));
    server.watches.closeAll();
    await watching.opened(2);
    await watching.stop();
    expect(Number(server.requests[1]?.query.resourceVersion)).toBeGreaterThan(Number(began));
  });

  test.each([
    ['an error of the server', {kind: 'status', status: 500} as const],
    ['too many requests', {kind: 'status', status: 429, retryAfter: '0'} as const],
    ['a lost connection', {kind: 'reset'} as const],
    ['an event cut in the middle', {kind: 'cut', afterBytes: 50} as const],
  ])('%s', async (_, fault) => {
    server.faults.add({fault});
    const watching = watch({resourceVersion: versionNow()});
    put('a');
    await watching.until(1);
    expect(await watching.stop()).toEqual(['ADDED a']);
  });
});

describe('410', () => {
  test('the caller lists again', async () => {
    const old = versionNow();
    put('before');
    server.compact();
    const listed: string[] = [];
    const relist = async () => {
      const {resourceVersion} = await client.list(PATH, {}, (items) => {
        for (const item of items) listed.push((item as {metadata: {name: string}}).metadata.name);
      });
      return resourceVersion;
    };
    const watching = watch({resourceVersion: old, relist});
    await watching.opened(3);
    put('after');
    await watching.until(1);
    expect(await watching.stop()).toEqual(['ADDED after']);
    expect(listed).toEqual(['before', 'version']);
  });

  test('without a caller that lists, it begins with what there is', async () => {
    const old = versionNow();
    server.compact();
    const watching = watch({resourceVersion: old});
    await watching.until(1);
    expect(await watching.stop()).toEqual(['ADDED version']);
  });
});

test('a refusal ends it', async () => {
  const limited = await testClient({kubeconfig: server.addUser('nobody', {})});
  await expect(limited.watch(PATH, {}, () => undefined)).rejects.toMatchObject({code: 'api-forbidden'});
  limited.close();
});

test('an error of the receiver ends it', async () => {
  put('a');
  const failing = client.watch(PATH, {}, () => {
    throw new Error('mine');
  });
  await expect(failing).rejects.toThrow('mine');
});

test('a signal that is aborted already', async () => {
  await client.watch(PATH, {signal: AbortSignal.abort()}, () => undefined);
  expect(server.requests).toEqual([]);
});

import {afterAll, afterEach, beforeAll, expect, test} from '@jest/globals';
import type {ApiClient, ListOptions} from '../../src/api/index.ts';
import {startApiServer, type TestApiServer, testClient} from '../support/api-server/index.ts';

let server: TestApiServer;
let client: ApiClient;
beforeAll(async () => {
  server = await startApiServer();
  for (let number = 0; number < 25; number++) {
    const metadata = {
      name: `c${String(number).padStart(2, '0')}`,
      namespace: number % 2 ? 'odd' : 'even',
      labels: {n: `${number}`},
    };
    server.put({kind: 'ConfigMap', metadata});
  }
  client = await testClient({kubeconfig: server.kubeconfigPath});
});
afterAll(async () => {
  client.close();
  await server.close();
});
afterEach(() => {
  server.faults.clear();
  server.requests.length = 0;
});

const PATH = '/api/v1/configmaps';

async function names(options: ListOptions, onPage?: () => void) {
  let found: string[] = [];
  let pages = 0;
  const {resourceVersion} = await client.list(PATH, options, (items, first) => {
    if (first) found = [];
    for (const item of items) found.push((item as {metadata: {name: string}}).metadata.name);
    pages++;
    onPage?.();
  });
  return {found, pages, resourceVersion};
}

test('pages of 500 unless told otherwise', async () => {
  await names({});
  expect(server.requests.map(({query}) => query)).toEqual([{limit: '500'}]);
});

test('all pages, each once', async () => {
  const {found, pages, resourceVersion} = await names({limit: 10});
  expect([found.length, new Set(found).size, pages]).toEqual([25, 25, 3]);
  expect(Number(resourceVersion)).toBeGreaterThan(0);
  expect(server.requests.map(({query}) => [query.limit, query.continue !== undefined])).toEqual([
    ['10', false],
    ['10', true],
    ['10', true],
  ]);
});

test('selectors go with each page, resourceVersion only with the first', async () => {
  const {found} = await names({
    limit: 1,
    labelSelector: 'n in (3,4)',
    fieldSelector: 'metadata.namespace!=none',
    resourceVersion: '0',
  });
  expect(found).toHaveLength(2);
  server.requests.length = 0;
  await names({limit: 1, labelSelector: 'n in (3,4)'});
  expect(server.requests.map(({query}) => query.labelSelector)).toEqual(['n in (3,4)', 'n in (3,4)']);
});

test('an expired token: the list begins anew, without doubles', async () => {
  let expired = false;
  const {found, pages} = await names({limit: 10}, () => {
    if (!expired) server.compact();
    expired = true;
  });
  expect([found.length, new Set(found).size, pages]).toEqual([25, 25, 4]);
});

test('a list whose token always expires fails', async () => {
  await expect(names({limit: 10}, () => server.compact())).rejects.toMatchObject({
    status: 410,
    reason: 'Expired',
  });
});

test('a page that fails is asked for again, not the whole list', async () => {
  server.faults.add({fault: {kind: 'reset'}, url: /continue=/});
  expect((await names({limit: 10})).found).toHaveLength(25);
  expect(server.requests).toHaveLength(4);
});

test('an empty list', async () => {
  expect((await names({labelSelector: 'n=none'})).found).toEqual([]);
});

test('a list that has no end is an error', async () => {
  server.faults.add({fault: {kind: 'endless'}, times: 1000});
  await expect(names({})).rejects.toMatchObject({reason: 'EndlessList', exitCode: 2});
  expect(server.requests.length).toBeLessThan(10);
});

test.each([
  '{}',
  '[]',
  'null',
  '{"kind": "Status", "status": "Success"}',
  '{"kind": "ConfigMapList"}',
  '{"kind": "SecretList", "items": []}',
  '{"kind": "ConfigMap", "items": []}',
])('a success that is no list of what was asked for is an error, not an empty list: %s', async (body) => {
  server.faults.add({fault: {kind: 'text', body}});
  await expect(names({})).rejects.toMatchObject({code: 'api-failed', reason: 'OtherDocument'});
});

test('a list without items may say null', async () => {
  server.faults.add({fault: {kind: 'text', body: '{"kind": "ConfigMapList", "items": null}'}});
  expect((await names({})).found).toEqual([]);
});

test('a success that is not an object of the kind asked for is an error', async () => {
  server.faults.add({fault: {kind: 'text', body: '{"kind": "Status"}'}});
  await expect(
    client.request({method: 'GET', path: '/api/v1/namespaces/even/configmaps/c00'}),
  ).rejects.toMatchObject({reason: 'OtherDocument'});
});

test.each(['..', '.'])('%s is no name: it would lead to another place of the API', async (name) => {
  await expect(names({})).resolves.toBeDefined();
  await expect(
    client.list(`/api/v1/namespaces/${encodeURIComponent(name)}/configmaps`, {}, () => undefined),
  ).rejects.toMatchObject({code: 'usage'});
});

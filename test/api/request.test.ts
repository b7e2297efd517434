import {afterAll, afterEach, beforeAll, describe, expect, test} from '@jest/globals';
import type {ApiClient} from '../../src/api/index.ts';
import {pauseAfter} from '../../src/api/retry.ts';
import {parseRetryAfter} from '../../src/api/retry-after.ts';
import {type Fault, startApiServer, type TestApiServer, testClient} from '../support/api-server/index.ts';

let server: TestApiServer;
let client: ApiClient;
beforeAll(async () => {
  server = await startApiServer({compress: true});
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

const NODES = {method: 'GET', path: '/api/v1/nodes'} as const;

test('requests one after the other use one connection', async () => {
  const fresh = await testClient({kubeconfig: server.kubeconfigPath});
  for (let count = 0; count < 10; count++) await fresh.request(NODES);
  expect(new Set(server.requests.map(({connection}) => connection)).size).toBe(1);
  fresh.close();
});

test('query, body, headers and the answer', async () => {
  const body = {kind: 'ConfigMap', metadata: {name: 'a'}, data: {x: 'ü'}};
  const made = await client.request({
    method: 'POST',
    path: '/api/v1/namespaces/n/configmaps',
    query: {dryRun: 'a b&c'},
    body,
  });
  expect(made).toMatchObject({kind: 'ConfigMap', metadata: {name: 'a', namespace: 'n'}, data: {x: 'ü'}});
  expect(server.requests[0]).toMatchObject({
    query: {dryRun: 'a b&c'},
    headers: {'user-agent': 'kubectl-ipvs/test', 'content-type': 'application/json'},
  });
});

test('a compressed answer', async () => {
  server.put({kind: 'ConfigMap', metadata: {name: 'big', namespace: 'n'}, data: {x: 'y'.repeat(300_000)}});
  const list = await client.request({method: 'GET', path: '/api/v1/namespaces/n/configmaps'});
  expect(JSON.stringify(list).length).toBeGreaterThan(300_000);
  expect(server.requests[0]?.headers['accept-encoding']).toBe('gzip');
});

test('disable-compression and a server below a path', async () => {
  const kubeconfig = server.writeKubeconfig('tested', {
    server: `${server.url}/k8s/clusters/c-1/`,
    cluster: {'disable-compression': true},
    user: {token: 'admin-token'},
  });
  const below = await testClient({kubeconfig});
  await expect(below.request(NODES)).rejects.toMatchObject({status: 404});
  expect(server.requests[0]).toMatchObject({path: '/k8s/clusters/c-1/api/v1/nodes'});
  expect(server.requests[0]?.headers['accept-encoding']).toBeUndefined();
  below.close();
});

describe('failures that pass are tried again', () => {
  const passing: readonly [string, Fault, number][] = [
    ['429', {kind: 'status', status: 429, retryAfter: '0'}, 2],
    ['429 without Retry-After', {kind: 'status', status: 429}, 1],
    ['500', {kind: 'status', status: 500}, 2],
    ['503', {kind: 'status', status: 503}, 1],
    ['a lost connection', {kind: 'reset'}, 2],
    ['an answer cut short', {kind: 'cut', afterBytes: 20}, 1],
  ];
  test.each(passing)('%s', async (_, fault, times) => {
    server.faults.add({fault, times});
    await expect(client.request(NODES)).resolves.toMatchObject({kind: 'NodeList'});
    expect(server.requests).toHaveLength(times + 1);
  });

  test('Retry-After is honoured', async () => {
    server.faults.add({fault: {kind: 'status', status: 429, retryAfter: '1'}});
    const began = Date.now();
    await client.request(NODES);
    expect(Date.now() - began).toBeGreaterThanOrEqual(990);
  });

  test('a creation is sent again after 429, but not where it may have happened', async () => {
    const creation = {
      method: 'POST',
      path: '/api/v1/namespaces/n/configmaps',
      body: {metadata: {name: 'once'}},
    } as const;
    server.faults.add({fault: {kind: 'status', status: 429}});
    await client.request(creation);
    expect(server.requests).toHaveLength(2);
    server.faults.add({fault: {kind: 'reset'}});
    await expect(client.request(creation)).rejects.toMatchObject({
      code: 'api-unreachable',
      reason: 'ECONNRESET',
    });
    server.faults.add({fault: {kind: 'status', status: 500}});
    await expect(client.request(creation)).rejects.toMatchObject({status: 500});
    server.faults.add({fault: {kind: 'reset'}});
    await expect(client.request({...creation, repeatable: true})).rejects.toMatchObject({
      status: 409,
      reason: 'AlreadyExists',
    });
  });

  test('a server that asks for minutes is not waited for', async () => {
    server.faults.add({fault: {kind: 'status', status: 503, retryAfter: '600'}});
    await expect(client.request(NODES)).rejects.toMatchObject({status: 503, retryAfter: 600});
    expect(server.requests).toHaveLength(1);
  });

  test('pauses grow, never below what the server asks, and vary', () => {
    const pauses = [1, 2, 3, 9].map((failures) => pauseAfter({failures, random: () => 1}));
    expect(pauses).toEqual([200, 400, 800, 10_000]);
    expect(pauseAfter({failures: 1, random: () => 0})).toBe(100);
    expect(pauseAfter({failures: 1, retryAfter: 3, random: () => 0.5})).toBe(3100);
  });

  test.each([
    ['7', 7],
    ['Thu, 01 Jan 1970 00:00:30 GMT', 10],
    ['Thu, 01 Jan 1970 00:00:10 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ])('Retry-After: %s', (header, seconds) => expect(parseRetryAfter(header, 20_000)).toBe(seconds));
});

describe('failures that last', () => {
  test('403 names the rule that grants it', async () => {
    const limited = await testClient({kubeconfig: server.addUser('jane', {})});
    const path = '/api/v1/namespaces/kube-system/pods/x/log';
    await expect(limited.request({method: 'GET', path})).rejects.toMatchObject({
      code: 'api-forbidden',
      reason: 'Forbidden',
      message: expect.stringMatching(
        /forbids GET .*pods\/x\/log to user test-user \(403\): pods\/log "x" is forbidden/,
      ),
      remedy:
        'ask for a Role in namespace kube-system with the rule {apiGroups: [""], resources: ["pods/log"], verbs: ["get"]}',
    });
    await expect(
      limited.request({method: 'GET', path: '/apis/apps/v1/daemonsets', query: {watch: 'true'}}),
    ).rejects.toMatchObject({
      remedy:
        'ask for a ClusterRole with the rule {apiGroups: ["apps"], resources: ["daemonsets"], verbs: ["watch"]}',
    });
    limited.close();
  });

  const rows: readonly [string, Fault, object][] = [
    ['404', {kind: 'status', status: 404, reason: 'NotFound'}, {code: 'api-not-found', reason: 'NotFound'}],
    [
      '422',
      {kind: 'status', status: 422, reason: 'Invalid', message: 'no'},
      {code: 'api-failed', serverMessage: 'no'},
    ],
    ['a login page', {kind: 'text', body: '<html>Log in</html>'}, {code: 'api-failed', reason: 'NotJson'}],
  ];
  test.each(rows)('%s', async (_, fault, failure) => {
    server.faults.add({fault});
    await expect(client.request(NODES)).rejects.toMatchObject(failure);
    expect(server.requests).toHaveLength(1);
  });

  test('a server that is not there fails at once, with a remedy', async () => {
    const kubeconfig = server.writeKubeconfig('absent', {server: 'https://127.0.0.1:1'});
    await expect((await testClient({kubeconfig})).request(NODES)).rejects.toMatchObject({
      code: 'api-unreachable',
      reason: 'ECONNREFUSED',
      remedy: expect.stringContaining('VPN'),
    });
  });

  test('--request-timeout limits the wait for an answer', async () => {
    const hasty = await testClient({kubeconfig: server.kubeconfigPath, requestTimeout: '100ms'});
    server.faults.add({fault: {kind: 'hang'}});
    await expect(hasty.request({...NODES, repeatable: false})).rejects.toMatchObject({
      reason: 'ETIMEDOUT',
      remedy: expect.stringContaining('--request-timeout'),
    });
    hasty.close();
  });
});

test('a server that was there and is away for a moment is waited for', async () => {
  const elsewhere = await startApiServer();
  const waiting = await testClient({kubeconfig: elsewhere.kubeconfigPath});
  const ask = () => waiting.request({method: 'GET', path: '/version'});
  await ask();
  const back = elsewhere.away(150);
  await expect(ask()).resolves.toMatchObject({gitVersion: 'v1.34.2'});
  await back;
  waiting.close();
  await elsewhere.close();
});

describe('a signal', () => {
  test('ends a request that waits, a pause, and one not yet begun', async () => {
    server.faults.add({fault: {kind: 'hang'}});
    const control = new AbortController();
    const waiting = client.request({...NODES, signal: control.signal});
    setTimeout(() => control.abort(new Error('enough')), 20);
    await expect(waiting).rejects.toThrow('enough');
    server.faults.add({fault: {kind: 'status', status: 429, retryAfter: '30'}});
    const second = new AbortController();
    const pausing = client.request({...NODES, signal: second.signal});
    setTimeout(() => second.abort(new Error('enough')), 50);
    await expect(pausing).rejects.toThrow('enough');
    await expect(client.request({...NODES, signal: second.signal})).rejects.toThrow('enough');
  });
});

test('access reviews', async () => {
  const rule = {apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'create']};
  const limited = await testClient({kubeconfig: server.addUser('bob', {namespaces: {tools: [rule]}})});
  const answers = await limited.can([
    {verb: 'create', resource: 'pods', namespace: 'tools'},
    {verb: 'get', resource: 'pods', subresource: 'log', namespace: 'tools'},
    {verb: 'create', resource: 'pods', namespace: 'other'},
    {verb: 'list', resource: 'endpointslices', group: 'discovery.k8s.io'},
  ]);
  expect(answers.map(({allowed}) => allowed)).toEqual([true, true, false, false]);
  expect(answers[3]?.attributes.group).toBe('discovery.k8s.io');
  limited.close();
});

test.each([
  '[]',
  'null',
  '{}',
  '{"kind": "Status", "status": "Success"}',
  '{"kind": "SelfSubjectAccessReview"}',
  '{"kind": "SelfSubjectAccessReview", "status": {"allowed": "no"}}',
])('an access review that is answered with %s is no answer: neither yes nor no', async (body) => {
  const url = /selfsubjectaccessreviews/;
  server.faults.add({url, times: 1, fault: {kind: 'text', body}});
  const client = await testClient({kubeconfig: server.kubeconfigPath});
  await expect(client.can([{verb: 'create', resource: 'pods', namespace: 'tools'}])).rejects.toMatchObject({
    code: 'api-failed',
    message: expect.stringMatching(/answered POST \S+selfsubjectaccessreviews with something else/),
  });
  client.close();
});

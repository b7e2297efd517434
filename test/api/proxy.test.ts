import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {proxyFromEnvironment} from '../../src/api/proxy-from-environment.ts';
import {
  type ConnectProxy,
  startApiServer,
  startConnectProxy,
  type TestApiServer,
  testClient,
} from '../support/api-server/index.ts';

let server: TestApiServer;
let proxy: ConnectProxy;
beforeAll(async () => {
  server = await startApiServer();
  proxy = await startConnectProxy(server.port);
});
afterAll(async () => {
  await proxy.close();
  await server.close();
});

/** A server name that only the proxy can reach; the certificate is for it. */
const FAR = 'https://api.test:6443';

async function ask(cluster: object, variables: Record<string, string> = {}) {
  proxy.targets.length = 0;
  const kubeconfig = server.writeKubeconfig('tested', {server: FAR, cluster, user: {token: 'admin-token'}});
  const client = await testClient({kubeconfig}, {variables});
  try {
    for (let count = 0; count < 3; count++) await client.request({method: 'GET', path: '/api/v1/nodes'});
  } finally {
    client.close();
  }
  return [...proxy.targets];
}

test('proxy-url of the kubeconfig, one connection for all requests', async () => {
  expect(await ask({'proxy-url': proxy.url})).toEqual(['api.test:6443']);
});

test('HTTPS_PROXY, with a password', async () => {
  const url = proxy.url.replace('//', '//joe:secret@');
  expect(await ask({}, {HTTPS_PROXY: url})).toEqual(['api.test:6443']);
  expect(proxy.authorizations.at(-1)).toBe(`Basic ${Buffer.from('joe:secret').toString('base64')}`);
});

test('proxy-url comes before HTTPS_PROXY', async () => {
  expect(await ask({'proxy-url': proxy.url}, {HTTPS_PROXY: 'http://127.0.0.1:1'})).toEqual(['api.test:6443']);
});

test('a proxy that refuses', async () => {
  const refusing = await startConnectProxy(server.port, 407);
  await expect(ask({'proxy-url': refusing.url})).rejects.toMatchObject({
    code: 'api-unreachable',
    remedy: expect.stringContaining('proxy'),
  });
  await refusing.close();
});

describe('which proxy the environment names', () => {
  const P = 'http://proxy:3128';
  const rows: readonly [string, Record<string, string>, string | undefined][] = [
    ['https://a.example:6443', {HTTPS_PROXY: P}, P],
    ['https://a.example:6443', {https_proxy: P}, P],
    ['https://a.example:6443', {HTTPS_PROXY: 'proxy:3128'}, P],
    ['https://a.example:6443', {HTTPS_PROXY: 'socks5://proxy:1080'}, 'socks5://proxy:1080'],
    ['https://a.example:6443', {HTTP_PROXY: P}, undefined],
    ['http://a.example:8080', {HTTP_PROXY: P}, P],
    ['https://localhost:6443', {HTTPS_PROXY: P}, undefined],
    ['https://127.0.0.1:6443', {HTTPS_PROXY: P}, undefined],
    ['https://[::1]:6443', {HTTPS_PROXY: P}, undefined],
    ['https://a.example:6443', {HTTPS_PROXY: P, NO_PROXY: '*'}, undefined],
    ['https://a.example:6443', {HTTPS_PROXY: P, NO_PROXY: 'b.example, a.example'}, undefined],
    ['https://x.a.example:6443', {HTTPS_PROXY: P, NO_PROXY: 'a.example'}, undefined],
    ['https://xa.example:6443', {HTTPS_PROXY: P, NO_PROXY: 'a.example'}, P],
    ['https://a.example:6443', {HTTPS_PROXY: P, NO_PROXY: '.example'}, undefined],
    ['https://example:6443', {HTTPS_PROXY: P, NO_PROXY: '.example'}, P],
    ['https://a.example:6443', {HTTPS_PROXY: P, no_proxy: '*.example'}, undefined],
    ['https://a.example:6443', {HTTPS_PROXY: P, NO_PROXY: 'a.example:443'}, P],
    ['https://a.example', {HTTPS_PROXY: P, NO_PROXY: 'a.example:443'}, undefined],
    ['https://10.1.2.3:6443', {HTTPS_PROXY: P, NO_PROXY: '10.0.0.0/8'}, undefined],
    ['https://11.1.2.3:6443', {HTTPS_PROXY: P, NO_PROXY: '10.0.0.0/8'}, P],
    ['https://10.1.2.3:6443', {HTTPS_PROXY: P, NO_PROXY: '10.1.2.3'}, undefined],
    ['https://[fd00::7]:6443', {HTTPS_PROXY: P, NO_PROXY: 'fd00::/16'}, undefined],
    ['https://[fd00::7]:6443', {HTTPS_PROXY: P, NO_PROXY: '[fd00:0::7]:6443'}, undefined],
  ];
  test.each(rows)('%s with %j', (url, variables, expected) => {
    expect(proxyFromEnvironment(url, variables)).toBe(expected);
  });
});

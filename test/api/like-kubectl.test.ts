import {spawn, spawnSync} from 'node:child_process';
import {chmodSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import type {ConnectionOptions} from '../../src/model/index.ts';
import {
  type ConnectProxy,
  kubeconfigOf,
  startApiServer,
  startConnectProxy,
  type TestApiServer,
  testClient,
  writeConfig,
} from '../support/api-server/index.ts';

// The same kubeconfig in the hands of kubectl and of our client: the server must not see a difference.
const kubectl = spawnSync('kubectl', ['version', '--client'], {stdio: 'ignore'}).status === 0;

let server: TestApiServer;
let proxy: ConnectProxy;
beforeAll(async () => {
  server = await startApiServer();
  proxy = await startConnectProxy(server.port);
  server.users.add({name: 'other', token: 'other-token'});
  writeFileSync(path.join(server.directory, 'token'), 'admin-token\n');
});
afterAll(async () => {
  await proxy.close();
  await server.close();
});

const FAR = 'https://api.test:6443';
const ADMIN = {token: 'admin-token'};

interface Case {
  /** Names of files in KUBECONFIG, else the file `config`. */
  readonly list?: readonly string[];
  readonly files: () => Readonly<Record<string, object>>;
  readonly flags?: ConnectionOptions | (() => ConnectionOptions);
  readonly variables?: () => Record<string, string>;
}

function config(parts: Partial<Parameters<typeof kubeconfigOf>[0]>): object {
  const cluster = {'certificate-authority': server.authority.certFile, ...parts.cluster};
  return kubeconfigOf({server: server.url, ...parts, cluster});
}

/** A plugin that notes what it was told. */
function plugin(): void {
  const file = path.join(server.directory, 'plugin');
  const credential = {apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: ADMIN};
  const script = `printf '%s\\n' "$KUBERNETES_EXEC_INFO" >> "$0.told"\necho '${JSON.stringify(credential)}'`;
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

const exec = {
  apiVersion: 'client.authentication.k8s.io/v1',
  command: './plugin',
  interactiveMode: 'IfAvailable',
};
const certificate = () => ({'client-certificate': server.admin.certFile, 'client-key': server.admin.keyFile});

const cases: Readonly<Record<string, Case>> = {
  'client certificate': {files: () => ({config: config({user: certificate()})})},
  'relative paths': {
    files: () => ({
      config: config({user: {'client-certificate': 'pki/admin.crt', 'client-key': 'pki/admin.key'}}),
    }),
  },
  'tokenFile with a line break, and a token': {
    files: () => ({config: config({user: {tokenFile: 'token', token: 'other-token'}})}),
  },
  'the same names in two files': {
    list: ['a', 'b'],
    files: () => ({
      a: config({user: ADMIN}),
      b: config({user: {token: 'other-token'}, server: 'https://127.0.0.1:1'}),
    }),
  },
  'current-context of the first file that has one': {
    list: ['a', 'b', 'c'],
    files: () => ({
      a: {...config({user: {token: 'other-token'}, context: 'x'}), 'current-context': ''},
      b: config({user: ADMIN, context: 'y'}),
      c: config({user: {token: 'other-token'}, context: 'z'}),
    }),
  },
  'a missing file in the list': {list: ['gone', 'a'], files: () => ({a: config({user: ADMIN})})},
  '--context, --cluster and --user': {
    list: ['a', 'b', 'c'],
    flags: {context: 'x', cluster: 'y-cluster', user: 'z-user'},
    files: () => ({
      a: config({context: 'x', server: 'https://127.0.0.1:1', user: {token: 'worthless'}}),
      b: config({context: 'y'}),
      c: config({context: 'z', user: ADMIN}),
    }),
  },
  '--server, without verification, and --token': {
    flags: () => ({server: server.url, token: 'other-token', insecureSkipTlsVerify: true}),
    files: () => ({config: config({server: 'https://127.0.0.1:1', user: ADMIN})}),
  },
  '--tls-server-name': {
    flags: {tlsServerName: 'kubernetes'},
    files: () => ({config: config({user: ADMIN, cluster: {'tls-server-name': 'somebody'}})}),
  },
  '--token beside a client certificate': {
    flags: {token: 'other-token'},
    files: () => ({config: config({user: certificate()})}),
  },
  '--token in the place of a plugin': {
    flags: {token: 'other-token'},
    files: () => ({config: config({user: {exec}})}),
  },
  impersonation: {
    flags: {as: 'jane', asGroups: ['dev', 'ops'], asUid: 'u-1'},
    files: () => ({config: config({user: {...ADMIN, as: 'joe', 'as-groups': ['x']}})}),
  },
  'impersonation in the file': {
    files: () => ({
      config: config({
        user: {
          ...ADMIN,
          as: 'joe',
          'as-groups': ['x', 'y'],
          'as-user-extra': {'example.com/a_B c': ['1', '2']},
        },
      }),
    }),
  },
  'a plugin': {files: () => ({config: config({user: {exec}})})},
  'a plugin that is told of the cluster': {
    files: () => ({
      config: config({
        user: {exec: {...exec, provideClusterInfo: true}},
        cluster: {
          'tls-server-name': 'kubernetes',
          'disable-compression': true,
          extensions: [{name: 'client.authentication.k8s.io/exec', extension: {audience: 'x'}}],
        },
      }),
    }),
  },
  'a token beside a plugin': {files: () => ({config: config({user: {exec, token: 'admin-token'}})})},
  'name and password': {
    files: () => ({config: config({user: {username: 'admin', password: 'admin-password'}})}),
  },
  'proxy-url': {
    files: () => ({config: config({server: FAR, user: ADMIN, cluster: {'proxy-url': proxy.url}})}),
  },
  HTTPS_PROXY: {
    files: () => ({config: config({server: FAR, user: ADMIN})}),
    variables: () => ({HTTPS_PROXY: proxy.url, NO_PROXY: 'test.example,10.0.0.0/8'}),
  },
  'HTTPS_PROXY, but the server is local': {
    files: () => ({config: config({user: ADMIN})}),
    variables: () => ({HTTPS_PROXY: 'http://127.0.0.1:1'}),
  },
};

/** What the server, the proxy and the plugin saw while something ran. */
async function observe(run: () => Promise<boolean>) {
  const told = path.join(server.directory, 'plugin.told');
  plugin();
  writeFileSync(told, '');
  server.requests.length = 0;
  proxy.targets.length = 0;
  const succeeded = await run();
  // Some builds of kubectl ask for the version first.
  const asked = server.requests.filter((request) => request.path !== '/version');
  const requests = asked.map(({path: name, user, headers}) => ({
    path: name,
    user: user?.name,
    groups: user?.groups,
    headers: Object.fromEntries(
      Object.entries(headers).filter(([header]) => /^impersonate-(?!group)/.test(header)),
    ),
  }));
  const infos = new Set(readFileSync(told, 'utf8').split('\n').filter(Boolean));
  return {
    succeeded,
    requests,
    infos: [...infos].map((line) => JSON.parse(line) as object),
    proxied: new Set(proxy.targets),
  };
}

function runKubectl(flags: ConnectionOptions, env: Record<string, string | undefined>): Promise<boolean> {
  const words = ['get', '--raw', '/api/v1/nodes'];
  for (const name of ['kubeconfig', 'context', 'cluster', 'user', 'as'] as const) {
    if (flags[name]) words.push(`--${name}=${flags[name]}`);
  }
  for (const group of flags.asGroups ?? []) words.push(`--as-group=${group}`);
  if (flags.asUid) words.push(`--as-uid=${flags.asUid}`);
  if (flags.server) words.push(`--server=${flags.server}`);
  if (flags.token) words.push(`--token=${flags.token}`);
  if (flags.tlsServerName) words.push(`--tls-server-name=${flags.tlsServerName}`);
  if (flags.insecureSkipTlsVerify) words.push('--insecure-skip-tls-verify');
  return new Promise((resolve) => {
    const child = spawn('kubectl', words, {env: env as NodeJS.ProcessEnv, stdio: 'ignore'});
    child.on('close', (status) => resolve(status === 0));
  });
}

async function runOurs(
  flags: ConnectionOptions,
  variables: Record<string, string | undefined>,
): Promise<boolean> {
  const client = await testClient(flags, {variables});
  const succeeded = await client.request({method: 'GET', path: '/api/v1/nodes'}).then(
    () => true,
    () => false,
  );
  client.close();
  return succeeded;
}

(kubectl ? describe : describe.skip)('the server sees the same of kubectl and of us', () => {
  test.each(Object.entries(cases))('%s', async (_, {files, list, flags = {}, variables}) => {
    const at = (name: string) => path.join(server.directory, name);
    for (const [name, content] of Object.entries(files())) writeConfig(at(name), content);
    const env = {
      PATH: process.env.PATH,
      HOME: server.directory,
      ...(list && {KUBECONFIG: list.map(at).join(path.delimiter)}),
      ...variables?.(),
    };
    const given = typeof flags === 'function' ? flags() : flags;
    const all = list ? given : {...given, kubeconfig: at('config')};
    const theirs = await observe(() => runKubectl(all, env));
    expect(theirs.requests.length).toBeGreaterThan(0);
    expect(await observe(() => runOurs(all, env))).toEqual(theirs);
  });
});

import {chmodSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer, type IncomingMessage} from 'node:http';
import type {AddressInfo} from 'node:net';
import path from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from '@jest/globals';
import {type ApiEnvironment, openConnection} from '../../src/api/index.ts';
import type {ConnectionOptions} from '../../src/model/index.ts';
import {
  startApiServer,
  type TestApiServer,
  testClient,
  testEnvironment,
} from '../support/api-server/index.ts';

let server: TestApiServer;
beforeAll(async () => {
  server = await startApiServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.requests.length = 0;
});

interface Setup {
  readonly user: object;
  readonly cluster?: object;
  readonly options?: ConnectionOptions;
  readonly environment?: Partial<ApiEnvironment>;
}

async function ask({user, cluster, options, environment}: Setup, times = 1): Promise<void> {
  const kubeconfig = server.writeKubeconfig('tested', {user, ...(cluster && {cluster})});
  const client = await testClient({kubeconfig, ...options}, environment);
  try {
    for (let count = 0; count < times; count++) await client.request({method: 'GET', path: '/api/v1/nodes'});
  } finally {
    client.close();
  }
}

function users(): readonly (string | undefined)[] {
  return server.requests.map(({user}) => user?.name);
}

function write(name: string, text: string): string {
  const file = path.join(server.directory, name);
  writeFileSync(file, text);
  return file;
}

/** A credential plugin: a shell script that writes its surroundings to a file and prints what it is told to. */
function plugin(name: string, script: string): string {
  const file = write(
    name,
    `#!/bin/sh\necho call >> "$0.calls"\nprintf %s "$KUBERNETES_EXEC_INFO" > "$0.info"\n${script}\n`,
  );
  chmodSync(file, 0o755);
  return file;
}

const API = 'client.authentication.k8s.io/v1';

function execUser(command: string, more: object = {}): object {
  return {exec: {apiVersion: API, command, interactiveMode: 'IfAvailable', ...more}};
}

function credential(status: object): string {
  return `cat <<'END'\n${JSON.stringify({apiVersion: API, kind: 'ExecCredential', status})}\nEND`;
}

function calls(file: string): number {
  return readFileSync(`${file}.calls`, 'utf8').trim().split('\n').length;
}

describe('ways to log in', () => {
  test('client certificate in files', async () => {
    await ask({user: {'client-certificate': server.admin.certFile, 'client-key': server.admin.keyFile}});
    expect(users()).toEqual(['admin']);
  });

  test('client certificate as data, which comes before files', async () => {
    const data = {
      'client-certificate-data': server.admin.cert.toString('base64'),
      'client-key-data': server.admin.key.toString('base64'),
    };
    await ask({user: {...data, 'client-certificate': '/nonexistent', 'client-key': '/nonexistent'}});
    expect(users()).toEqual(['admin']);
  });

  test('token', async () => {
    await ask({user: {token: 'admin-token'}});
    expect(users()).toEqual(['admin']);
  });

  test('tokenFile, with a line break, before a token', async () => {
    await ask({user: {tokenFile: write('token', 'admin-token\n'), token: 'worthless'}});
    expect(users()).toEqual(['admin']);
  });

  // kubectl 1.32 sends that of the file all the same, which nobody means who gives the flag.
  test('--token, in the place of a tokenFile', async () => {
    await ask({user: {tokenFile: write('token', 'worthless')}, options: {token: 'admin-token'}});
    expect(users()).toEqual(['admin']);
  });

  test('name and password', async () => {
    await ask({user: {username: 'admin', password: 'admin-password'}});
    expect(users()).toEqual(['admin']);
  });

  test('a legacy auth-provider, by the library', async () => {
    const claims = Buffer.from(JSON.stringify({exp: Date.now() / 1000 + 600})).toString('base64url');
    const token = `e30.${claims}.c2ln`;
    server.users.add({name: 'oidc-user', token});
    await ask({user: {'auth-provider': {name: 'oidc', config: {'id-token': token}}}});
    expect(users()).toEqual(['oidc-user']);
  });
});

test('a token file is read again after a minute, and at once when the server refuses the token', async () => {
  server.users.add({name: 'first', token: 'first-token'});
  server.users.add({name: 'second', token: 'second-token'});
  server.users.add({name: 'third', token: 'third-token'});
  let now = 0;
  const tokenFile = write('rotating', 'first-token');
  const kubeconfig = server.writeKubeconfig('tested', {user: {tokenFile}});
  const client = await testClient({kubeconfig}, {now: () => now});
  const get = () => client.request({method: 'GET', path: '/api/v1/nodes'});
  await get();
  write('rotating', 'second-token');
  await get();
  now = 61_000;
  await get();
  write('rotating', 'third-token');
  server.users.revoke('second-token');
  await get();
  expect(users()).toEqual(['first', 'first', 'second', undefined, 'third']);
  client.close();
});

describe('impersonation', () => {
  const groups = () => server.requests.map(({user}) => [user?.name, ...(user?.groups ?? [])]);
  const token = 'admin-token';

  test('--as and --as-group, several of them', async () => {
    await ask({user: {token}, options: {as: 'jane', asGroups: ['dev', 'ops'], asUid: '7'}});
    expect(groups()).toEqual([['jane', 'dev', 'ops']]);
    expect(server.requests[0]?.headers['impersonate-uid']).toBe('7');
  });

  test('as, as-groups, as-uid and as-user-extra of the kubeconfig', async () => {
    const extra = {'example.com/Scopes': ['view', 'edit']};
    await ask({user: {token, as: 'joe', 'as-groups': ['x', 'y'], 'as-uid': 'u', 'as-user-extra': extra}});
    expect(groups()).toEqual([['joe', 'x', 'y']]);
    expect(server.requests[0]?.headers).toMatchObject({
      'impersonate-uid': 'u',
      'impersonate-extra-example.com%2fscopes': 'view, edit',
    });
  });

  test('flags come before the kubeconfig', async () => {
    await ask({user: {token, as: 'joe', 'as-groups': ['x']}, options: {as: 'jane'}});
    expect(groups()).toEqual([['jane', 'x']]);
  });
});

describe('credential plugins', () => {
  test('a token without expiry is kept', async () => {
    const file = plugin('kept', credential({token: 'admin-token'}));
    await ask({user: execUser(file)}, 3);
    expect([users(), calls(file)]).toEqual([['admin', 'admin', 'admin'], 1]);
  });

  test('an expired one is renewed before it is used', async () => {
    const file = plugin(
      'expiring',
      credential({token: 'admin-token', expirationTimestamp: '2020-01-01T00:00:00Z'}),
    );
    await ask({user: execUser(file)}, 2);
    expect([users(), calls(file)]).toEqual([['admin', 'admin'], 2]);
  });

  test('a refused one is renewed once, then the refusal is final', async () => {
    const script = `if [ "$(wc -l < "$0.calls")" -eq 1 ]; then ${credential({token: 'stale'})}\nelse ${credential({token: 'admin-token'})}\nfi`;
    const file = plugin('stale', script);
    await ask({user: execUser(file)});
    expect([users(), calls(file)]).toEqual([[undefined, 'admin'], 2]);
    const useless = plugin('useless', credential({token: 'worthless'}));
    await expect(ask({user: execUser(useless)})).rejects.toMatchObject({
      code: 'api-unauthorized',
      status: 401,
    });
    expect(calls(useless)).toBe(2);
  });

  test('a client certificate', async () => {
    const status = {
      clientCertificateData: server.admin.cert.toString(),
      clientKeyData: server.admin.key.toString(),
    };
    await ask({user: execUser(plugin('certificate', credential(status)))});
    expect(users()).toEqual(['admin']);
  });

  test('what it is told: version, interaction, and the cluster where it asks for it', async () => {
    const file = plugin('told', credential({token: 'admin-token'}));
    await ask({user: execUser(file)});
    const info = () => JSON.parse(readFileSync(`${file}.info`, 'utf8')) as object;
    expect(info()).toEqual({apiVersion: API, kind: 'ExecCredential', spec: {interactive: false}});
    const extensions = [{name: 'client.authentication.k8s.io/exec', extension: {audience: 'x'}}];
    await ask({
      user: execUser(file, {provideClusterInfo: true}),
      cluster: {extensions, 'tls-server-name': 'kubernetes'},
    });
    expect(info()).toMatchObject({
      spec: {
        cluster: {
          server: server.url,
          'tls-server-name': 'kubernetes',
          'certificate-authority-data': server.authority.cert.toString('base64'),
          config: {audience: 'x'},
        },
      },
    });
  });

  test('its arguments and variables, and a command relative to the kubeconfig', async () => {
    plugin('relative', `[ "$1 $WHO" = "token x" ] || exit 3\n${credential({token: 'admin-token'})}`);
    await ask({
      user: execUser('./relative', {args: ['token'], env: [{name: 'WHO', value: 'x'}]}),
      environment: {variables: {PATH: process.env.PATH}},
    });
    expect(users()).toEqual(['admin']);
  });

  const failures: readonly [string, () => object, RegExp][] = [
    [
      'ends with a failure',
      () => execUser(plugin('fails', 'echo please log in >&2; exit 4')),
      /status 4: please log in/,
    ],
    ['is not there', () => execUser('no-such-plugin'), /program no-such-plugin was not found/],
    ['prints no JSON', () => execUser(plugin('chatty', 'echo hello')), /not an ExecCredential/],
    [
      'gives nothing',
      () => execUser(plugin('empty', credential({}))),
      /neither a token nor a client certificate/,
    ],
    [
      'gives another version',
      () => ({
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1beta1',
          command: plugin('other', credential({token: 'x'})),
        },
      }),
      /v1beta1 was expected/,
    ],
    [
      'needs a terminal',
      () => execUser(plugin('asks', 'exit 0'), {interactiveMode: 'Always'}),
      /needs a terminal/,
    ],
  ];
  test.each(failures)('one that %s', async (_, user, says) => {
    const failure = {code: 'credentials-failed', message: expect.stringMatching(says)};
    await expect(ask({user: user()})).rejects.toMatchObject(failure);
    expect(server.requests).toEqual([]);
  });

  test('the hint of the kubeconfig is the remedy', async () => {
    const user = execUser('no-such-plugin', {installHint: 'install it from the portal\n'});
    await expect(ask({user})).rejects.toMatchObject({remedy: 'install it from the portal'});
  });

  test('many requests at once run it once', async () => {
    const file = plugin('once', `sleep 0.05\n${credential({token: 'admin-token'})}`);
    const client = await testClient({kubeconfig: server.writeKubeconfig('tested', {user: execUser(file)})});
    await Promise.all(Array.from({length: 5}, () => client.request({method: 'GET', path: '/api/v1/nodes'})));
    expect(calls(file)).toBe(1);
    client.close();
  });
});

describe('trust', () => {
  const user = {token: 'admin-token'};

  test('tls-server-name', async () => {
    await ask({user, cluster: {'tls-server-name': 'kubernetes'}});
    await expect(ask({user, cluster: {'tls-server-name': 'elsewhere'}})).rejects.toMatchObject({
      code: 'api-unreachable',
      reason: 'ERR_TLS_CERT_ALTNAME_INVALID',
      remedy: expect.stringContaining('tls-server-name'),
    });
  });

  test('certificate-authority-data, before the file', async () => {
    const data = server.authority.cert.toString('base64');
    await ask({user, cluster: {'certificate-authority': '/nonexistent', 'certificate-authority-data': data}});
    expect(users()).toEqual(['admin']);
  });

  test('without an authority those of the system count', async () => {
    const nobody = {'certificate-authority': undefined};
    const environment = {variables: {SSL_CERT_FILE: server.authority.certFile}};
    await ask({user, cluster: nobody, environment});
    await expect(ask({user, cluster: nobody})).rejects.toMatchObject({
      remedy: expect.stringContaining('certificate-authority'),
    });
  });

  test('insecure-skip-tls-verify', async () => {
    await ask({user, cluster: {'certificate-authority': undefined, 'insecure-skip-tls-verify': true}});
    expect(users()).toEqual(['admin']);
  });

  test('a context without a user: the authority counts all the same', async () => {
    const kubeconfig = server.writeKubeconfig('anonymous', {});
    const client = await testClient({kubeconfig});
    await client.request({method: 'GET', path: '/version'});
    expect(users()).toEqual([undefined]);
    client.close();
  });

  test.each([
    ['certificate-authority', {cluster: {'certificate-authority': '/nonexistent/ca'}}],
    ['client-certificate', {user: {'client-certificate': '/nonexistent/crt'}}],
    ['tokenFile', {user: {tokenFile: '/nonexistent/token'}}],
  ])('a %s that cannot be read', async (field, setup) => {
    const failure = {
      code: 'kubeconfig-file-unreadable',
      message: expect.stringContaining(`${field} /nonexistent/`),
    };
    await expect(ask({user, ...setup})).rejects.toMatchObject(failure);
  });

  test('a client certificate that is none', async () => {
    const file = write('garbage', 'garbage');
    await expect(ask({user: {'client-certificate': file, 'client-key': file}})).rejects.toMatchObject({
      code: 'api-unreachable',
      remedy: expect.stringContaining('client certificate'),
    });
  });
});

describe('without TLS', () => {
  const asked: IncomingMessage['headers'][] = [];
  const plain = createServer(({headers}, response) => {
    asked.push(headers);
    response.end('{"kind": "NodeList", "items": []}');
  });
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    port = (plain.address() as AddressInfo).port;
  });
  afterAll(() => new Promise((resolve) => plain.close(resolve)));
  beforeEach(() => {
    asked.length = 0;
  });

  test.each([
    {what: 'token', user: () => ({token: 'SECRET'})},
    {what: 'password', user: () => ({username: 'joe', password: 'SECRET'})},
    {what: 'plugin', user: () => execUser(plugin('plain', credential({token: 'SECRET'})))},
    {what: 'address', user: () => ({}), login: 'joe:SECRET@'},
  ])('no credentials are sent: $what', async ({user, login = ''}) => {
    const client = await testClient({
      kubeconfig: server.writeKubeconfig('plain', {server: `http://${login}127.0.0.1:${port}`, user: user()}),
      as: 'jane',
    });
    await client.request({method: 'GET', path: '/api/v1/nodes'});
    client.close();
    expect(asked).toHaveLength(1);
    expect(asked[0]).not.toHaveProperty('authorization');
    // Whom to act as is no secret; client-go sends it too.
    expect(asked[0]).toMatchObject({'impersonate-user': 'jane'});
  });

  test('it is said where they would be of use', async () => {
    const environment = testEnvironment();
    const kubeconfig = server.writeKubeconfig('far', {server: 'http://api.test', user: {token: 'SECRET'}});
    await openConnection({kubeconfig}, environment);
    expect(environment.warnings).toEqual([
      expect.stringMatching(/^no credentials are sent to http:\/\/api\.test/),
    ]);
  });
});

describe('secrets in the address of the server', () => {
  const address = () => server.url.replace('//', '//admin:admin-password@');

  test('let the user in, as in kubectl', async () => {
    await ask({user: {}, options: {server: address()}});
    expect(users()).toEqual(['admin']);
  });

  test('are not in messages, nor in printed commands, nor in what -v shows', async () => {
    const lines: string[] = [];
    const client = await testClient(
      {kubeconfig: server.writeKubeconfig('tested', {user: {}}), server: address()},
      {log: (_, text) => void lines.push(text)},
    );
    server.faults.add({fault: {kind: 'text', body: 'no JSON'}});
    const failure = await client
      .request({method: 'GET', path: '/api/v1/nodes'})
      .then(String, (error: Error) => error.message);
    client.close();
    expect(failure).toContain('something that is not JSON');
    expect([client.server, ...client.kubectlFlags, failure, ...lines].join('\n')).not.toContain(
      'admin-password',
    );
  });
});

test('a certificate authority beside insecure-skip-tls-verify is refused, as by kubectl', async () => {
  await expect(ask({user: {}, cluster: {'insecure-skip-tls-verify': true}})).rejects.toMatchObject({
    code: 'kubeconfig-invalid',
  });
});

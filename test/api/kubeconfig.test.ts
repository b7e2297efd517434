import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {chooseContext} from '../../src/api/choose-context.ts';
import {openConnection} from '../../src/api/connection.ts';
import {loadKubeconfig} from '../../src/api/load-kubeconfig.ts';
import {testEnvironment} from '../support/api-server/index.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'kubeconfig-'));
});
afterAll(() => rmSync(directory, {recursive: true}));

function file(name: string, text: string): string {
  const full = path.join(directory, name);
  mkdirSync(path.dirname(full), {recursive: true});
  writeFileSync(full, text);
  return full;
}

function config(options: {
  server: string;
  context?: string;
  current?: string;
  user?: string;
  name?: string;
}): string {
  const {server, context = 'one', current, user = 'token: t', name = 'same'} = options;
  return [
    ...(current === undefined ? [] : [`current-context: ${current}`]),
    `clusters: [{name: ${name}, cluster: {server: "${server}"}}]`,
    `users: [{name: ${name}, user: {${user}}}]`,
    `contexts: [{name: ${context}, context: {cluster: ${name}, user: ${name}, namespace: of-${context}}}]`,
  ].join('\n');
}

async function load(files: readonly string[], flags: Parameters<typeof chooseContext>[1] = {}) {
  const environment = testEnvironment({variables: {KUBECONFIG: files.join(path.delimiter)}});
  const loaded = await loadKubeconfig(undefined, environment);
  if (!loaded) throw new Error('no kubeconfig was found');
  return {...chooseContext(loaded, flags), warnings: environment.warnings};
}

describe('what kubectl reads', () => {
  const good = config({server: 'https://a:6443', current: 'one'});
  const insecure = (word: string) => good.replace('server:', `insecure-skip-tls-verify: ${word}, server:`);

  test.each<[string, string | Buffer]>([
    ['UTF-16, as PowerShell writes it', Buffer.from(`\uFEFF${good}`, 'utf16le')],
    ['UTF-16, the other byte first', Buffer.from(`\uFEFF${good}`, 'utf16le').swap16()],
    ['a byte order mark', `\uFEFF${good}`],
    ['a second document', `${good}\n---\nkind: Config\nclusters: []\n`],
    ['a key that is there twice: the last counts', good.replace('token: t', 'token: u, token: t')],
    ['a user without a name', good.replace('users: [', 'users: [{user: {token: x}}, ')],
    ['a date as a namespace', good.replace('of-one', '2024-01-01')],
    [
      'a plugin that cannot be run, of another user',
      good.replace('users: [', 'users: [{name: other, user: {exec: {command: "", interactiveMode: Odd}}}, '),
    ],
  ])('%s', async (_, text) => {
    const name = path.join(directory, 'like-kubectl');
    writeFileSync(name, text);
    const {cluster, user, namespace} = await load([name]);
    expect([cluster.server, user.token]).toEqual(['https://a:6443', 't']);
    expect(['of-one', '2024-01-01']).toContain(namespace);
  });

  test.each([
    ['yes', true],
    ['on', true],
    ['True', true],
    ['no', false],
    ['Off', false],
  ])('%s is a boolean, as in YAML 1.1', async (word, value) => {
    expect((await load([file('booleans', insecure(word))])).cluster.skipTlsVerify).toBe(value);
  });

  test('a boolean in quotes is a text', async () => {
    await expect(load([file('quoted', insecure('"yes"'))])).rejects.toMatchObject({
      code: 'kubeconfig-invalid',
    });
  });
});

describe('a list of files in KUBECONFIG', () => {
  test('the first file wins for entries of the same name', async () => {
    const a = file('a', config({server: 'https://a:1', current: 'one'}));
    const b = file('b', config({server: 'https://b:1', current: 'one'}));
    expect((await load([a, b])).cluster.server).toBe('https://a:1');
    expect((await load([b, a])).cluster.server).toBe('https://b:1');
  });

  test('the first current-context wins, and an empty one does not count', async () => {
    const a = file('a', config({server: 'https://a:1', context: 'one', current: '""', name: 'a'}));
    const b = file('b', config({server: 'https://b:1', context: 'two', current: 'two', name: 'b'}));
    const c = file('c', config({server: 'https://c:1', context: 'three', current: 'three', name: 'c'}));
    expect((await load([a, b, c])).context).toBe('two');
    expect((await load([a, b, c], {context: 'three'})).namespace).toBe('of-three');
  });

  test('missing files are passed over, with a warning', async () => {
    const a = file('a', config({server: 'https://a:1', current: 'one'}));
    const found = await load([path.join(directory, 'none'), a, '']);
    expect(found.cluster.server).toBe('https://a:1');
    expect(found.warnings).toEqual([`KUBECONFIG names ${path.join(directory, 'none')}, which is not there`]);
  });

  test('paths are relative to their own file, commands with a separator as well', async () => {
    const exec = 'exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: ./bin/login}';
    const a = file(
      'x/a',
      config({server: 'https://a:1', current: 'one', user: 'client-certificate: pki/me.crt'}),
    );
    const b = file(
      'y/b',
      config({server: 'https://b:1', context: 'two', name: 'b', user: `tokenFile: ../token, ${exec}`}),
    );
    expect((await load([a, b])).user.certFile).toBe(path.join(directory, 'x/pki/me.crt'));
    const {user} = await load([a, b], {context: 'two'});
    expect(user.tokenFile).toBe(path.join(directory, 'token'));
    expect(user.exec?.command).toBe(path.join(directory, 'y/bin/login'));
  });
});

test('without KUBECONFIG it is ~/.kube/config, and --kubeconfig beats both', async () => {
  file('home/.kube/config', config({server: 'https://home:1', current: 'one'}));
  const a = file('a', config({server: 'https://a:1', current: 'one'}));
  const environment = testEnvironment({
    homeDirectory: path.join(directory, 'home'),
    variables: {KUBECONFIG: ''},
  });
  expect((await openConnection({}, environment)).server).toBe('https://home:1');
  const variables = {KUBECONFIG: a};
  expect((await openConnection({}, testEnvironment({variables}))).server).toBe('https://a:1');
  const kubeconfig = path.join(directory, 'home/.kube/config');
  expect((await openConnection({kubeconfig}, testEnvironment({variables}))).server).toBe('https://home:1');
});

test('--cluster and --user replace what the context says', async () => {
  const a = file('a', config({server: 'https://a:1', current: 'one', name: 'a', user: 'token: of-a'}));
  const b = file('b', config({server: 'https://b:1', context: 'two', name: 'b', user: 'token: of-b'}));
  const chosen = await load([a, b], {cluster: 'b'});
  expect([chosen.cluster.server, chosen.user.token]).toEqual(['https://b:1', 'of-a']);
  expect((await load([a, b], {user: 'b'})).user.token).toBe('of-b');
});

test('--server needs no kubeconfig', async () => {
  const connection = await openConnection({server: 'https://x:1', token: 't'}, testEnvironment());
  expect(connection).toMatchObject({server: 'https://x:1', namespace: 'default'});
  expect(connection.kubectlFlags).toEqual(['--server=https://x:1']);
});

test('in a Pod it is the service account, but a kubeconfig comes first', async () => {
  for (const [name, text] of [
    ['token', 't\n'],
    ['ca.crt', 'x'],
    ['namespace', 'tools\n'],
  ] as const)
    file(`sa/${name}`, text);
  const variables = {KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443'};
  const inPod = {variables, serviceAccountDirectory: path.join(directory, 'sa')};
  const connection = await openConnection({}, testEnvironment(inPod));
  expect(connection).toMatchObject({
    server: 'https://[fd00::1]:443',
    context: 'in-cluster',
    namespace: 'tools',
  });
  const a = file('a', config({server: 'https://a:1', current: 'one'}));
  const both = {...inPod, variables: {...variables, KUBECONFIG: a}};
  expect((await openConnection({}, testEnvironment(both))).server).toBe('https://a:1');
});

describe('what is wrong is said with a remedy', () => {
  const good = {server: 'https://a:1', current: 'one'};
  const rows: readonly [
    string,
    {text?: string; flags?: object; code: string; says: RegExp; remedy: RegExp},
  ][] = [
    ['no kubeconfig at all', {code: 'kubeconfig-not-found', says: /no kubeconfig/, remedy: /KUBECONFIG/}],
    [
      'the file of --kubeconfig is missing',
      {
        flags: {kubeconfig: '/nonexistent/x'},
        code: 'kubeconfig-not-found',
        says: /\/nonexistent\/x/,
        remedy: /path/,
      },
    ],
    [
      'a directory',
      {flags: {kubeconfig: '/'}, code: 'kubeconfig-file-unreadable', says: /EISDIR/, remedy: /permissions/},
    ],
    ['no YAML', {text: 'a: [', code: 'kubeconfig-invalid', says: /not valid YAML/, remedy: /correct/}],
    [
      'a field of another type',
      {
        text: 'clusters: [{name: a, cluster: {server: 7}}]',
        code: 'kubeconfig-invalid',
        says: /clusters\[0\]\.cluster\.server/,
        remedy: /correct/,
      },
    ],
    [
      'two entries of one name',
      {
        text: 'users: [{name: a}, {name: a}]',
        code: 'kubeconfig-invalid',
        says: /users\[1\]\.name/,
        remedy: /correct/,
      },
    ],
    [
      'a context that is not there, but a near one is',
      {
        text: config({...good, context: 'prod-eu'}),
        flags: {context: 'prod-ue'},
        code: 'context-not-found',
        says: /prod-ue/,
        remedy: /prod-eu/,
      },
    ],
    [
      'no current context',
      {
        text: config({server: 'https://a:1'}),
        code: 'context-not-found',
        says: /current context/,
        remedy: /one/,
      },
    ],
    [
      'a cluster that is not there',
      {
        text: config(good),
        flags: {cluster: 'sane'},
        code: 'context-not-found',
        says: /no cluster sane/,
        remedy: /mean same/,
      },
    ],
    [
      'a user that is not there',
      {text: config(good), flags: {user: 'x'}, code: 'context-not-found', says: /no user x/, remedy: /same/},
    ],
    [
      'a server without a scheme',
      {
        text: config({...good, server: 'a:6443'}),
        code: 'kubeconfig-invalid',
        says: /a:6443/,
        remedy: /correct/,
      },
    ],
    [
      '--as-group without --as',
      {text: config(good), flags: {asGroups: ['g']}, code: 'usage', says: /without a user/, remedy: /--as/},
    ],
    [
      'a timeout that is none',
      {text: config(good), flags: {requestTimeout: 'soon'}, code: 'usage', says: /soon/, remedy: /30s/},
    ],
    [
      'a server with a space behind it',
      {
        text: config({...good, server: 'https://a:6443 '}),
        code: 'kubeconfig-invalid',
        says: /https:\/\/a:6443 /,
        remedy: /correct/,
      },
    ],
    [
      'an exec plugin without a command, of the user who asks',
      {
        text: config({...good, user: 'exec: {apiVersion: client.authentication.k8s.io/v1beta1}'}),
        code: 'kubeconfig-invalid',
        says: /user same: .*exec\.command/,
        remedy: /correct.*--user/,
      },
    ],
    [
      'an exec plugin of v1 without interactiveMode',
      {
        text: config({...good, user: 'exec: {apiVersion: client.authentication.k8s.io/v1, command: login}'}),
        code: 'kubeconfig-invalid',
        says: /exec\.interactiveMode should be Never, IfAvailable, Always/,
        remedy: /correct/,
      },
    ],
  ];
  test.each(rows)('%s', async (_, {text, flags, code, says, remedy}) => {
    const variables = text === undefined ? {} : {KUBECONFIG: file('bad', text)};
    const error = await openConnection(flags ?? {}, testEnvironment({variables})).catch(
      (caught: unknown) => caught,
    );
    expect(error).toMatchObject({
      code,
      message: expect.stringMatching(says),
      remedy: expect.stringMatching(remedy),
    });
  });
});

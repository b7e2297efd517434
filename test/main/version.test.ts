import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {Ajv, type ValidateFunction} from 'ajv';
import {load} from 'js-yaml';
import {grantsFromYaml, type TestApiServer} from '../support/api-server/index.ts';
import {ROOT, recording, runProgram} from '../support/program.ts';
import {startRecordedCluster} from '../support/recorded-cluster.ts';
import {withSnapshot} from '../support/snapshot-copy.ts';

let cluster: TestApiServer;
let validate: ValidateFunction;

beforeAll(async () => {
  cluster = await startRecordedCluster('healthy');
  const schema = await readFile(path.join(ROOT, 'schema/version-report.schema.json'), 'utf8');
  validate = new Ajv({strict: false}).compile(JSON.parse(schema) as object);
});
afterAll(() => cluster.close());

function version(...words: string[]) {
  return runProgram(['version', ...words], {env: {KUBECONFIG: cluster.kubeconfigPath, HOME: '/nonexistent'}});
}

test('the cluster, and kube-proxy on its nodes', async () => {
  const {stdout, stderr, exitCode} = await version();
  expect(stdout).toMatch(/^Client Version: v\d.*\nKnown kube-proxy versions: 1\.24 to 1\.38\n/);
  expect(stdout).toContain('\nServer Version: v1.36.2\nkube-proxy Version: v1.36.2 (2 Pods)\n');
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
});

test('--version names the release', async () => {
  const {stdout, exitCode} = await runProgram(['--version']);
  expect(stdout).toMatch(/^Client Version: v\d+\.\d+\.\d+\n/);
  expect(exitCode).toBe(0);
});

test('without a kubeconfig: one sentence, and what to do', async () => {
  const {stdout, stderr, exitCode} = await runProgram(['diff', '--kubeconfig', 'no/such/file']);
  expect(stderr).toMatch(/^error: there is no kubeconfig.*\n.*--kubeconfig/);
  expect(stdout).toBe('');
  expect(exitCode).toBe(2);
});

test.each(['json', 'yaml'])('-o %s follows the schema', async (format) => {
  const {stdout} = await version('-o', format);
  const document = (format === 'json' ? JSON.parse(stdout) : load(stdout)) as Record<string, unknown>;
  validate(document);
  expect(validate.errors).toBeNull();
  expect(document).toMatchObject({
    serverVersion: 'v1.36.2',
    kubeProxyVersions: [{version: 'v1.36.2', pods: 2}],
  });
});

test('--client asks no server, and says so in the document', async () => {
  const asked = cluster.requests.length;
  const {stdout} = await version('--client', '-o', 'json');
  validate(JSON.parse(stdout));
  expect(validate.errors).toBeNull();
  expect(JSON.parse(stdout)).toMatchObject({source: null, serverVersion: null});
  expect(cluster.requests).toHaveLength(asked);
});

test('without a server: the version of the plugin, then the error', async () => {
  const {stdout, stderr, exitCode} = await version('--server', 'https://127.0.0.1:1');
  expect(stdout).toMatch(/^Client Version: v\d/);
  expect(stdout).not.toContain('Server Version');
  expect(stderr).toContain('no answer from the API server');
  expect(exitCode).toBe(2);
});

test('who may not list Pods learns the version of the server all the same', async () => {
  const kubeconfig = cluster.addUser('stranger', grantsFromYaml(''));
  const {stdout, exitCode} = await version('--kubeconfig', kubeconfig);
  expect(stdout).toMatch(/\nServer Version: v1\.36\.2\nkube-proxy Version: not known: .*pods/);
  expect(exitCode).toBe(0);
});

describe('a snapshot', () => {
  test('has versions too', async () => {
    const {stdout} = await runProgram(['version', '--from', recording('healthy')], {env: {KUBECONFIG: ''}});
    expect(stdout).toContain('\nServer Version: v1.36.2\nkube-proxy Version: v1.36.2 (2 Pods)\n');
  });

  test.each(['v1.23.17', 'v1.39.0'])(
    'of a cluster of %s: a warning, and the result',
    async (serverVersion) => {
      await withSnapshot('healthy', async (snapshot) => {
        await snapshot.edit('metadata.json', (text) => text.replace(/"v1\.36\.2"/, `"${serverVersion}"`));
        const {stderr, stdout} = await runProgram(['diff', '--from', snapshot.path]);
        expect(stderr).toContain(`warning: the cluster runs Kubernetes ${serverVersion}`);
        expect(stdout).toContain('nodes agree with the API');
      });
    },
  );
});

import {execFile} from 'node:child_process';
import {chmod, mkdtemp, readFile, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {COMMANDS} from '../../src/commands/index.ts';
import type {TestApiServer} from '../support/api-server/index.ts';
import {PROGRAM, runProgram} from '../support/program.ts';
import {startRecordedCluster} from '../support/recorded-cluster.ts';

const run = promisify(execFile);
let cluster: TestApiServer;
let bin: string;

beforeAll(async () => {
  cluster = await startRecordedCluster('healthy');
  for (const name of ['default', 'shop']) cluster.put({kind: 'Namespace', metadata: {name}});
  bin = await mkdtemp(path.join(tmpdir(), 'kubectl-ipvs-completion-'));
  await symlink(PROGRAM, path.join(bin, 'kubectl-ipvs'));
});
afterAll(async () => {
  await cluster.close();
  await rm(bin, {recursive: true});
});

function env() {
  return {
    KUBECONFIG: cluster.kubeconfigPath,
    HOME: '/nonexistent',
    PATH: `${bin}${path.delimiter}${process.env.PATH}`,
  };
}

/** The choices for the last word, without what they are; the directive last. */
async function choices(...words: string[]): Promise<readonly string[]> {
  const {stdout, stderr} = await runProgram(['__complete', ...words], {env: env()});
  expect(stderr).toBe('');
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t')[0] ?? '');
}

describe('what is offered', () => {
  test('all commands', async () => {
    expect(await choices('')).toEqual([...COMMANDS.map(({name}) => name), ':4']);
    expect(await choices('help', 'expl')).toEqual(['explain', ':4']);
  });

  const rows: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['commands that begin so', ['expl'], ['explain', ':4']],
    ['flags', ['diff', '--outp'], ['--output', ':4']],
    ['values of a flag', ['logs', '-o', ''], ['table', 'wide', 'json', 'yaml', ':4']],
    ['values of a flag in one word', ['diff', '--output=y'], ['yaml', ':4']],
    ['values of a short flag in one word', ['diff', '-o=j'], ['json', ':4']],
    ['files', ['diff', '--from', ''], [':0']],
    ['nothing after a flag that can be anything', ['diff', '--selector', ''], [':4']],
    ['catalogue codes', ['explain', 'IPVS001'], ['IPVS001', ':4']],
    ['kinds of findings', ['explain', 'forwarding'], ['forwarding-mismatch', ':4']],
    ['no code twice', ['explain', 'IPVS001', 'IPVS001'], [':4']],
    ['shells', ['completion', 'z'], ['zsh', ':4']],
    ['nothing where an argument is too many', ['completion', 'zsh', ''], [':4']],
    ['contexts', ['diff', '--context', ''], ['test', ':4']],
    ['namespaces', ['diff', '-n', 'sh'], ['shop', ':4']],
    ['nodes', ['diff', '--node', ''], ['node1', 'node2', ':4']],
    ['Services of the namespace', ['diff', '-n', 'shop', 'svc/mme-'], ['svc/mme-dual', ':4']],
    [
      'Services as they are written',
      ['diff', '--namespace=shop', 'service/mme-'],
      ['service/mme-dual', ':4'],
    ],
    ['Services by their mere name', ['diff', '-n', 'shop', 'mme-'], ['mme-dual', ':4']],
    [
      'nodes and Services for status',
      ['status', '-n', 'shop', 'no'],
      ['node/node1', 'node/node2', 'node-aware', 'nodeport', 'nodeport-local', 'none-serving', ':4'],
    ],
    ['nodes by their prefix', ['status', 'node/'], ['node/node1', 'node/node2', ':4']],
    ['Services for status', ['status', '-n', 'shop', 'svc/mme-'], ['svc/mme-dual', ':4']],
    ['codes of a flag', ['check', '--code', 'IPVS001'], ['IPVS001', ':4']],
    ['files of any flag for a file', ['snapshot', '--mapping', ''], [':0']],
    ['after flags before the command', ['-n', 'shop', 'diff', 'svc/mme-'], ['svc/mme-dual', ':4']],
    ['addresses of the Service', ['trace', 'svc/web', '-n', 'shop', '--to', ''], ['10.96.115.176:80', ':4']],
    [
      'Pods as clients',
      ['trace', 'svc/web', '-n', 'kube-system', '--client', 'pod/kube-proxy-g'],
      ['pod/kube-proxy-gg9x8', ':4'],
    ],
    ['nothing for an unknown command', ['nothing', ''], [':4']],
  ];
  test.each(rows)('%s', async (_, words, expected) => {
    expect(await choices(...words)).toEqual(expected);
  });

  test('nothing, without a word, where the cluster does not answer', async () => {
    expect(await choices('diff', '--server', 'https://127.0.0.1:1', 'svc/')).toEqual([':4']);
  });
});

const kubectl = await run('kubectl', ['version', '--client']).then(
  () => test,
  () => test.skip,
);

describe('kubectl', () => {
  kubectl('asks the program that --install writes', async () => {
    const {stdout, exitCode} = await runProgram(['completion', '--install'], {env: env()});
    expect(stdout).toContain(path.join(bin, 'kubectl_complete-ipvs'));
    expect(exitCode).toBe(0);
    const asked = await run('kubectl', ['__complete', 'ipvs', 'diff', '-n', 'shop', 'svc/mme-'], {
      env: env(),
    });
    expect(asked.stdout).toBe('svc/mme-dual\n:4\n');
  });
});

describe('--install', () => {
  test('replaces what it wrote before, and nothing else', async () => {
    const words = ['completion', '--install', '--directory', bin];
    expect((await runProgram(words)).exitCode).toBe(0);
    expect((await runProgram(words)).exitCode).toBe(0);
    const file = path.join(bin, 'kubectl_complete-ipvs');
    const written = await readFile(file, 'utf8');
    await writeFile(file, 'mine');
    const {stderr, exitCode} = await runProgram(words);
    expect(stderr).toContain('already exists, and is something else');
    expect(exitCode).toBe(2);
    expect(await readFile(file, 'utf8')).toBe('mine');
    await writeFile(file, written);
    await chmod(file, 0o755);
  });

  test('names what to do where the directory is not there', async () => {
    const {stderr} = await runProgram(['completion', '--install', '--directory', '/no/such/bin']);
    expect(stderr).toMatch(
      /^error: \/no\/such\/bin\/kubectl_complete-ipvs cannot be written: .*\n.*--directory/,
    );
  });

  test('names what to do where PATH does not have the plugin', async () => {
    const {stderr} = await runProgram(['completion', '--install'], {
      env: {PATH: path.dirname(process.execPath)},
    });
    expect(stderr).toContain('kubectl-ipvs is in no directory of PATH');
  });
});

describe('scripts', () => {
  test.each([
    ['kubectl-ipvs', 'expl', 'explain'],
    ['kubectl-ipvs', 'diff --output = js', 'json'],
    ['kubectl', 'ipvs expl', 'explain'],
    ['kubectl', 'ipvs diff --node ', 'node1 node2'],
    ['kubectl', 'get po', ''],
  ])('bash: %s %s', async (program, words, expected) => {
    const list = [program, ...words.split(' ')].map((word) => `'${word}'`);
    const script = [
      'source <(kubectl-ipvs completion bash)',
      `COMP_WORDS=(${list.join(' ')}) COMP_CWORD=${list.length - 1}`,
      `__kubectl_ipvs_complete; echo "\${COMPREPLY[*]}"; complete -p kubectl`,
    ];
    const {stdout} = await run('bash', ['-c', script.join('\n')], {env: env()});
    expect(stdout).toBe(`${expected}\ncomplete -F __kubectl_ipvs_complete kubectl\n`);
  });

  test.each(['zsh', 'fish', 'powershell'])('%s: asks the plugin', async (shell) => {
    const {stdout, exitCode} = await runProgram(['completion', shell]);
    expect(stdout).toContain('kubectl-ipvs __complete');
    expect(exitCode).toBe(0);
  });

  test.each([
    [[], 'the shell is missing'],
    [['tcsh'], 'there is no script for tcsh'],
  ])('%j is refused', async (words, message) => {
    const {stderr, exitCode} = await runProgram(['completion', ...words]);
    expect(stderr).toContain(`error: ${message}\ngive one of bash, zsh, fish, powershell`);
    expect(exitCode).toBe(2);
  });
});

import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {expect, test} from '@jest/globals';
import {Ajv} from 'ajv';
import {ROOT, recording} from '../../support/program.ts';
import {run} from '../../support/run.ts';
import {withSnapshot} from '../../support/snapshot-copy.ts';

const upgrade = (from: string, version: string, ...words: string[]) =>
  run(['check', '--upgrade-to', version, '--from', from, ...words]);

test('nothing changes from 1.36 to 1.38, and bugs are named', async () => {
  const {exitCode, stdout} = await upgrade(recording('healthy'), '1.38');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('v1.36.2 -> v1.38.0: nothing would change in the kernels of 2 nodes');
  expect(stdout).toMatch(/Bugs that it fixes:\n(?: .*\n)*.*kubernetes#139628/);
});

test('what changes is exit code 1, and JSON follows the schema', async () => {
  const schema = JSON.parse(await readFile(path.join(ROOT, 'schema/upgrade-report.schema.json'), 'utf8'));
  const validate = new Ajv({allErrors: true, strict: false}).compile(schema as object);
  const {exitCode, stdout} = await upgrade(recording('healthy'), 'v1.25', '-o', 'json');
  expect(exitCode).toBe(1);
  const document = JSON.parse(stdout) as {changes: readonly {part: string; nodes: readonly string[]}[]};
  validate(document);
  expect(validate.errors).toBeNull();
  expect(document.changes.some(({part, nodes}) => part === 'ip-set' && nodes.length === 2)).toBe(true);
});

test('a node whose version is not known is not called unchanged', async () => {
  await withSnapshot('healthy', async (snapshot) => {
    await snapshot.remove('nodes/node1/kube-proxy-metrics.txt');
    await snapshot.edit('cluster/kube-proxy-pods.json', (text) => text.replaceAll(/v1\.36\.2/g, 'latest'));
    const {exitCode, stdout} = await upgrade(snapshot.path, '1.38');
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/not compared: node1: the version of kube-proxy that runs there is unknown/);
  });
});

test.each([
  [['1.99'], 'the rules of kube-proxy 1.99 are unknown'],
  [['newest'], '--upgrade-to newest is not a version of Kubernetes'],
  [['1.38', '--migration'], '--upgrade-to cannot be combined with --migration'],
  [['1.38', '--code', 'IPVS001'], '--upgrade-to cannot be combined with --code'],
  [['1.38', '-o', 'junit'], '--upgrade-to cannot be combined with -o junit'],
])('%j is refused', async ([version = '', ...words], message) => {
  const {exitCode, stderr} = await upgrade(recording('healthy'), version, ...words);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
});

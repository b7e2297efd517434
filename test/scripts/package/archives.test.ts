import {execFile} from 'node:child_process';
import {mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {billOfMaterials} from '../../../scripts/package/bill-of-materials.mjs';
import {fillIn} from '../../../scripts/package/krew-manifest.mjs';
import {tarGz, zip} from '../../../scripts/package/write-archive.mjs';

const run = promisify(execFile);
const FILES = [
  {name: 'program', bytes: Buffer.from('#!/bin/sh\n'.repeat(500)), executable: true},
  {name: 'LICENSE', bytes: Buffer.from('text')},
];

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'kubectl-ipvs-archives-'));
});
afterAll(() => rm(directory, {recursive: true}));

async function installed(program: string): Promise<boolean> {
  return await run(program, ['--help']).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
}

const withUnzip = (await installed('unzip')) ? test : test.skip;

test('a .tar.gz is the same each time, and tar unpacks it', async () => {
  const bytes = await tarGz(FILES);
  expect((await tarGz(FILES)).equals(bytes)).toBe(true);
  await writeFile(path.join(directory, 'a.tar.gz'), bytes);
  await run('tar', ['-xzf', 'a.tar.gz'], {cwd: directory});
  await expectFiles();
});

withUnzip('a .zip is the same each time, and unzip unpacks it', async () => {
  const bytes = await zip(FILES);
  expect((await zip(FILES)).equals(bytes)).toBe(true);
  await writeFile(path.join(directory, 'a.zip'), bytes);
  await run('unzip', ['-o', 'a.zip'], {cwd: directory});
  await expectFiles();
});

async function expectFiles(): Promise<void> {
  for (const {name, bytes, executable} of FILES) {
    expect((await readFile(path.join(directory, name))).equals(bytes)).toBe(true);
    expect((await stat(path.join(directory, name))).mode & 0o777).toBe(executable ? 0o755 : 0o644);
    await rm(path.join(directory, name));
  }
}

test('the bill of materials names what is in the executable, by purl and checksum', () => {
  const bill = billOfMaterials({
    product: {name: 'kubectl-ipvs', version: '1.2.3', license: 'Apache-2.0'},
    packages: [
      {
        name: '@a/b',
        version: '1.0.0',
        license: 'MIT',
        integrity: `sha512-${Buffer.alloc(64).toString('base64')}`,
      },
    ],
    runtime: {version: '22.0.0', platforms: [], parts: {node: '22.0.0', openssl: '3.0.0'}},
  });
  expect(bill).toMatchObject({bomFormat: 'CycloneDX', specVersion: '1.6', version: 1});
  expect(bill.serialNumber).toMatch(
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(bill.components.map(({purl}) => purl)).toEqual([
    'pkg:npm/%40a/b@1.0.0',
    'pkg:generic/node@22.0.0',
    'pkg:generic/openssl@3.0.0',
  ]);
  expect(bill.components[0]).toMatchObject({hashes: [{alg: 'SHA-512', content: '0'.repeat(128)}]});
  const known = new Set([bill.metadata.component, ...bill.components].map((one) => one['bom-ref']));
  for (const {ref, dependsOn} of bill.dependencies) {
    for (const one of [ref, ...dependsOn]) expect(known).toContain(one);
  }
});

test('a manifest that lacks an archive is not written', () => {
  expect(() => fillIn('uri: {{uri.linux-amd64}}', {version: '1.0.0', archives: []})).toThrow(
    'uri.linux-amd64',
  );
});

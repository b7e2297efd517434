import {execFile} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {bundleChunks, link} from '../../scripts/bundle/link.mjs';
import {readStack} from '../../scripts/read-stack.mjs';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kubectl-ipvs-stack-'));
});
afterAll(() => rm(root, {recursive: true, force: true}));

test('a stack trace of the minified program names the places in its sources', async () => {
  await writeFile(
    path.join(root, 'late-part.ts'),
    '// Comments go.\nexport function fails(count: number): never {\n  throw new Error("§ " + count);\n}\n',
  );
  const entry = path.join(root, 'start.ts');
  await writeFile(entry, "void import('./late-part.ts').then(({fails}) => fails(1));\n");
  const {chunks, maps} = await bundleChunks({root, entry, version: '1.0.0', plugins: []});
  const program = path.join(root, 'program');
  await writeFile(program, await link(chunks));
  await writeFile(path.join(root, 'package.json'), '{"type": "commonjs"}\n');
  const {stderr} = await promisify(execFile)(process.execPath, [program]).catch((error) => error);
  expect(stderr).toMatch(/late-part-\w{8}\.js:\d+:\d+/);
  const read = readStack(stderr, maps);
  expect(read).toMatch(/at \S+ \(late-part\.ts:3:9\)/);
  expect(read).toMatch(/start\.ts:1:\d+/);
  expect(readStack(stderr, {})).toBe(stderr);
});

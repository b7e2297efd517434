import {execFile} from 'node:child_process';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {ROOT} from '../support/program.ts';

const run = promisify(execFile);
let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'kubectl-ipvs-dev-'));
});
afterAll(async () => {
  await rm(directory, {recursive: true});
});

test('the build for a debugger runs, and its source map names the sources', async () => {
  const program = path.join(directory, 'kubectl-ipvs');
  await run(process.execPath, [path.join(ROOT, 'scripts/build.mjs'), '--dev', '--outfile', program]);
  expect((await run(process.execPath, [program, 'version', '--client'])).stdout).toContain('Client Version');
  // Sliced, not matched: the map has megabytes, which is too long for a regular expression's stack on some machines.
  const text = await readFile(program, 'utf8');
  const mark = 'sourceMappingURL=data:application/json;base64,';
  const encoded = text.slice(text.lastIndexOf(mark) + mark.length).trim();
  const {sources} = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as {sources: string[]};
  expect(sources.filter((source) => source.endsWith('src/commands/diff/run-diff.ts'))).toHaveLength(1);
}, 60_000);

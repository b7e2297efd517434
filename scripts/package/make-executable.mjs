import {execFile} from 'node:child_process';
import {chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import path from 'node:path';
import process from 'node:process';
import {promisify} from 'node:util';
import esbuild from 'esbuild';
import {readInjector, readRuntime} from './runtime.mjs';
import {signMachO, verifyMachO} from './sign-mach-o.mjs';
import {stripAuthenticode} from './strip-authenticode.mjs';
import {stripElf} from './strip-elf.mjs';

const run = promisify(execFile);

/** The mark that Node.js looks for in itself, and what it then expects: https://nodejs.org/api/single-executable-applications.html */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
const RESOURCE = 'NODE_SEA_BLOB';
const SEGMENT = 'NODE_SEA';

/** What is done to the Node.js of an operating system before and after the program goes in. */
const TREATMENT = {
  linux: {before: stripElf, after: (image) => image},
  darwin: {before: (image) => image, after: signed},
  windows: {before: stripAuthenticode, after: (image) => image},
};

/**
 * Writes the executable of a platform: its Node.js with the chunks of the program, and their compiled forms where there
 * are any. This very Node.js must be of the same version.
 */
export async function makeExecutable({platform, chunks, caches, file}) {
  const {before, after} = TREATMENT[platform.split('-')[0]];
  await mkdir(path.dirname(file), {recursive: true});
  const work = await mkdtemp(`${file}.`);
  try {
    const blob = await makeBlob({chunks, caches, work});
    const image = path.join(work, 'executable');
    await writeFile(image, before(await readRuntime(platform)));
    await inject(image, blob, work);
    await writeFile(image, after(await readFile(image)));
    await chmod(image, 0o755);
    await rm(file, {force: true});
    await rename(image, file);
  } finally {
    await rm(work, {recursive: true, force: true});
  }
}

function signed(image) {
  const result = signMachO(image, 'kubectl-ipvs');
  verifyMachO(result);
  return result;
}

/** The names in it are relative, as the blob keeps them. */
async function makeBlob({chunks, caches, work}) {
  const assets = {};
  const add = async (name, content) => {
    assets[name] = `asset-${Object.keys(assets).length}`;
    await writeFile(path.join(work, assets[name]), content, 'latin1');
  };
  for (const [name, text] of Object.entries(chunks)) await add(name, text);
  for (const [name, bytes] of Object.entries(caches)) await add(`${name}.cache`, bytes);
  await writeFile(path.join(work, 'main.js'), await mainText(Object.keys(chunks), Object.keys(caches)));
  const options = {
    main: 'main.js',
    output: 'blob',
    assets,
    disableExperimentalSEAWarning: true,
    useSnapshot: false,
    useCodeCache: false,
    // NODE_OPTIONS of a shell is meant for other programs, and could break this one.
    execArgvExtension: 'none',
  };
  await writeFile(path.join(work, 'config.json'), JSON.stringify(options));
  await run(process.execPath, ['--experimental-sea-config', 'config.json'], {cwd: work});
  return await readFile(path.join(work, 'blob'));
}

async function mainText(chunkNames, cacheNames) {
  const source = await readFile(new URL('executable-main.js', import.meta.url), 'utf8');
  const define = {CHUNK_NAMES: JSON.stringify(chunkNames), CACHE_NAMES: JSON.stringify(cacheNames)};
  return (await esbuild.transform(source, {define, minify: true, target: 'node22'})).code;
}

async function inject(image, blob, work) {
  const api = path.join(work, 'injector.cjs');
  await writeFile(api, await readInjector());
  const {inject: injectInto} = createRequire(import.meta.url)(api);
  await injectInto(image, RESOURCE, blob, {sentinelFuse: FUSE, machoSegmentName: SEGMENT});
}

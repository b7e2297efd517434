import {createHash} from 'node:crypto';
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {bundleChunks, link} from '../bundle/link.mjs';
import {PLUGINS} from '../bundle/plugins.mjs';
import {billOfMaterials} from './bill-of-materials.mjs';
import {bundledPackages, licenceText} from './bundled-packages.mjs';
import {makeCodeCache} from './code-cache.mjs';
import {readCodeCache, writeCodeCache} from './code-cache-files.mjs';
import {fillIn} from './krew-manifest.mjs';
import {makeExecutable} from './make-executable.mjs';
import {HOST, PLATFORMS, RUNTIME_VERSION, readRuntimeLicence, runtimePackage} from './runtime.mjs';
import {warmUpLines} from './warm-up.mjs';
import {tarGz, zip} from './write-archive.mjs';

/** Makes executables and archives of some platforms, and what goes with them, below `dist`. */
export async function makeRelease({root, platforms, codeCaches, manifestFile}) {
  const product = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const entry = path.join(root, 'src/main.ts');
  const {chunks, maps, metafile} = await bundleChunks({
    root,
    entry,
    version: product.version,
    plugins: PLUGINS,
  });
  const program = wrap(chunks);
  const packages = await bundledPackages(root, metafile);
  const release = new Map();
  const add = async (name, bytes) => {
    await write(path.join(root, 'dist/release', name), bytes);
    release.set(name, sha256(bytes));
    console.error(`made ${name}, ${(bytes.length / 1e6).toFixed(1)} MB`);
  };
  await rm(path.join(root, 'dist/release'), {recursive: true, force: true});
  await writeCodeCache(path.join(root, 'dist/code-caches', HOST), program, await compile(root, program));
  const licences = licenceText(packages, await readRuntimeLicence());
  for (const platform of platforms) {
    const caches = await cacheFor(root, {platform, codeCaches, program});
    const file = path.join(root, 'dist/executables', platform, programName(platform));
    await makeExecutable({platform, chunks: program, caches, file});
    console.log(file);
    const completion = platform.startsWith('windows') ? 'kubectl_complete-ipvs.cmd' : undefined;
    const texts = await textFiles(root, licences, completion);
    const files = [{name: programName(platform), bytes: await readFile(file), executable: true}, ...texts];
    const name = archiveName(product.version, platform);
    await add(name, name.endsWith('.zip') ? await zip(files) : await tarGz(files));
  }
  await add(`kubectl-ipvs_v${product.version}_js.tar.gz`, await scriptArchive(root, chunks, packages));
  await add(`kubectl-ipvs_v${product.version}_sbom.cdx.json`, bom(product, packages));
  await add(`kubectl-ipvs_v${product.version}_source-maps.json`, Buffer.from(`${JSON.stringify(maps)}\n`));
  await writeSums(root, product.version, release);
  const manifest = await manifestOf(root, product.version, release);
  if (manifest !== undefined) await write(manifestFile, manifest);
}

/** The chunks as functions that a loader calls. */
function wrap(chunks) {
  const parameters = 'require,module,exports,FILE_URL';
  const functions = Object.entries(chunks).map(([name, text]) => [
    name,
    `(function(${parameters}){${text}\n})`,
  ]);
  return Object.fromEntries(functions);
}

async function compile(root, program) {
  const directory = await mkdtemp(path.join(tmpdir(), 'kubectl-ipvs-warm-up-'));
  try {
    return await makeCodeCache(program, await warmUpLines(root, directory));
  } finally {
    await rm(directory, {recursive: true, force: true});
  }
}

async function cacheFor(root, {platform, codeCaches, program}) {
  const parent = platform === HOST ? path.join(root, 'dist/code-caches') : codeCaches;
  if (parent !== undefined) return await readCodeCache(path.join(parent, platform), program);
  console.error(`${platform}: no code cache was given, so the program is compiled at each start`);
  return {};
}

/** What stands beside the program in each archive. */
async function textFiles(root, licences, completion = 'kubectl_complete-ipvs') {
  const script = await readFile(path.join(root, 'scripts/package', completion));
  return [
    {name: completion, bytes: script, executable: true},
    {name: 'LICENSE', bytes: await readFile(path.join(root, 'LICENSE'))},
    {name: 'THIRD-PARTY-LICENSES', bytes: Buffer.from(licences)},
  ];
}

async function scriptArchive(root, chunks, packages) {
  const program = {name: 'kubectl-ipvs', bytes: Buffer.from(await link(chunks)), executable: true};
  return await tarGz([program, ...(await textFiles(root, licenceText(packages)))]);
}

function programName(platform) {
  return platform.startsWith('windows') ? 'kubectl-ipvs.exe' : 'kubectl-ipvs';
}

function archiveName(version, platform) {
  const ending = platform.startsWith('windows') ? 'zip' : 'tar.gz';
  return `kubectl-ipvs_v${version}_${platform.replace('-', '_')}.${ending}`;
}

function bom(product, packages) {
  const platforms = PLATFORMS.map((platform) => ({platform, ...runtimePackage(platform)}));
  const runtime = {version: RUNTIME_VERSION, platforms, parts: process.versions};
  return Buffer.from(`${JSON.stringify(billOfMaterials({product, packages, runtime}), null, 2)}\n`);
}

async function writeSums(root, version, release) {
  const lines = [...release].map(([name, sum]) => `${sum}  ${name}\n`).join('');
  await write(path.join(root, 'dist/release', `kubectl-ipvs_v${version}_checksums.txt`), lines);
}

/** The manifest for krew; undefined unless all platforms that it names were made. */
async function manifestOf(root, version, release) {
  const template = await readFile(path.join(root, 'krew/ipvs.template.yaml'), 'utf8');
  const archives = PLATFORMS.map((platform) => {
    const name = archiveName(version, platform);
    return {platform, name, sum: release.get(name)};
  });
  return archives.every(({sum}) => sum !== undefined) ? fillIn(template, {version, archives}) : undefined;
}

async function write(file, content) {
  await mkdir(path.dirname(file), {recursive: true});
  await writeFile(file, content);
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

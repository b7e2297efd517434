import {execFile} from 'node:child_process';
import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {mkdir, mkdtemp, readdir, readFile, rename, rm} from 'node:fs/promises';
import {homedir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {promisify} from 'node:util';
import {createGunzip} from 'node:zlib';
import {extract} from 'tar-stream';

const run = promisify(execFile);

/** Packages that were fetched once are kept here; they are checked at each use. */
const CACHE = path.join(
  process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'),
  'kubectl-ipvs-packaging',
);

/** The registry did not give a package. */
export class CannotFetch extends Error {}

/**
 * Files of a package from the npm registry, by their path inside it. The archive must have the pinned checksum. Throws if
 * it cannot be fetched, is another one, or lacks a file.
 */
export async function readPackage({name, version, integrity}, paths) {
  const archive = path.join(CACHE, `${name}-${version}.tgz`);
  if ((await integrityOf(archive)) !== integrity) await fetchInto(archive, {name, version, integrity});
  const files = await unpack(archive, paths);
  for (const wanted of paths) {
    if (!files.has(wanted)) throw new Error(`${name}@${version} has no file ${wanted}`);
  }
  return files;
}

async function fetchInto(archive, {name, version, integrity}) {
  await mkdir(CACHE, {recursive: true});
  const directory = await mkdtemp(path.join(CACHE, 'new-'));
  try {
    const words = [
      'pack',
      `${name}@${version}`,
      '--ignore-scripts',
      '--silent',
      '--pack-destination',
      directory,
    ];
    // npm is a script of its own on Windows, which only a shell can start.
    await run('npm', words, {shell: process.platform === 'win32', maxBuffer: 2 ** 26}).catch((cause) => {
      throw new CannotFetch(`${name}@${version} cannot be fetched: ${cause.message.trim()}`, {cause});
    });
    const [file = ''] = await readdir(directory);
    const got = await integrityOf(path.join(directory, file));
    if (got !== integrity) throw new Error(`${name}@${version} is ${got}, but ${integrity} is pinned`);
    await rename(path.join(directory, file), archive);
  } finally {
    await rm(directory, {recursive: true, force: true});
  }
}

async function integrityOf(file) {
  const bytes = await readFile(file).catch(() => undefined);
  return bytes && `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}

async function unpack(archive, paths) {
  const files = new Map();
  for await (const entry of createReadStream(archive).pipe(createGunzip()).pipe(extract())) {
    const name = entry.header.name.replace(/^[^/]+\//, '');
    if (!paths.includes(name)) {
      entry.resume();
      continue;
    }
    const chunks = [];
    for await (const chunk of entry) chunks.push(chunk);
    files.set(name, Buffer.concat(chunks));
  }
  return files;
}

import {execFile} from 'node:child_process';
import {mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {promisify} from 'node:util';
import vm from 'node:vm';

const run = promisify(execFile);
const RECORDER = path.join(import.meta.dirname, 'record-code-cache.cjs');

/** With fixed seeds V8 lays the same functions out in the same way each time. */
const FIXED = ['--hash-seed=1', '--random-seed=1'];

/** Where V8's header of a compiled form has the hash of V8's flags. */
const FLAG_HASH = [12, 16];

/**
 * Compiles chunks ahead of time by running commands, for this machine's platform and this very Node.js. Gives the compiled
 * form of each chunk that the commands load, by its name.
 */
export async function makeCodeCache(chunks, commandLines) {
  const work = await mkdtemp(path.join(tmpdir(), 'kubectl-ipvs-code-'));
  try {
    const [texts, caches] = [path.join(work, 'chunks'), path.join(work, 'caches')];
    await mkdir(texts);
    await mkdir(caches);
    for (const [name, text] of Object.entries(chunks)) {
      await writeFile(path.join(texts, path.basename(name)), text, 'latin1');
    }
    for (const words of commandLines) await record([...FIXED, RECORDER, texts, caches, ...words]);
    await adoptFlags(caches);
    const {stderr} = await record([RECORDER, texts, await copyOf(caches, work), '--help']);
    if (stderr.includes('REFUSED')) throw new Error('V8 does not take the code that it compiled');
    return await readCaches(caches);
  } finally {
    await rm(work, {recursive: true, force: true});
  }
}

/** Runs a command; how it ends does not matter, as some are to fail. */
function record(words) {
  const env = {PATH: process.env.PATH, HOME: '/nonexistent', TERM: 'dumb', TZ: 'UTC'};
  return run(process.execPath, words, {env, maxBuffer: 2 ** 28}).catch((error) => error);
}

/** V8 takes code only under the flags that compiled it; those that fix the seeds change nothing in the code. */
async function adoptFlags(caches) {
  const plain = new vm.Script('0').createCachedData();
  for (const name of await readdir(caches)) {
    const file = path.join(caches, name);
    const bytes = await readFile(file);
    plain.copy(bytes, FLAG_HASH[0], ...FLAG_HASH);
    await writeFile(file, bytes);
  }
}

async function copyOf(caches, work) {
  const copy = path.join(work, 'tried');
  await mkdir(copy);
  for (const name of await readdir(caches)) {
    await writeFile(path.join(copy, name), await readFile(path.join(caches, name)));
  }
  return copy;
}

async function readCaches(caches) {
  const entries = (await readdir(caches)).map(async (name) => [
    `./${name}`,
    await readFile(path.join(caches, name)),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

import {execFile} from 'node:child_process';
import {mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {promisify} from 'node:util';

const run = promisify(execFile);
const RECORDER = path.join(import.meta.dirname, 'record-code-cache.cjs');

/** Milliseconds that a command may take; one that hangs must not hold up the build. */
const TIME = 120_000;

/** With fixed seeds V8 lays the same functions out in the same way each time; the code itself is the same. */
const FIXED = ['--hash-seed=1', '--random-seed=1'];

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
    for (const words of commandLines) await start([...FIXED, RECORDER, 'record', texts, caches, ...words]);
    for (const words of commandLines) await start([RECORDER, 'flags', texts, caches, ...words]);
    for (const words of commandLines) {
      const {stderr} = await start([RECORDER, 'try', texts, caches, ...words]);
      if (stderr.includes('REFUSED CODE')) throw new Error(`V8 does not take what it compiled: ${stderr}`);
    }
    return await readCaches(caches);
  } finally {
    await rm(work, {recursive: true, force: true});
  }
}

/** Runs a command; how it ends does not matter, as some are to fail. */
function start(words) {
  const env = {PATH: process.env.PATH, HOME: '/nonexistent', TERM: 'dumb', TZ: 'UTC'};
  return run(process.execPath, words, {env, maxBuffer: 2 ** 28, timeout: TIME}).catch((error) => error);
}

async function readCaches(caches) {
  const entries = (await readdir(caches)).map(async (name) => [
    `./${name}`,
    await readFile(path.join(caches, name)),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

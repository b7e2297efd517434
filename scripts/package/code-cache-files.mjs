import {createHash} from 'node:crypto';
import {mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import path from 'node:path';

/** Names the program that a code cache was made of: V8 itself compares no more than the length of the text. */
const MARK = 'program.sha256';

/** Writes the compiled forms of a program's chunks into a directory. */
export async function writeCodeCache(directory, program, caches) {
  await rm(directory, {recursive: true, force: true});
  await mkdir(directory, {recursive: true});
  await writeFile(path.join(directory, MARK), markOf(program));
  for (const [name, bytes] of Object.entries(caches)) await writeFile(path.join(directory, name), bytes);
}

/** Reads them. Throws if they are of another program. */
export async function readCodeCache(directory, program) {
  if ((await readFile(path.join(directory, MARK), 'utf8')) !== markOf(program)) {
    throw new Error(`${directory} holds the code cache of another program`);
  }
  const files = (await readdir(directory)).filter((file) => file !== MARK).sort();
  const entries = files.map(async (file) => [`./${file}`, await readFile(path.join(directory, file))]);
  return Object.fromEntries(await Promise.all(entries));
}

function markOf(program) {
  const hash = createHash('sha256');
  for (const [name, text] of Object.entries(program)) hash.update(`${name} ${text.length}\n`).update(text);
  return hash.digest('hex');
}

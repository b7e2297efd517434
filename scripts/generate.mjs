// Writes the generated files and parts of files: node scripts/generate.mjs. With --check it only says which are old.

import {execFileSync} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {commandList, commandPages} from './generate/command-pages.mjs';
import {documentTypes} from './generate/document-types.mjs';
import {errorMessages} from './generate/error-messages.mjs';
import {loadFacts} from './generate/load-facts.mjs';
import {screens} from './generate/screens.mjs';
import {permissionTable, podBlock} from './generate/security-parts.mjs';
import {pictureOf} from './generate/terminal-picture.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CHECK = process.argv.includes('--check');

/** What the picture in the README shows: real output of these words, as far as it is interesting. */
const SESSION = [
  {
    words: ['diff', 'svc/web', '-n', 'shop', '--from', 'test/fixtures/recordings/tampered'],
    shown: 'diff svc/web -n shop --from incident.tar.gz',
  },
  {words: ['explain', 'IPVS001'], shown: 'explain IPVS001', lines: 15},
];

function run(words) {
  const program = path.join(ROOT, 'dist/kubectl-ipvs');
  const env = {PATH: process.env.PATH, TERM: 'xterm', LANG: 'C.UTF-8'};
  try {
    return execFileSync(program, words, {cwd: ROOT, env, encoding: 'utf8', maxBuffer: 2 ** 26});
  } catch (error) {
    if (error.status !== 1) throw error; // 1 says that something differs.
    return error.stdout;
  }
}

/** A text with what stands between the marks `<!-- NAME -->` and `<!-- end of NAME -->` replaced. */
function withPart(file, name, part) {
  const text = read(file);
  const [start, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no part ${name}`);
  return text.slice(0, from + start.length) + part + text.slice(to);
}

function read(file) {
  try {
    return readFileSync(path.join(ROOT, file), 'utf8');
  } catch {
    return '';
  }
}

/** Writes a file unless it is so already; gives the name of one that was not. */
function settle(file, text) {
  if (read(file) === text) return [];
  if (!CHECK) {
    mkdirSync(path.dirname(path.join(ROOT, file)), {recursive: true});
    writeFileSync(path.join(ROOT, file), text);
  }
  return [file];
}

/** Files of a folder of generated ones that are not made any more. */
function leftovers(folder, made) {
  const old = readdirSync(path.join(ROOT, folder))
    .map((file) => `${folder}/${file}`)
    .filter((file) => !(file in made));
  if (!CHECK) for (const file of old) rmSync(path.join(ROOT, file));
  return old;
}

const types = await documentTypes(ROOT);
const oldTypes = Object.entries(types).flatMap(([file, text]) => settle(file, text));
execFileSync(process.execPath, [path.join(ROOT, 'scripts/build.mjs')], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
const facts = await loadFacts(ROOT);
const pages = commandPages(facts.COMMANDS);
const {files: golden, incidents} = screens(ROOT);
const old = [
  ...oldTypes,
  ...settle('FINDINGS.md', run(['explain', '-o', 'markdown'])),
  ...Object.entries(pages).flatMap(([file, text]) => settle(file, text)),
  ...settle('README.md', withPart('README.md', 'commands', commandList(facts.COMMANDS))),
  ...settle('docs/permissions.md', withPart('docs/permissions.md', 'rights', permissionTable(facts))),
  ...settle('SECURITY.md', withPart('SECURITY.md', 'debug pod', podBlock(facts))),
  ...Object.entries(golden).flatMap(([file, text]) => settle(file, text)),
  ...settle('docs/reading-a-report.md', withPart('docs/reading-a-report.md', 'incidents', incidents)),
  ...settle(
    'docs/terminal.svg',
    pictureOf(SESSION.map((one) => ({...one, output: run([...one.words, '--color', 'always'])}))),
  ),
];
for (const [code, table] of Object.entries(await errorMessages(ROOT))) {
  old.push(
    ...settle('docs/troubleshooting.md', withPart('docs/troubleshooting.md', `messages of ${code}`, table)),
  );
}
old.push(
  ...leftovers('docs/commands', pages),
  ...leftovers('test/render/golden', golden),
  ...leftovers('src/render/documents', types),
);
for (const file of new Set(old)) console.log(CHECK ? `${file} is old: npm run generate` : `wrote ${file}`);
process.exitCode = old.length > 0 && CHECK ? 1 : 0;

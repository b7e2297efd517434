// Reads a stack trace of the built program: node scripts/read-stack.mjs MAPS < STACK
//
// MAPS is kubectl-ipvs_vVERSION_source-maps.json of the release that the trace is of, or dist/source-maps.json of
// a build. STACK is what the program wrote with -v=1. Each place in a chunk becomes one in src/.

import {readFileSync} from 'node:fs';
import {SourceMap} from 'node:module';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';

/** `at xe (/usr/bin/kubectl-ipvs/chunk-OD76FNUK.js:161:184)`, with or without a name. */
const PLACE =
  /(?:(?<name>\S+) )?(?<open>\(?)(?:[^\s():]*[/\\])?(?<file>(?:main|[\w-]+-[A-Z0-9]{8})\.js):(?<line>\d+):(?<column>\d+)(?<close>\)?)/g;

/** A stack trace with the places in the sources in place of those in the chunks, as far as the maps have them. */
export function readStack(text, maps) {
  const known = new Map();
  const mapOf = (file) => {
    if (!known.has(file)) known.set(file, maps[file] && new SourceMap(maps[file]));
    return known.get(file);
  };
  return text.replace(PLACE, (all, ...found) => {
    const {name, open, file, line, column, close} = found.at(-1);
    const entry = mapOf(file)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (!entry?.originalSource) return all;
    const source = entry.originalSource.replace(/^(?:\.\.\/)+/, '');
    const place = `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    return `${name === undefined ? '' : `${entry.name ?? name} `}${open}${place}${close}`;
  });
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [, , file] = process.argv;
  if (file === undefined) {
    process.stderr.write('usage: node scripts/read-stack.mjs MAPS < STACK\n');
    process.exitCode = 2;
  } else process.stdout.write(readStack(readFileSync(0, 'utf8'), JSON.parse(readFileSync(file, 'utf8'))));
}

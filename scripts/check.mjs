// Runs every check:* script of package.json, all of them even if one fails: node scripts/check.mjs

import {spawnSync} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SEARCH_PATH = [path.join(ROOT, 'node_modules/.bin'), process.env.PATH].join(path.delimiter);

function passes(name, command) {
  console.log(`\n== ${name}: ${command}`);
  const start = performance.now();
  const env = {...process.env, PATH: SEARCH_PATH};
  const {status} = spawnSync(command, {cwd: ROOT, env, shell: true, stdio: 'inherit'});
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok' : 'FAILED'} ${name} (${seconds} s)`);
  return status === 0;
}

const {scripts} = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'));
const checks = Object.entries(scripts).filter(([name]) => name.startsWith('check:'));
const failed = checks.filter(([name, command]) => !passes(name, command)).map(([name]) => name);
console.log(failed.length > 0 ? `\nfailed: ${failed.join(', ')}` : `\nall ${checks.length} checks passed`);
process.exitCode = failed.length > 0 ? 1 : 0;

// Bundles the program into one executable file: node scripts/build.mjs [--entry FILE] [--outfile FILE] [--analyze] [--dev]
// Beside it comes source-maps.json, with which scripts/read-stack.mjs reads its stack traces.
// --dev: not minified, with a source map, so that node --inspect-brk and stack traces show the sources.

import {chmod, mkdir, readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import esbuild from 'esbuild';
import {bundleForDebugger} from './bundle/for-debugger.mjs';
import {bundleChunks, link} from './bundle/link.mjs';
import {PLUGINS} from './bundle/plugins.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OUTFILE = path.join(ROOT, 'dist/kubectl-ipvs');

async function main() {
  const {values} = parseArgs({
    options: {
      entry: {type: 'string', default: path.join(ROOT, 'src/main.ts')},
      outfile: {type: 'string', default: OUTFILE},
      analyze: {type: 'boolean', default: false},
      dev: {type: 'boolean', default: false},
    },
  });
  const {version} = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'));
  const entry = path.resolve(values.entry);
  const bundle = {root: ROOT, entry, version, plugins: PLUGINS};
  const {program, maps, metafile} = values.dev
    ? await bundleForDebugger(bundle)
    : await bundleForUsers(bundle);
  await mkdir(path.dirname(values.outfile), {recursive: true});
  await writeFile(values.outfile, program);
  await chmod(values.outfile, 0o755);
  // The program runs as CommonJS and as a module; here, below a package of modules, CommonJS starts faster.
  if (values.outfile === OUTFILE)
    await writeFile(path.join(ROOT, 'dist/package.json'), '{"type": "commonjs"}\n');
  if (maps && values.outfile === OUTFILE)
    await writeFile(path.join(ROOT, 'dist/source-maps.json'), JSON.stringify(maps));
  if (values.analyze) process.stderr.write(await esbuild.analyzeMetafile(metafile));
  const size = `${Math.ceil(Buffer.byteLength(program) / 1024)} KiB`;
  process.stderr.write(`built ${path.relative(process.cwd(), values.outfile)}, ${size}\n`);
}

async function bundleForUsers(bundle) {
  const {chunks, maps, metafile} = await bundleChunks(bundle);
  return {program: await link(chunks), maps, metafile};
}

try {
  await main();
} catch (error) {
  if (!error.errors) throw error;
  process.exitCode = 1; // esbuild has printed what is wrong.
}

import {readFile} from 'node:fs/promises';
import path from 'node:path';
import esbuild from 'esbuild';

const TARGET = 'node20.19';
const LINE_LIMIT = 200; // Node prints the whole line when an error escapes.

/**
 * Bundles an entry and its dynamic imports. Gives the text of each chunk by its name; `./main.js` comes first, each other
 * one is compiled when it is first needed.
 */
export async function bundleChunks({root, entry, version, plugins}) {
  const {outputFiles, metafile} = await esbuild.build({
    absWorkingDir: root,
    entryPoints: {main: entry},
    outdir: path.join(root, 'dist'),
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: TARGET,
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    define: {PLUGIN_VERSION: JSON.stringify(version), 'import.meta.url': 'FILE_URL'},
    plugins,
  });
  const chunks = {};
  for (const file of outputFiles) chunks[`./${path.basename(file.path)}`] = await toCommonJs(file.text);
  return {chunks, metafile};
}

/** The chunks as one executable text. */
export async function link(chunks) {
  const loader = await esbuild.transform(await readFile(new URL('loader.js', import.meta.url), 'utf8'), {
    target: 'es2015',
    minify: true,
    lineLimit: LINE_LIMIT,
  });
  return `#!/usr/bin/env node\nconst CHUNKS=${JSON.stringify(chunks, null, 1)};\n${loader.code}`;
}

async function toCommonJs(source) {
  const {code} = await esbuild.transform(source, {
    format: 'cjs',
    platform: 'node',
    target: TARGET,
    supported: {'dynamic-import': false},
    minify: true,
    lineLimit: LINE_LIMIT,
    legalComments: 'none',
  });
  return code;
}

import {readFile} from 'node:fs/promises';
import path from 'node:path';
import esbuild from 'esbuild';

const TARGET = 'node20.19';
const LINE_LIMIT = 200; // Node prints the whole line when an error escapes.

/**
 * Bundles an entry and its dynamic imports. Gives the text of each chunk by its name; `./main.js` comes first, each other
 * one is compiled when it is first needed. Their source maps come too, by the name of the file in a stack trace.
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
    sourcemap: 'external',
    sourcesContent: false,
    define: {PLUGIN_VERSION: JSON.stringify(version), 'import.meta.url': 'FILE_URL'},
    plugins,
  });
  const texts = new Map(outputFiles.map((file) => [path.basename(file.path), file.text]));
  const chunks = {};
  const maps = {};
  for (const [name, text] of texts) {
    if (name.endsWith('.map')) continue;
    const {code, map} = await toCommonJs(text, texts.get(`${name}.map`));
    chunks[`./${name}`] = code;
    maps[name] = JSON.parse(map);
  }
  return {chunks, maps, metafile};
}

/**
 * The chunks as one executable text. They stand in a comment at its end, which Node.js passes over quickly; the loader knows
 * where each of them is, counted from the end.
 */
export async function link(chunks) {
  const texts = Object.entries(chunks).map(([name, text]) => [name, asComment(text)]);
  const end = '*/\n';
  let left = texts.reduce((sum, [, text]) => sum + text.length, end.length);
  const places = {};
  for (const [name, {length}] of texts) {
    places[name] = [-left, length - left];
    left -= length;
  }
  const loader = await esbuild.transform(await readFile(new URL('loader.js', import.meta.url), 'utf8'), {
    target: 'es2015',
    minify: true,
    lineLimit: LINE_LIMIT,
    define: {CHUNKS: JSON.stringify(places)},
  });
  const body = texts.map(([, text]) => text).join('');
  return `#!/usr/bin/env node\n${loader.code}/*${body}${end}`;
}

/** A text that does not end the comment it stands in. */
function asComment(text) {
  return text.replaceAll('*/', '*\u0001/');
}

async function toCommonJs(source, map) {
  // The map of the first step goes into that of the second one.
  const comment = `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}`;
  const result = await esbuild.transform(source + comment, {
    format: 'cjs',
    platform: 'node',
    target: TARGET,
    supported: {'dynamic-import': false},
    minify: true,
    lineLimit: LINE_LIMIT,
    legalComments: 'none',
    sourcemap: 'external',
    sourcesContent: false,
  });
  return {code: asAscii(result.code), map: result.map};
}

/** One byte for each character, so that a place in the text is a place in the file; esbuild leaves some as they are. */
function asAscii(code) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all that is not ASCII is meant
  return code.replace(/[^\u0000-\u007f]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

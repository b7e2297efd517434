import esbuild from 'esbuild';

/** The program as one text with a source map in it: a debugger stops in the sources, and stack traces name them. */
export async function bundleForDebugger({root, entry, version, plugins}) {
  const {outputFiles, metafile} = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: 'kubectl-ipvs',
    write: false,
    metafile: true,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    sourcemap: 'inline',
    keepNames: true,
    banner: {
      js: "#!/usr/bin/env -S node --enable-source-maps\nconst FILE_URL = require('node:url').pathToFileURL(__filename).href;",
    },
    define: {PLUGIN_VERSION: JSON.stringify(version), 'import.meta.url': 'FILE_URL'},
    plugins,
  });
  return {program: outputFiles[0].text, metafile};
}

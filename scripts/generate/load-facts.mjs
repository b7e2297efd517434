import {mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import esbuild from 'esbuild';

const EXPORTS = `
export {COMMANDS} from './src/commands/index.ts';
export {profileFor, podManifest} from './src/capture/pod-manifest.ts';
export {capturePermissions, fleetPermissions, readingPermissions} from './src/capture/rights/required-permissions.ts';
`;

/** What the documents tell of the program, from its own code. */
export async function loadFacts(root) {
  const {outputFiles} = await esbuild.build({
    absWorkingDir: root,
    stdin: {contents: EXPORTS, resolveDir: root, loader: 'ts'},
    write: false,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'error',
  });
  const file = path.join(root, 'dist/facts.mjs');
  await mkdir(path.dirname(file), {recursive: true});
  await writeFile(file, outputFiles[0].text);
  return await import(pathToFileURL(file).href);
}

import {spawn} from 'node:child_process';
import {once} from 'node:events';
import path from 'node:path';
import process from 'node:process';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import esbuild from 'esbuild';
import {watchOver} from './workplace.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Bundles programs of test/support, which are TypeScript, and returns the path of each by its name. */
export function bundleForBench(names) {
  // Below the repository, so that the bundles find its node_modules.
  const outdir = path.join(ROOT, 'dist/bench');
  esbuild.buildSync({
    entryPoints: names.map((name) => path.join(ROOT, `test/support/${name}.ts`)),
    outdir,
    outExtension: {'.js': '.mjs'},
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  return Object.fromEntries(names.map((name) => [name, path.join(outdir, `${name}.mjs`)]));
}

/** Starts the test API server with a large cluster, as a process of its own. */
export function startScaleServer(scale) {
  return startServerProgram('scale-server', JSON.stringify(scale));
}

/** Starts a program of test/support that serves a cluster. */
export async function startServerProgram(name, argument) {
  const {[name]: program} = bundleForBench([name]);
  const child = watchOver(spawn(process.execPath, [program, argument], {stdio: ['pipe', 'pipe', 'inherit']}));
  const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]();
  const kubeconfig = (await lines.next()).value;
  return {
    kubeconfig,
    /** How often each kind of request came since the last time. */
    async requests() {
      child.stdin.write('\n');
      return JSON.parse((await lines.next()).value);
    },
    async close() {
      child.stdin.end();
      await once(child, 'close');
    },
  };
}

import {spawn} from 'node:child_process';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import esbuild from 'esbuild';

/** What runs in the server's process: a node and a kube-proxy Pod for each file. */
const SERVER = `
  import {writeFileSync} from 'node:fs';
  import {startApiServer} from './test/support/api-server/index.ts';
  const [, , ready, ...files] = process.argv;
  const server = await startApiServer({version: 'v1.36.2'});
  for (const [index, file] of files.entries()) {
    const name = 'node' + String(index).padStart(3, '0');
    server.put({kind: 'Node', metadata: {name}, status: {nodeInfo: {operatingSystem: 'linux'}}});
    const pod = server.put({
      kind: 'Pod',
      metadata: {name: 'kube-proxy-' + index, namespace: 'kube-system', labels: {'k8s-app': 'kube-proxy'}},
      spec: {nodeName: name, containers: [{name: 'kube-proxy', image: 'kube-proxy:v1.36.2'}]},
      status: {phase: 'Running'},
    });
    server.setLogFile(pod, file);
  }
  writeFileSync(ready, server.kubeconfigPath);
  process.on('SIGTERM', () => server.close().then(() => process.exit(0)));
`;

/** Starts the test API server in another process, with these files as the logs of as many nodes. */
export function serveLogs(root, work, files) {
  const program = path.join(work, 'server.mjs');
  const {outputFiles} = esbuild.buildSync({
    stdin: {contents: SERVER, resolveDir: root, loader: 'js'},
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    banner: {
      js: "import {createRequire} from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  writeFileSync(program, outputFiles[0].contents);
  const ready = path.join(work, 'ready');
  const child = spawn(process.execPath, [program, ready, ...files], {stdio: ['ignore', 'ignore', 'inherit']});
  child.unref();
  while (!(existsSync(ready) && readFileSync(ready, 'utf8') !== '')) pause(50);
  return {kubeconfig: readFileSync(ready, 'utf8'), stop: () => child.kill('SIGTERM')};
}

/** The benchmark runs one program after the other, so it has nothing else to do. */
function pause(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

import {writeFile} from 'node:fs/promises';
import path from 'node:path';

// A server that nobody listens at: the way there is warmed up as well.
const NO_SERVER = {
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'none',
  clusters: [{name: 'none', cluster: {server: 'https://127.0.0.1:1', 'insecure-skip-tls-verify': true}}],
  users: [{name: 'none', user: {token: 'none'}}],
  contexts: [{name: 'none', context: {cluster: 'none', user: 'none'}}],
};

/** Command lines that between them run what users run; those that reach for a cluster fail. */
export async function warmUpLines(root, directory) {
  const kubeconfig = path.join(directory, 'kubeconfig');
  await writeFile(kubeconfig, JSON.stringify(NO_SERVER));
  const from = ['--from', path.join(root, 'test/fixtures/recordings/tampered')];
  return [
    ['--help'],
    ['diff', '--help'],
    ['explain', 'IPVS001'],
    ['explain'],
    ['diff', ...from],
    ['diff', ...from, '-o', 'json'],
    ['diff', ...from, '-o', 'yaml'],
    ['diff', ...from, '-o', 'wide', '--color', 'always'],
    ['diff', '--dry-run'],
    ['diff', '--kubeconfig', kubeconfig],
    ['cleanup', '--kubeconfig', kubeconfig],
    ['status', ...from],
    ['check', ...from],
    ['logs', ...from],
    ['trace', 'svc/web', '-n', 'shop', ...from],
    ['version', '--kubeconfig', kubeconfig],
    ['__complete', 'diff', '--kubeconfig', kubeconfig, 'svc/'],
    ['version', '--client'],
  ];
}

import {spawnSync} from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import {expect, test} from '@jest/globals';
import {ROOT, recording} from '../support/program.ts';

const REPORT = path.join(ROOT, 'test/support/report-chunks.cjs');

/** Whether a command loads the Kubernetes client, which takes longer than all else. */
function loadsClient(words: readonly string[]): boolean {
  const all = ['--require', REPORT, path.join(ROOT, 'dist/kubectl-ipvs'), ...words];
  const {output} = spawnSync(process.execPath, all, {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  return output[3] !== '';
}

test.each([
  [[]],
  [['--help']],
  [['diff', '--help']],
  [['--version']],
  [['version', '--client', '-o', 'json']],
  [['explain', 'IPVS001']],
  [['completion', 'bash']],
  [['__complete', 'diff', '--outp']],
  [['diff', '--from', recording('healthy')]],
  [['diff', '--dry-run']],
  [['diff', '--nonsense']],
])('%j does not load the Kubernetes client', (words) => {
  expect(loadsClient(words)).toBe(false);
});

test('a command that asks a cluster does', () => {
  expect(loadsClient(['version', '--server', 'https://127.0.0.1:1'])).toBe(true);
});

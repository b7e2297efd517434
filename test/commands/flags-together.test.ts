import {describe, expect, test} from '@jest/globals';
import {recording} from '../support/program.ts';
import {run} from '../support/run.ts';

const FROM = ['--from', recording('healthy')];

describe('flags that do not fit a snapshot', () => {
  test.each([
    ['diff'],
    ['status'],
    ['check'],
    ['check', '--migration'],
    ['check', '--upgrade-to', '1.36'],
    ['trace', 'svc/web', '-n', 'shop'],
  ])('--dry-run of %j: no pod would run, so there is nothing to print', async (...words) => {
    const {stdout, stderr, exitCode} = await run([...words, ...FROM, '--dry-run']);
    expect(stderr).toContain(
      '--dry-run and --from cannot be combined: a snapshot is read without debug pods',
    );
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  test('--context and its like are not used, and that is said', async () => {
    const {stdout, stderr, exitCode} = await run(['diff', ...FROM, '--context', 'prod', '--as', 'jane']);
    expect(stderr).toContain('not used: --context, --as, since --from reads a snapshot');
    expect(stdout).toContain('2 nodes');
    expect(exitCode).toBe(0);
  });
});

test('trace --real of an address that is no real server is an error that names those there are', async () => {
  const {stdout, stderr, exitCode} = await run([
    'trace',
    'svc/web',
    '-n',
    'shop',
    ...FROM,
    '--real',
    '9.9.9.9',
  ]);
  expect(stderr).toMatch(
    /9\.9\.9\.9 is not a real server of shop\/web on the selected nodes\nits real servers are 10\.244\./,
  );
  expect(stdout).toBe('');
  expect(exitCode).toBe(2);
});

test('cleanup -n: the namespace is that of the debug pods', async () => {
  const {stderr, exitCode} = await run(['cleanup', '-n', 'tools']);
  expect(stderr).toContain('unknown flag -n\ndid you mean --debug-namespace?');
  expect(exitCode).toBe(2);
});

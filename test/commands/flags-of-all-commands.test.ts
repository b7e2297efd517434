import {expect, test} from '@jest/globals';
import {recording} from '../support/program.ts';
import {run} from '../support/run.ts';

const POD_FLAGS = [
  '--image',
  'example.com/tools:1',
  '--concurrency',
  '5',
  '--timeout',
  '1m30s',
  '--keep-pods',
];

test.each([
  ['logs', ['logs', '--from', recording('healthy'), '--tail', '3']],
  ['version', ['version', '--client']],
])('%s takes the flags of debug pods, though it makes none', async (_, words) => {
  const plain = await run(words);
  expect(plain.exitCode).toBe(0);
  expect(await run([...words, ...POD_FLAGS])).toEqual(plain);
});

test.each([
  ['trace', ['trace', 'svc/web', '-n', 'shop', '--once', '--from', recording('healthy')], ['--no-headers']],
  ['version', ['version', '--from', recording('healthy')], ['--image', 'x']],
])('%s takes what makes no difference to it', async (_, words, more) => {
  const plain = await run(words);
  expect(plain.exitCode).toBe(0);
  expect(await run([...words, ...more])).toEqual(plain);
});

test('a flag that a command would have to heed is refused where it cannot', async () => {
  const {exitCode, stderr} = await run(['cleanup', '--node', 'node1']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('unknown flag --node');
});

test.each([
  ['--timeout', 'soon'],
  ['--concurrency', '0'],
  ['--request-timeout', 'never'],
])('%s %s is refused before anything is read, also where it is of no use', async (flag, text) => {
  for (const command of ['diff', 'logs']) {
    const words = [command, '--from', 'no-such-snapshot', flag, text];
    const {exitCode, stderr} = await run(words);
    expect(stderr).toContain(`${flag} cannot be ${text}`);
    expect(exitCode).toBe(2);
  }
});

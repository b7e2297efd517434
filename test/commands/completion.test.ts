import {describe, expect, test} from '@jest/globals';
import {recording} from '../support/program.ts';
import {run} from '../support/run.ts';

const FROM = ['--from', recording('healthy')];

async function choices(...words: string[]): Promise<readonly string[]> {
  const {stdout} = await run(['__complete', ...words]);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t')[0] ?? '');
}

describe('with a snapshot its names are offered, without a cluster', () => {
  test.each([
    ['Services', ['diff', ...FROM, '-n', 'shop', 'svc/mme-'], ['svc/mme-dual']],
    ['nodes', ['diff', ...FROM, '--node', ''], ['node1', 'node2']],
    ['namespaces', ['diff', ...FROM, '-n', 'sh'], ['shop']],
    ['addresses', ['trace', 'svc/resolver', ...FROM, '-n', 'shop', '--to', ''], expect.any(Array)],
  ] as const)('%s', async (_, words, expected) => {
    const found = await choices(...words);
    expect(found.at(-1)).toBe(':4');
    expect(found.slice(0, -1)).toEqual(expected);
    expect(found.length).toBeGreaterThan(1);
  });

  test('addresses have their ports, and real servers are the endpoints of the Service', async () => {
    const [address] = await choices('trace', 'svc/web', ...FROM, '-n', 'shop', '--to', '');
    expect(address).toMatch(/^10\.96\.\d+\.\d+:80$/);
    const reals = await choices('trace', 'svc/web', ...FROM, '-n', 'shop', '--real', '');
    expect(reals.length).toBeGreaterThan(1);
    for (const real of reals.slice(0, -1)) expect(real).toMatch(/^10\.244\.\d+\.\d+$/);
  });
});

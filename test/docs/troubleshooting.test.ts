import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {expect, test} from '@jest/globals';
import {ROOT, runProgram} from '../support/program.ts';

function read(file: string): Promise<string> {
  return readFile(path.join(ROOT, file), 'utf8');
}

function sorted(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, code]) => code ?? '').sort();
}

test('every error code has its section, and every section its code', async () => {
  const union = /export type ErrorCode =([^;]*);/.exec(await read('src/errors.ts'))?.[1] ?? '';
  const codes = sorted(union, /'([a-z-]+)'/g);
  expect(codes.length).toBeGreaterThan(20);
  expect(sorted(await read('docs/troubleshooting.md'), /^Code `([a-z-]+)`\./gm)).toEqual(codes);
});

test('every section has a message', async () => {
  const text = await read('docs/troubleshooting.md');
  for (const [, code, table] of text.matchAll(/<!-- messages of ([a-z-]+) -->\n([\s\S]*?)<!-- end of/g)) {
    expect(`${code}: ${table}`).toContain('\n| message | what to do |\n');
  }
});

test.each([
  [['diff', '--from', '/no/such/snapshot'], 'there is no snapshot at PATH'],
  [['diff', '--nonsense'], 'unknown flag --NAME'],
  [['nothing'], 'there is no command NAME'],
  [['diff', '--server', 'x'], 'the server SHOWN is not an address of the form https://HOST:PORT'],
])('what %j says stands there', async (words, message) => {
  const {stderr} = await runProgram(words);
  const pattern = message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/[A-Z]{4,}/g, '.+');
  expect(stderr).toMatch(new RegExp(`^error: ${pattern.replace('.+:.+', 'HOST:PORT')}`));
  expect(await read('docs/troubleshooting.md')).toContain(`| ${message} |`);
});

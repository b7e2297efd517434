import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {expect, test} from '@jest/globals';
import {ROOT, runProgram} from '../support/program.ts';

const BLOCK = /<!-- output of: (?<words>[^;]+);[^>]*-->\n```\n(?<text>[\s\S]*?)```/;

test('the output in the README is what the program prints', async () => {
  const readme = await readFile(path.join(ROOT, 'README.md'), 'utf8');
  const {words = '', text = ''} = BLOCK.exec(readme)?.groups ?? {};
  const {stdout} = await runProgram(words.split(' '), {
    env: {PATH: process.env.PATH ?? '', COLUMNS: '100', LC_ALL: 'C.UTF-8'},
  });
  let rest = stdout;
  for (const part of text.split('…\n')) {
    expect(rest).toContain(part);
    rest = rest.slice(rest.indexOf(part) + part.length);
  }
  expect(text.length).toBeGreaterThan(1000);
});

test('the README names the commands that do everything', async () => {
  const readme = await readFile(path.join(ROOT, 'README.md'), 'utf8');
  for (const name of ['scripts/demo', 'scripts/test']) expect(readme).toContain(name);
});

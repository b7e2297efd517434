import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from '@jest/globals';
import {ROOT} from '../support/program.ts';

const DOCUMENTS = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(path.join(ROOT, 'docs'), {recursive: true, encoding: 'utf8'})
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

test.each(DOCUMENTS)('%s: what it links to is there', (file) => {
  for (const [, target = ''] of read(file).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    expect([target, existsSync(path.join(ROOT, path.dirname(file), target))]).toEqual([target, true]);
  }
});

test('the architecture names every module', () => {
  const text = read('ARCHITECTURE.md');
  for (const name of readdirSync(path.join(ROOT, 'src'))) expect(text).toContain(`| \`src/${name}\` |`);
});

test('every document is reachable from the README', () => {
  const reached = new Set(['README.md']);
  for (const file of reached) {
    for (const [, target = ''] of read(file).matchAll(/\]\(([^)#\s]+\.md)[^)]*\)/g)) {
      if (!/^[a-z]+:/.test(target)) reached.add(path.normalize(path.join(path.dirname(file), target)));
    }
  }
  expect(DOCUMENTS.filter((file) => !reached.has(file) && file !== 'docs/commands/README.md')).toEqual([]);
});

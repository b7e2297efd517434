import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {inBrowser, useBrowser} from '../../support/browser.ts';
import {recording, runProgram} from '../../support/program.ts';

const CALLS: readonly (readonly [string, readonly string[]])[] = [
  ['diff', ['diff']],
  ['status', ['status']],
  ['check', ['check']],
  ['trace', ['trace', 'svc/web', '-n', 'shop', '--once']],
];

const from = (name: string) => ['--from', recording(name)];
let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'kubectl-ipvs-pages-'));
});
afterAll(async () => {
  await rm(directory, {recursive: true});
});

/** The words of a text, however they are laid out. */
const wordsOf = (text: string) => text.replaceAll(/\s+/g, ' ');

const open = useBrowser();

describe.each(CALLS)('%s -o html', (_, words) => {
  inBrowser('shows the verdict first, asks nothing of a network, complains of nothing', async () => {
    const {stdout, exitCode} = await runProgram([...words, ...from('stale-backends'), '-o', 'html']);
    const table = await runProgram([...words, ...from('stale-backends')]);
    expect(exitCode).toBe(table.exitCode);
    const file = path.join(directory, `${words[0]}.html`);
    await writeFile(file, stdout);
    const {page, requests, errors} = await open(pathToFileURL(file).href);
    expect(requests).toEqual([]);
    expect(errors).toEqual([]);
    const verdict = wordsOf(await page.locator('.verdict').innerText());
    if (words[0] === 'trace') expect(verdict).toMatch(/broken|not served/);
    else expect(wordsOf(table.stdout)).toContain(verdict.replace(/^\S+ /, ''));
    for (const table of await page.locator('.filtered').all())
      expect(await table.locator('output').innerText()).toMatch(/^(\d+) of \1$/);
    await page.close();
  });
});

describe.each(CALLS)('%s -o markdown', (_, words) => {
  test('begins with the verdict and fits into a comment', async () => {
    const {stdout} = await runProgram([...words, ...from('tampered'), '-o', 'markdown']);
    expect(stdout).toMatch(/^### [✕!?✓] \S/);
    expect(stdout.length).toBeLessThan(65_536);
  });

  test('a healthy cluster is said to be sound', async () => {
    const {stdout, exitCode} = await runProgram([...words, ...from('healthy'), '-o', 'markdown']);
    expect(stdout).not.toMatch(/^### ✕/);
    expect(exitCode).toBe(0);
  });
});

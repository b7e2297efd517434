import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterAll, beforeAll, describe, expect} from '@jest/globals';
import {renderPage} from '../../../src/render/html/render-page.ts';
import type {Page} from '../../../src/render/page/page.ts';
import {inBrowser, useBrowser} from '../../support/browser.ts';

const HOSTILE = '<img src=x onerror=alert(1)></script><script>document.title="gone"</script>"\'&amp;\u202e';

const PAGE: Page = {
  title: 'kubectl ipvs diff',
  verdict: {tone: 'bad', text: `2 Services not served on ${HOSTILE}`},
  facts: ['Cluster: context test'],
  sections: [
    {
      kind: 'claims',
      title: 'Causes',
      claims: [
        {
          tone: 'bad',
          text: `kube-proxy on ${HOSTILE} is hung`,
          evidence: ['connects, no answer after 5 s'],
          commands: [{where: 'here', command: 'kubectl --context=test -n kube-system get pods'}],
        },
      ],
    },
    {
      kind: 'map',
      title: 'Services by node',
      caption: '',
      rowHeader: 'Service',
      columns: [
        {label: 'node1', title: 'node1'},
        {label: HOSTILE, title: HOSTILE},
        {label: '7 nodes', title: 'a, b'},
      ],
      rows: [
        {
          label: 'shop/web',
          tone: 'bad',
          cells: [{tone: 'bad', text: '2', title: 'stale: 2'}, undefined, undefined],
        },
        {
          label: 'shop/api',
          tone: 'warn',
          cells: [undefined, {tone: 'warn', text: '1', title: HOSTILE}, undefined],
        },
        {label: HOSTILE, tone: 'warn', cells: [undefined, undefined, {tone: 'warn', text: '10', title: ''}]},
      ],
    },
    {
      kind: 'table',
      title: 'All differences',
      caption: '',
      headers: ['Service', 'Count'],
      rows: [
        {tone: 'bad', cells: ['shop/web', '9']},
        {tone: 'warn', cells: ['shop/api', '10']},
        {tone: 'info', cells: [HOSTILE, '1']},
      ],
    },
    {
      kind: 'timeline',
      title: 'Convergence',
      caption: '',
      from: 0,
      to: 10_000,
      lanes: [
        {
          label: HOSTILE,
          marks: [
            {from: 0, to: 4000, tone: 'bad', text: HOSTILE},
            {from: 5000, to: 5000, tone: 'ok', text: 'followed'},
          ],
        },
      ],
    },
  ],
};

let directory = '';
let url = '';
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'kubectl-ipvs-page-'));
  const file = path.join(directory, 'report.html');
  await writeFile(file, renderPage(PAGE));
  url = pathToFileURL(file).href;
});
afterAll(async () => {
  await rm(directory, {recursive: true});
});

const open = useBrowser();

describe('a page in a real browser', () => {
  inBrowser('asks nothing of a network, complains of nothing, and shows hostile names as text', async () => {
    const {page, requests, errors} = await open(url);
    await page.waitForFunction("document.querySelector('output').textContent !== ''");
    expect(requests).toEqual([]);
    expect(errors).toEqual([]);
    expect(await page.title()).toBe('kubectl ipvs diff');
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('.verdict').innerText()).toContain('<img src=x onerror=alert(1)>');
    expect(await page.locator('body').innerText()).not.toContain('\u202e');
    await page.close();
  });

  inBrowser('filters by words, and by the Service that is clicked', async () => {
    const {page} = await open(url);
    const map = page.locator('section', {hasText: 'Services by node'});
    await map.locator('input').fill('shop AP');
    expect(await map.locator('tbody tr:visible').count()).toBe(1);
    expect(await map.locator('output').innerText()).toBe('1 of 3');
    await map.locator('tbody tr:visible th').click();
    const table = page.locator('section', {hasText: 'All differences'});
    expect(await table.locator('input').inputValue()).toBe('shop/api');
    expect(await table.locator('tbody tr:visible').count()).toBe(1);
    await page.close();
  });

  inBrowser('sorts by a column, with the keyboard too, numbers as numbers', async () => {
    const {page} = await open(url);
    const table = page.locator('section', {hasText: 'All differences'});
    const counts = () => table.locator('tbody td:last-child').allInnerTexts();
    await table.locator('thead th', {hasText: 'Count'}).click();
    expect(await counts()).toEqual(['1', '9', '10']);
    await page.keyboard.press('Enter');
    expect(await counts()).toEqual(['10', '9', '1']);
    const map = page.locator('section', {hasText: 'Services by node'});
    await map.locator('thead th', {hasText: '7 nodes'}).click();
    expect(await map.locator('tbody tr').first().innerText()).toContain('10');
    await page.close();
  });

  inBrowser('copies a command, and nothing but the command', async () => {
    const {page} = await open(url);
    await page.evaluate(
      "Object.defineProperty(navigator, 'clipboard', {value: {writeText: async (text) => document.body.setAttribute('data-copied', text)}})",
    );
    const button = page.getByRole('button', {name: 'Copy'});
    await button.click();
    await page.waitForSelector('body[data-copied]');
    expect(await page.locator('body').getAttribute('data-copied')).toBe(
      'kubectl --context=test -n kube-system get pods',
    );
    await page.close();
  });

  inBrowser('is dark where the reader wants it dark', async () => {
    const background = async (dark: boolean) => {
      const {page} = await open(url, {dark});
      const colour = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      await page.close();
      return colour;
    };
    expect(await background(false)).toBe('rgb(255, 255, 255)');
    expect(await background(true)).not.toBe('rgb(255, 255, 255)');
  });

  inBrowser('shows all rows without scripts, as in an attachment that is not trusted', async () => {
    const {page, errors} = await open(url, {scripts: false});
    expect(await page.locator('tbody tr:visible').count()).toBe(6);
    expect(errors).toEqual([]);
    await page.close();
  });

  inBrowser('opens the evidence on paper', async () => {
    const {page} = await open(url);
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.getByText('connects, no answer after 5 s').isVisible()).toBe(true);
    await page.close();
  });
});

import {existsSync} from 'node:fs';
import {afterAll, beforeAll, test} from '@jest/globals';
import {type Browser, chromium, type Page} from 'playwright-core';

/** Debian's chromium; CHROMIUM names another one. */
const PROGRAM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Tests in a real browser; counted as skipped where there is none. */
export const inBrowser = existsSync(PROGRAM) ? test : test.skip;

/** A page in a browser, with what it asked of the network and what it complained of. */
export interface OpenPage {
  readonly page: Page;
  /** Addresses that the page asked for, beside itself. */
  readonly requests: readonly string[];
  readonly errors: readonly string[];
}

/** A browser for the tests of a file; gives a function that shows a text as a file from disk. */
export function useBrowser(): (
  url: string,
  options?: {dark?: boolean; scripts?: boolean},
) => Promise<OpenPage> {
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (existsSync(PROGRAM))
      browser = await chromium.launch({executablePath: PROGRAM, args: ['--no-sandbox']});
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
  });
  return async (url, {dark = false, scripts = true} = {}) => {
    if (!browser) throw new Error('no browser');
    const page = await browser.newPage({colorScheme: dark ? 'dark' : 'light', javaScriptEnabled: scripts});
    const requests: string[] = [];
    const errors: string[] = [];
    page.on('request', (request) => {
      if (request.url() !== url) requests.push(request.url());
    });
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(url);
    return {page, requests, errors};
  };
}

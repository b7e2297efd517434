import {existsSync, readFileSync, statSync} from 'node:fs';
import process from 'node:process';
import {pathToFileURL} from 'node:url';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Whether there is a browser to measure with: Debian's, or the one that CHROMIUM names. */
export const hasBrowser = existsSync(CHROMIUM);

/**
 * What an HTML report costs in a browser: megabytes of the file and of the renderer's memory, milliseconds until something
 * is painted, until the page is loaded, and until a filter and a sort are painted.
 */
export async function measurePage(file) {
  const {chromium} = await import('playwright-core');
  const browser = await chromium.launch({executablePath: CHROMIUM, args: ['--no-sandbox']});
  try {
    const page = await browser.newPage({viewport: {width: 1280, height: 900}});
    await page.goto(pathToFileURL(file).href, {waitUntil: 'load'});
    const {paint, load} = await page.evaluate(async () => {
      const painted = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
      while (painted() === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
      return {paint: painted(), load: performance.getEntriesByType('navigation')[0]?.loadEventEnd};
    });
    const filter = await timed(page, () => {
      const input = document.querySelector('.filtered input');
      input.value = '0042';
      input.dispatchEvent(new Event('input'));
    });
    await timed(page, () => {
      const input = document.querySelector('.filtered input');
      input.value = '';
      input.dispatchEvent(new Event('input'));
    });
    const sort = await timed(page, () => document.querySelector('.filtered thead th').click());
    const rows = await page.evaluate(() => document.querySelectorAll('tbody tr').length);
    return {
      size: statSync(file).size / 1e6,
      rows,
      paint,
      load,
      filter,
      sort,
      memory: await rendererMemory(browser),
    };
  } finally {
    await browser.close();
  }
}

/** Milliseconds until what an action changed is on the screen. */
function timed(page, action) {
  return page.evaluate(
    `(async () => {
      const begin = performance.now();
      (${action})();
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      return performance.now() - begin;
    })()`,
  );
}

/** Megabytes of the largest renderer, which is that of the page; undefined where /proc does not tell. */
async function rendererMemory(browser) {
  const session = await browser.newBrowserCDPSession();
  const {processInfo} = await session.send('SystemInfo.getProcessInfo');
  const sizes = processInfo.filter(({type}) => type === 'renderer').map(({id}) => residentMegabytes(id));
  return Math.max(...sizes);
}

function residentMegabytes(pid) {
  const status = `/proc/${pid}/status`;
  const kilobytes = existsSync(status)
    ? /^VmRSS:\s+(\d+)/m.exec(readFileSync(status, 'utf8'))?.[1]
    : undefined;
  return kilobytes === undefined ? Number.NaN : Number(kilobytes) / 1024;
}

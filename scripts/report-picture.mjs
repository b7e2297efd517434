// Makes docs/report.png, the picture of -o html in the README: node scripts/report-picture.mjs
// Needs the built program and a browser: Debian's chromium, or another that CHROMIUM names.

import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {chromium} from 'playwright-core';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RECORDING = 'test/fixtures/recordings/stale-backends';

const {stdout, status} = spawnSync('dist/kubectl-ipvs', ['diff', '--from', RECORDING, '-o', 'html'], {
  cwd: ROOT,
  encoding: 'utf8',
  maxBuffer: 1e9,
});
if (status !== 1) throw new Error(`diff of ${RECORDING} ended with ${status}: run npm run build first`);
const directory = mkdtempSync(path.join(tmpdir(), 'kubectl-ipvs-picture-'));
const file = path.join(directory, 'report.html');
writeFileSync(file, stdout);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const page = await browser.newPage({viewport: {width: 1100, height: 780}});
  await page.goto(pathToFileURL(file).href);
  await page.screenshot({path: path.join(ROOT, 'docs/report.png')});
} finally {
  await browser.close();
  rmSync(directory, {recursive: true});
}

import {execFile} from 'node:child_process';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {COMMANDS} from '../../src/commands/index.ts';
import {installAsKrew} from '../support/krew/install-as-krew.ts';
import {ROOT, recording} from '../support/program.ts';

const run = promisify(execFile);
const RELEASE = path.join(ROOT, 'dist/release');
const archives = existsSync(RELEASE) ? readdirSync(RELEASE) : [];
const archive = archives.find((name) => name.includes(`_${process.platform}_`) && name.endsWith('.tar.gz'));
const kubectl = (process.env.PATH ?? '')
  .split(path.delimiter)
  .map((directory) => path.join(directory, 'kubectl'))
  .find((file) => existsSync(file));

/** The README's command lines, after `kubectl ipvs`, but for those that need a cluster. */
function readmeLines(): readonly string[] {
  const text = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const lines = [...text.matchAll(/^kubectl ipvs (.*?)(?: +#.*)?$/gm)].map(([, line]) => line ?? '');
  return lines.filter((line) => line !== '' && !/^(cleanup|completion|snapshot)/.test(line));
}

/** A command line on the recordings instead of a cluster. */
function offline(words: readonly string[]): readonly string[] {
  const {flags = []} = COMMANDS.find(({name}) => name === words[0]) ?? {};
  const recorded = words
    .filter((word) => word !== '-f')
    .map((word) => (word.endsWith('.tar.gz') ? recording('healthy') : word.replace('checkout', 'web')));
  if (recorded.includes('--from') || recorded.includes('--dry-run')) return recorded;
  return flags.some(({name}) => name === 'from') ? [...recorded, '--from', recording('healthy')] : recorded;
}

const withArchive = archive === undefined ? describe.skip : describe;
const withKubectl = kubectl === undefined ? test.skip : test;

withArchive('the archive, installed as krew installs it, where nothing else is in PATH', () => {
  let root: string;
  let links: string;

  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'kubectl-ipvs-krew-'));
    const version = /_(v[^_]+)_/.exec(archive ?? '')?.[1] ?? '';
    const sums = await readFile(path.join(RELEASE, `kubectl-ipvs_${version}_checksums.txt`), 'utf8');
    const sha256 =
      sums
        .split('\n')
        .find((line) => line.endsWith(`  ${archive}`))
        ?.slice(0, 64) ?? '';
    const plugin = {
      name: 'ipvs',
      version,
      archive: path.join(RELEASE, archive ?? ''),
      sha256,
      bin: 'kubectl-ipvs',
    };
    links = await installAsKrew(root, plugin);
  }, 60_000);

  afterAll(() => rm(root, {recursive: true, force: true}));

  function env() {
    return {PATH: links, HOME: root};
  }

  test('the licences are among the files', () => {
    const [version = ''] = readdirSync(path.join(root, 'store/ipvs'));
    const files = readdirSync(path.join(root, 'store/ipvs', version)).sort();
    expect(files).toEqual(['LICENSE', 'THIRD-PARTY-LICENSES', 'kubectl-ipvs', 'kubectl_complete-ipvs']);
  });

  test('the licences name each bundled package and Node.js', async () => {
    const [version = ''] = readdirSync(path.join(root, 'store/ipvs'));
    const text = await readFile(path.join(root, 'store/ipvs', version, 'THIRD-PARTY-LICENSES'), 'utf8');
    const {dependencies} = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    // Of yargs the parser is bundled, and nothing else.
    for (const [name, pinned] of Object.entries(dependencies))
      expect(text).toContain(name === 'yargs' ? '\nyargs-parser ' : `\n${name} ${pinned} (`);
    expect(text).toContain('Node.js and what it bundles');
    expect(text).not.toContain('no licence file');
  });

  withKubectl('kubectl runs it through the link', async () => {
    const {stdout} = await run(kubectl ?? '', ['ipvs', '--version'], {env: env()});
    expect(stdout).toMatch(/^Client Version: v\d/);
  });

  test('NODE_OPTIONS of the shell is not for it', async () => {
    const words = ['--version'];
    const {stdout} = await run(path.join(links, 'kubectl-ipvs'), words, {
      env: {...env(), NODE_OPTIONS: '--no-such-flag'},
    });
    expect(stdout).toContain('Client Version');
  });

  test.each(readmeLines())('the README’s line runs: %s', async (line) => {
    const words = offline(line.split(' '));
    const ended = await run(path.join(links, 'kubectl-ipvs'), words, {env: env(), maxBuffer: 2 ** 26}).catch(
      (error: {code: number; stdout: string; stderr: string}) => ({...error, failed: error.code}),
    );
    expect(ended.stderr).not.toMatch(/error:|unexpectedly/);
    if (!line.startsWith('logs')) expect(ended.stdout).not.toBe('');
    expect('failed' in ended ? ended.failed : 0).toBeLessThan(2);
  });
});

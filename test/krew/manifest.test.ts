import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {load} from 'js-yaml';
import {brokenRules} from '../support/krew/broken-rules.ts';
import {ROOT} from '../support/program.ts';

type Manifest = Record<string, unknown> & {
  metadata: Record<string, unknown>;
  spec: Record<string, unknown> & {platforms: Record<string, unknown>[]};
};

async function manifest(file = 'plugin.yaml'): Promise<Manifest> {
  return load(await readFile(path.join(ROOT, file), 'utf8')) as Manifest;
}

describe('plugin.yaml', () => {
  test('keeps all rules of krew', async () => {
    expect(brokenRules(await manifest(), 'ipvs')).toEqual([]);
  });

  test('serves each platform that executables are made for', async () => {
    const {platforms} = JSON.parse(
      await readFile(path.join(ROOT, 'scripts/package/runtimes.json'), 'utf8'),
    ) as {platforms: Record<string, unknown>};
    const served = (await manifest()).spec.platforms.map(({selector}) => {
      const {os, arch} = (selector as {matchLabels: {os: string; arch: string}}).matchLabels;
      return `${os}-${arch}`;
    });
    expect(served).toEqual(Object.keys(platforms));
  });

  test('says what the template says; versions, addresses and checksums are of one release', async () => {
    const [plugin, template] = [await manifest(), await manifest('krew/ipvs.template.yaml')];
    const {version} = plugin.spec;
    const plain = ({spec, ...rest}: Manifest) => ({
      ...rest,
      spec: {
        ...spec,
        version: '',
        platforms: spec.platforms.map(({uri: _, sha256: __, ...platform}) => platform),
      },
    });
    expect(plain(plugin)).toEqual(plain(template));
    for (const {uri, bin} of plugin.spec.platforms) {
      expect(uri).toContain(`/releases/download/${String(version)}/kubectl-ipvs_${String(version)}_`);
      expect(uri).toMatch(bin === 'kubectl-ipvs.exe' ? /_windows_[a-z0-9]+\.zip$/ : /\.tar\.gz$/);
    }
  });

  test('is of the version in package.json', async () => {
    const {version} = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect((await manifest()).spec.version).toBe(`v${version}`);
  });
});

describe('a manifest that krew would refuse', () => {
  const description = '  shortDescription: Compare';
  test.each([
    ['another apiVersion', 'v1alpha2', 'v1alpha9', 'apiVersion is'],
    ['another kind', 'kind: Plugin', 'kind: Plugins', 'kind is Plugin'],
    ['another name', 'name: ipvs', 'name: kube-ipvs', 'is that of the file'],
    ['a version without v', /version: 'v/, "version: '", 'with a v'],
    ['no short description', 'shortDescription: ', 'shortDescription: # ', 'there is a short description'],
    ['a long short description', description, `${description} ${'x'.repeat(40)}`, 'at most 50'],
    ['a wide description', 'Finds out', `Finds ${'x '.repeat(40)} out`, 'the description has'],
    ['a field of its own', 'spec:', 'spec:\n  author: me', 'no field author'],
    ['no platform', /platforms:[\s\S]*/, 'platforms: []', 'there is a platform'],
    ['a checksum in capitals', /sha256: '[0-9a-f]+/, `sha256: '${'A'.repeat(64)}`, 'sha256 is'],
    ['no address', /uri: .*/, 'uri: ""', 'there is an uri'],
    [
      'an empty list of files',
      'bin: kubectl-ipvs',
      'files: []\n      bin: kubectl-ipvs',
      'files are left out',
    ],
    ['a platform twice', 'arch: arm64', 'arch: amd64', 'several platforms match linux/amd64'],
    ['a label of its own', 'arch: amd64', 'libc: gnu', 'os and arch only'],
    ['a platform that krew does not know', 'os: linux', 'os: plan9', 'matches a platform of krew'],
  ])('%s', async (_, from, to, rule) => {
    const text = await readFile(path.join(ROOT, 'plugin.yaml'), 'utf8');
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    expect(brokenRules(load(changed) as Manifest, 'ipvs').join('\n')).toContain(rule);
  });
});

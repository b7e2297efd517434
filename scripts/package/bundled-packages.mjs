import {readdir, readFile} from 'node:fs/promises';
import path from 'node:path';

const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.|-|$)/i;

/**
 * The packages that have code in the bundle, sorted by name: name, version, licence, the texts of its licence files, and
 * checksum of its archive from package-lock.json.
 */
export async function bundledPackages(root, metafile) {
  const lock = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8'));
  const directories = new Set();
  for (const {inputs} of Object.values(metafile.outputs)) {
    for (const [file, {bytesInOutput}] of Object.entries(inputs)) {
      const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file);
      if (match && bytesInOutput > 0) directories.add(match[1]);
    }
  }
  const packages = await Promise.all([...directories].map((directory) => readPackage(root, directory, lock)));
  // A package may lie in several directories.
  const unique = new Map(packages.map((one) => [`${one.name} ${one.version}`, one]));
  return [...unique].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, found]) => found);
}

async function readPackage(root, directory, lock) {
  const manifest = JSON.parse(await readFile(path.join(root, directory, 'package.json'), 'utf8'));
  const {name, version, license} = manifest;
  if (typeof license !== 'string') throw new Error(`${name} does not say which licence it has`);
  const files = (await readdir(path.join(root, directory))).filter((file) => LICENCE_FILE.test(file)).sort();
  const texts = files.map((file) => readFile(path.join(root, directory, file), 'utf8'));
  const integrity = lock.packages[directory]?.integrity;
  return {name, version, license, integrity, texts: (await Promise.all(texts)).map((text) => text.trim())};
}

/** The licences of all code in an archive as one text; `runtimeLicence` is that of Node.js, if the archive has it. */
export function licenceText(packages, runtimeLicence) {
  const runtime =
    runtimeLicence === undefined ? [] : [section('Node.js and what it bundles', [runtimeLicence.trim()])];
  return [
    'Code of others that is part of kubectl-ipvs, and its licences. kubectl-ipvs itself: see LICENSE.\n',
    ...packages.map(({name, version, license, texts}) => section(`${name} ${version} (${license})`, texts)),
    ...runtime,
  ].join('\n');
}

function section(title, texts) {
  const body = texts.length > 0 ? texts : ['The package has no licence file.'];
  return `${'='.repeat(80)}\n${title}\n${'='.repeat(80)}\n\n${body.join('\n\n')}\n`;
}

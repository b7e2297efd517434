// Sees that the Node.js that npm packages bring is the one that its makers publish: node scripts/package/compare-runtimes.mjs
// For the release workflow, as it needs the internet. With --from URL the releases of Node.js are looked for there.

import {createHash} from 'node:crypto';
import process from 'node:process';
import {parseArgs, promisify} from 'node:util';
import {gunzip} from 'node:zlib';
import {extract} from 'tar-stream';
import {PLATFORMS, RUNTIME_VERSION, readRuntime} from './runtime.mjs';

const PROCESSORS = {amd64: 'x64', arm64: 'arm64'};
const {values} = parseArgs({options: {from: {type: 'string', default: 'https://nodejs.org/dist'}}});
const RELEASE = `${values.from}/v${RUNTIME_VERSION}`;

async function download(name) {
  const response = await fetch(`${RELEASE}/${name}`);
  if (!response.ok) throw new Error(`${RELEASE}/${name}: HTTP status ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

/** The published executable of a platform, checked against the published checksums. */
async function published(platform, sums) {
  const [system, processor] = platform.split('-');
  const windows = system === 'windows';
  const target = `${windows ? 'win' : system}-${PROCESSORS[processor]}`;
  const name = windows ? `${target}/node.exe` : `node-v${RUNTIME_VERSION}-${target}.tar.gz`;
  const bytes = await download(name);
  if (sums.get(name) !== createHash('sha256').update(bytes).digest('hex')) {
    throw new Error(`${name} does not have its published checksum`);
  }
  return windows ? bytes : await executableIn(bytes);
}

async function executableIn(archive) {
  const tar = extract();
  tar.end(await promisify(gunzip)(archive));
  const chunks = [];
  for await (const entry of tar) {
    const wanted = entry.header.name.endsWith('/bin/node');
    for await (const chunk of entry) if (wanted) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const lines = (await download('SHASUMS256.txt')).toString('utf8').trim().split('\n');
const sums = new Map(lines.map((line) => line.split(/\s+/).reverse()));
const others = [];
for (const platform of PLATFORMS) {
  const same = (await published(platform, sums)).equals(await readRuntime(platform));
  console.log(`${platform}: ${same ? 'the same' : 'ANOTHER ONE'}`);
  if (!same) others.push(platform);
}
process.exitCode = others.length === 0 ? 0 : 1;

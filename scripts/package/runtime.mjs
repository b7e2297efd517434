import {chmod, mkdir, readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {readPackage} from './fetch-package.mjs';

const LOCK = JSON.parse(await readFile(new URL('runtimes.json', import.meta.url), 'utf8'));
const SYSTEMS = {linux: 'linux', darwin: 'darwin', win32: 'windows'};
const PROCESSORS = {x64: 'amd64', arm64: 'arm64'};

/** The version of the Node.js that the executables hold. */
export const RUNTIME_VERSION = LOCK.version;

/** All platforms that executables are made for, as krew writes them. */
export const PLATFORMS = Object.keys(LOCK.platforms);

/** The platform of this machine. */
export const HOST = `${SYSTEMS[process.platform]}-${PROCESSORS[process.arch]}`;

/** The npm package that brings the Node.js of a platform: name, version, integrity. */
export function runtimePackage(platform) {
  return LOCK.platforms[platform];
}

/** The Node.js executable of a platform, as bytes. */
export async function readRuntime(platform) {
  const member = platform.startsWith('windows') ? 'bin/node.exe' : 'bin/node';
  return (await readPackage(runtimePackage(platform), [member])).get(member);
}

/** The licence of Node.js and of all that it bundles. */
export async function readRuntimeLicence() {
  return (await readPackage(runtimePackage('linux-amd64'), ['LICENSE'])).get('LICENSE').toString('utf8');
}

/** The program that injects into executables, as the text of a CommonJS module. */
export async function readInjector() {
  return (await readPackage(LOCK.injector, ['dist/api.js'])).get('dist/api.js');
}

/** Puts this machine's Node.js of that version into a directory; gives its path. */
export async function installHostRuntime(directory) {
  if (!PLATFORMS.includes(HOST))
    throw new Error(`executables cannot be made on ${process.platform}/${process.arch}`);
  const file = path.join(directory, process.platform === 'win32' ? 'node.exe' : 'node');
  await mkdir(directory, {recursive: true});
  await writeFile(file, await readRuntime(HOST));
  await chmod(file, 0o755);
  return file;
}

import {spawnSync} from 'node:child_process';
import {existsSync, readdirSync, statSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {HOST} from '../package/runtime.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = path.join(ROOT, 'dist/kubectl-ipvs');
const SMALL = path.join(ROOT, 'test/fixtures/recordings/healthy');
const EXECUTABLE = path.join(ROOT, 'dist/executables', HOST, 'kubectl-ipvs');

const EXECUTABLE_BENCHMARKS = [
  {
    name: 'executable-help',
    targets: {'node -e 0': 1.6},
    rounds: 40,
    programs: () => executablePrograms('--help'),
  },
  {
    name: 'executable-version',
    targets: {'node -e 0': 1.3},
    rounds: 40,
    programs: () => executablePrograms('--version'),
  },
  {name: 'executable-diff', targets: {'the bundle': 1}, rounds: 20, programs: smallDiffPrograms},
];

/** Cold starts, also of the executable where it has been made. */
export const STARTS = [
  {name: 'help', targets: {'node -e 0': 2.2}, rounds: 40, programs: () => startPrograms('--help')},
  {name: 'version', rounds: 40, programs: () => startPrograms('--version')},
  ...(existsSync(EXECUTABLE) ? EXECUTABLE_BENCHMARKS : []),
];

/** Cold starts of the executable, which holds a compiled form of the program. */
function executablePrograms(flag) {
  const {[flag]: _, ...others} = startPrograms(flag);
  return {[`executable ${flag}`]: {command: EXECUTABLE, arguments: [flag]}, ...others};
}

function smallDiffPrograms() {
  const words = ['diff', '--from', SMALL, '-o', 'json'];
  return {
    'executable diff': {command: EXECUTABLE, arguments: words},
    'the bundle': {arguments: [PROGRAM, ...words]},
  };
}

/** Megabytes of files that are there. */
export function sizes() {
  const release = path.join(ROOT, 'dist/release');
  const archives = existsSync(release) ? readdirSync(release).filter((name) => /\.(gz|zip)$/.test(name)) : [];
  const kubectl = (process.env.PATH ?? '').split(path.delimiter).map((place) => path.join(place, 'kubectl'));
  const files = [PROGRAM, EXECUTABLE, ...archives.map((name) => path.join(release, name)), ...kubectl];
  return files
    .filter((file) => existsSync(file))
    .map((file) => `${path.relative(ROOT, file).padEnd(64)}${(statSync(file).size / 1e6).toFixed(1)} MB`)
    .join('\n');
}

function startPrograms(flag) {
  const programs = {[flag]: {arguments: [PROGRAM, flag]}, 'node -e 0': {arguments: ['-e', '0']}};
  const kubectl = {command: 'kubectl', arguments: ['version', '--client']};
  const isInstalled = spawnSync(kubectl.command, kubectl.arguments).status === 0;
  return isInstalled ? {...programs, 'kubectl version --client': kubectl} : programs;
}

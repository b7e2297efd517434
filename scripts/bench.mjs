// Measures the built program against programs that do the least: node scripts/bench.mjs [--quick] [--only NAME]
//
//   large        the recorded snapshot of 50,288 real servers; the floor reads the same files and parses the same JSON
//   100k, 1m     likewise, snapshots of 100,000 and 1,000,000 real servers, made for this (scripts/bench/make-snapshot.mjs)
//   --help, --version    a cold start; the floor is node with an empty program, and kubectl's own where it is installed
//
// All programs of one benchmark run in turn, so that a busy machine slows all of them alike: compare ratios, not times.

import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {makeSnapshot} from './bench/make-snapshot.mjs';
import {measure, run} from './bench/measure.mjs';
import {row, TITLES} from './bench/report.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROGRAM = path.join(ROOT, 'dist/kubectl-ipvs');
const RECORDING = path.join(ROOT, 'test/fixtures/recordings/large.tar.gz');
const FLOOR = fileURLToPath(new URL('bench/floor.mjs', import.meta.url));
const WORK = mkdtempSync(path.join(tmpdir(), 'kubectl-ipvs-bench-'));

// Services × endpoints of each. The larger one has fewer, larger Services, as one EndpointSlice holds up to 100 endpoints.
const BENCHMARKS = [
  {name: 'large', target: 2.5, rounds: 15, prepare: recorded},
  {name: '100k', target: 3, rounds: 9, prepare: () => made({services: 10_000, endpointsEach: 10})},
  {
    name: '1m',
    target: 3,
    rounds: 5,
    prepare: () => made({services: 20_000, endpointsEach: 50}),
    targetPeak: 1500,
  },
  {name: '--help', target: 2.2, rounds: 40},
  {name: '--version', rounds: 40},
];

function recorded() {
  const unpacked = spawnSync('tar', ['-xzf', RECORDING, '-C', WORK], {stdio: 'inherit'});
  if (unpacked.status !== 0) throw new Error(`${RECORDING} cannot be unpacked`);
  return path.join(WORK, 'large');
}

function made(size) {
  const directory = path.join(WORK, `made-${size.services}`);
  makeSnapshot(recorded(), directory, size);
  return directory;
}

function snapshotPrograms(directory) {
  return {
    program: {arguments: [PROGRAM, 'diff', '--from', directory, '-o', 'json'], exitCodes: [0, 1]},
    floor: {arguments: [FLOOR, directory]},
  };
}

function startPrograms(flag) {
  const programs = {program: {arguments: [PROGRAM, flag]}, floor: {arguments: ['-e', '0']}};
  const kubectl = {command: 'kubectl', arguments: ['version', '--client']};
  return spawnSync(kubectl.command, kubectl.arguments).status === 0 ? {...programs, kubectl} : programs;
}

function benchmark({prepare, ...settings}, quick) {
  const rounds = quick ? Math.ceil(settings.rounds / 5) : settings.rounds;
  const programs = prepare ? snapshotPrograms(prepare()) : startPrograms(settings.name);
  console.log(row(settings, measure(programs, {rounds, withPeak: prepare !== undefined})));
}

function main() {
  const {values} = parseArgs({options: {quick: {type: 'boolean', default: false}, only: {type: 'string'}}});
  const chosen = BENCHMARKS.filter(({name}) => values.only === undefined || values.only === name);
  if (chosen.length === 0) throw new Error(`--only takes ${BENCHMARKS.map(({name}) => name).join(', ')}`);
  run({arguments: [PROGRAM, '--version']}); // Fails here, and clearly, if nothing was built.
  console.log(TITLES);
  for (const settings of chosen) benchmark(settings, values.quick);
}

process.on('SIGINT', () => process.exit(130));
process.on('exit', () => rmSync(WORK, {recursive: true, force: true}));
main();

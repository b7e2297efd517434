// Measures the built program against programs that do the least: node scripts/bench.mjs [--quick] [--only NAME]
//
//   large      `diff` of the recording of 50,288 real servers. The floor reads the same files as bytes and parses the same
//              JSON; once each list as a whole, and once object by object, which is the least that can be done.
//   100k, 1m   likewise, of snapshots of 100,000 and 1,000,000 real servers, made here: scripts/bench/make-snapshot.mjs
//   nftables   `diff` of a node in nftables mode with 5,000 Services and 45,000 endpoints, in the longest form of its rules,
//              beside JSON.parse of the API objects and of the rules, and beside nft -j, which lists them from the kernel
//              where a network namespace can be made: scripts/bench/make-rules.mjs, load-rules.mjs
//   logs       `logs -o json` of 200 nodes with 100,000 lines each, from the test API server in another process, and sort -m of
//              the files that the server sends; made here, 3 GB: scripts/bench/make-logs.mjs, serve-logs.mjs
//   list       what a command reads of a cluster of 10,000 Services and EndpointSlices, against the typed client's two lists
//   nodes      `diff` of 500 nodes with 5,000 virtual servers each, from a test API server: its memory, and requests by node
//   spread     `diff` of 100 nodes whose debug pods take 2 s each, against one such node
//   help, version   cold starts, against Node.js without a program, and kubectl's own where it is installed
//   executable-help, executable-version, executable-diff   the same of the executable, where npm run package has made it;
//              `diff` of a small recording, against the bundle
//   sizes      of what is shipped, beside kubectl
//
// The programs of one benchmark run in turn, so that a busy machine slows all of them: compare the ratios (TIMES), not
// the times. Nothing fails when a target is missed, as the figures hang on the machine.

import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {loadRules} from './bench/load-rules.mjs';
import {makeLogs} from './bench/make-logs.mjs';
import {makeRules} from './bench/make-rules.mjs';
import {makeSnapshot} from './bench/make-snapshot.mjs';
import {measure, run} from './bench/measure.mjs';
import {lines, TITLES} from './bench/report.mjs';
import {bundleForBench, startScaleServer} from './bench/scale-server.mjs';
import {serveLogs} from './bench/serve-logs.mjs';
import {HOST} from './package/runtime.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROGRAM = path.join(ROOT, 'dist/kubectl-ipvs');
const RECORDING = path.join(ROOT, 'test/fixtures/recordings/large.tar.gz');
const FLOOR = fileURLToPath(new URL('bench/floor.mjs', import.meta.url));
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
const WORK = mkdtempSync(path.join(tmpdir(), 'kubectl-ipvs-bench-'));

const BENCHMARKS = [
  {name: 'large', targets: {floor: 2.5}, rounds: 15, programs: () => diffPrograms(unpack())},
  {name: '100k', targets: {floor: 3}, rounds: 10, programs: () => diffPrograms(make(10_000, 10))},
  {
    name: '1m',
    targets: {floor: 3},
    targetPeak: 1500,
    rounds: 5,
    // Fewer, larger Services than in the recording: a cluster of 100,000 Services is beyond what Kubernetes supports.
    programs: () => diffPrograms(make(20_000, 50)),
  },
  {name: 'nftables', targets: {'JSON.parse': 2.5}, rounds: 5, programs: rulesPrograms},
  {
    name: 'logs',
    targets: {'sort -m': 20},
    targetPeak: 300,
    rounds: 1,
    programs: () => logPrograms(200, 100_000),
  },
  {
    name: 'list',
    targets: {'typed client': 0.6},
    targetPeak: 170,
    rounds: 5,
    scale: {services: 10_000, endpointsEach: 10, nodes: 2},
    programs: listPrograms,
  },
  {
    name: 'nodes',
    targetPeak: 500,
    targetRequests: 4,
    rounds: 1,
    scale: {services: 5000, endpointsEach: 10, nodes: 500},
    programs: ({kubeconfig}) => ({nodes: liveDiff(kubeconfig)}),
  },
  {
    name: 'spread',
    targets: {'one node': 3},
    rounds: 5,
    scale: {services: 100, endpointsEach: 3, nodes: 100, podSeconds: 2},
    programs: ({kubeconfig}) => ({
      spread: liveDiff(kubeconfig),
      'one node': liveDiff(kubeconfig, '--node', 'node1'),
    }),
  },
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
function sizes() {
  const release = path.join(ROOT, 'dist/release');
  const archives = existsSync(release) ? readdirSync(release).filter((name) => /\.(gz|zip)$/.test(name)) : [];
  const kubectl = (process.env.PATH ?? '').split(path.delimiter).map((place) => path.join(place, 'kubectl'));
  const files = [PROGRAM, EXECUTABLE, ...archives.map((name) => path.join(release, name)), ...kubectl];
  return files
    .filter((file) => existsSync(file))
    .map((file) => `${path.relative(ROOT, file).padEnd(64)}${(statSync(file).size / 1e6).toFixed(1)} MB`)
    .join('\n');
}

function unpack() {
  const {status} = spawnSync('tar', ['-xzf', RECORDING, '-C', WORK], {stdio: 'inherit'});
  if (status !== 0) throw new Error(`tar cannot unpack ${RECORDING}`);
  return path.join(WORK, 'large');
}

function make(services, endpointsEach) {
  const directory = path.join(WORK, 'made');
  rmSync(directory, {recursive: true, force: true});
  makeSnapshot(unpack(), directory, {services, endpointsEach});
  return directory;
}

function diffPrograms(directory) {
  return {
    diff: {
      arguments: [PROGRAM, 'diff', '--from', directory, '-o', 'json'],
      exitCodes: [0, 1],
      withPeak: true,
    },
    floor: {arguments: [FLOOR, directory], withPeak: true},
    'floor, object by object': {arguments: [FLOOR, directory, '--items'], withPeak: true},
  };
}

function rulesPrograms() {
  const size = {services: 5000, endpointsEach: 9};
  const directory = make(size.services, size.endpointsEach);
  const files = ['cluster/services.json', 'cluster/endpointslices.json'].map((name) =>
    path.join(directory, name),
  );
  const rules = makeRules(directory, size);
  files.push(rules);
  const loaded = loadRules(rules, WORK);
  if (loaded) process.on('exit', loaded.stop);
  else console.error('nft -j is not measured: the rules could not be loaded in a network namespace.');
  const parse = `for (const file of ${JSON.stringify(files)}) JSON.parse(require('node:fs').readFileSync(file, 'utf8'))`;
  return {
    nftables: {
      arguments: [PROGRAM, 'diff', '--from', directory, '--node', 'node1', '-o', 'json'],
      exitCodes: [0, 1],
      withPeak: true,
    },
    'JSON.parse': {arguments: ['-e', parse], withPeak: true},
    ...(loaded ? {'nft -j': loaded.program} : {}),
  };
}

function logPrograms(nodes, linesEach) {
  const files = makeLogs(path.join(WORK, 'logs'), {nodes, linesEach});
  const {kubeconfig, stop} = serveLogs(ROOT, WORK, files);
  process.on('exit', stop);
  const all = ['--all-nodes', '--kubeconfig', kubeconfig];
  return {
    'logs -o json': {arguments: [PROGRAM, 'logs', '-o', 'json', ...all], withPeak: true},
    'logs --summary': {arguments: [PROGRAM, 'logs', '--summary', ...all], withPeak: true},
    'sort -m': {command: 'sort', arguments: ['-m', ...files]},
  };
}

function listPrograms({kubeconfig}) {
  const bundles = bundleForBench(['list-own', 'list-typed']);
  return {
    list: {arguments: [bundles['list-own'], kubeconfig], withPeak: true},
    'typed client': {arguments: [bundles['list-typed'], kubeconfig], withPeak: true},
  };
}

function liveDiff(kubeconfig, ...flags) {
  const words = [PROGRAM, 'diff', '--all-nodes', '-o', 'json', ...flags];
  return {arguments: words, withPeak: true, env: {KUBECONFIG: kubeconfig}};
}

function startPrograms(flag) {
  const programs = {[flag]: {arguments: [PROGRAM, flag]}, 'node -e 0': {arguments: ['-e', '0']}};
  const kubectl = {command: 'kubectl', arguments: ['version', '--client']};
  const isInstalled = spawnSync(kubectl.command, kubectl.arguments).status === 0;
  return isInstalled ? {...programs, 'kubectl version --client': kubectl} : programs;
}

async function measureOne(benchmark, rounds) {
  if (!benchmark.scale) return console.log(lines(benchmark, measure(benchmark.programs(), rounds)));
  const server = await startScaleServer({
    recording: unpack(),
    podSeconds: 0,
    compress: true,
    ...benchmark.scale,
  });
  console.log(lines(benchmark, measure(benchmark.programs(server), rounds)));
  if (benchmark.targetRequests) console.log(requestLine(benchmark, await server.requests()));
  await server.close();
}

/** After one round only. */
function requestLine({scale, targetRequests}, requests) {
  const all = Object.values(requests).reduce((sum, count) => sum + count, 0);
  return `  requests for each node: ${(all / scale.nodes).toFixed(2)}, target ${targetRequests}`;
}

async function main() {
  const {values} = parseArgs({options: {quick: {type: 'boolean', default: false}, only: {type: 'string'}}});
  const chosen = BENCHMARKS.filter(({name}) => values.only === undefined || values.only === name);
  if (values.only === 'sizes') return console.log(sizes());
  if (chosen.length === 0) throw new Error(`--only takes ${BENCHMARKS.map(({name}) => name).join(', ')}`);
  run({arguments: [PROGRAM, '--version']}); // Without a build this fails at once, and says so.
  console.log(TITLES);
  for (const benchmark of chosen) {
    const rounds = values.quick ? Math.ceil(benchmark.rounds / 5) : benchmark.rounds;
    await measureOne(benchmark, rounds);
  }
  if (values.only === undefined) console.log(sizes());
}

process.on('SIGINT', () => process.exit(130));
process.on('exit', () => rmSync(WORK, {recursive: true, force: true}));
await main();

// Measures the built program against programs that do the least: npm run bench [-- [--quick] [NAME ...]]
//
//   large      `diff` of the recording of 50,288 real servers. The floor reads the same files as bytes and parses the same
//              JSON; once each list as a whole, and once object by object, which is the least that can be done.
//   drifted    `diff` of the same with one real server of a hundred wrong, against the recording as it is
//   100k, 1m   like large, of snapshots of 100,000 and 1,000,000 real servers, made here: scripts/bench/make-snapshot.mjs
//   nftables   `diff` of a node in nftables mode with 5,000 Services and 45,000 endpoints, in the longest form of its rules,
//              beside JSON.parse of the API objects and of the rules, and beside nft -j, which lists them from the kernel
//              where a network namespace can be made: scripts/bench/make-rules.mjs, load-rules.mjs
//   list       what a command reads of a cluster of 10,000 Services and EndpointSlices, against the typed client's two lists
//   nodes      `diff` of 500 nodes with 5,000 virtual servers each, from a test API server: its memory, and requests by node
//   spread     `diff` of 100 nodes whose debug pods take 2 s each, against one such node
//   html       `diff -o html` of 200 nodes with 5,000 Services and much drift, in a browser: size, first paint, filter, sort and
//              memory; skipped without Debian's chromium, or another that CHROMIUM names: scripts/bench/measure-page.mjs
//   help, version   cold starts, against Node.js without a program, and kubectl's own where it is installed
//   executable-help, executable-version, executable-diff   the same of the executable, where npm run package has made it;
//              `diff` of a small recording, against the bundle
//   sizes      of what is shipped, beside kubectl
//
// Only where they are named:
//
//   logs       `logs -o json` of 200 nodes with 100,000 lines each, from the test API server in another process, and sort -m of
//              the files that the server sends; made here, 3 GB: scripts/bench/make-logs.mjs, serve-logs.mjs
//   fleet      `diff` of 5,000 nodes with 5,000 virtual servers each, whose kubelets take 1.9 s for a pod in the middle and
//              5.7 s in one case of a hundred: requests by node, and when the first, half and all of the nodes were judged
//   screens    `diff`, `status`, `check` and `trace --once` of 200 nodes with 5,000 Services and much drift, at 80 columns: lines,
//              the longest of them, and on which line what to run next stands
//   trace      `trace` of 50 nodes for ten minutes (--quick: two): its memory at each tenth of the time
//
// The programs of one benchmark run in turn, so that a busy machine slows all of them: compare the ratios (TIMES), not the
// times. Nothing fails when a target is missed, as the figures depend on the machine. A benchmark ends within ten
// minutes, and what it made is removed however it ends.

import {spawnSync} from 'node:child_process';
import {readdirSync, rmSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {makeDrifted} from './bench/drift.mjs';
import {watchFleet} from './bench/fleet.mjs';
import {htmlPage} from './bench/html-page.mjs';
import {loadRules} from './bench/load-rules.mjs';
import {makeLogs} from './bench/make-logs.mjs';
import {makeRules} from './bench/make-rules.mjs';
import {makeSnapshot} from './bench/make-snapshot.mjs';
import {measure, run} from './bench/measure.mjs';
import {BEGIN, hideStep, lines, showStep, TITLES} from './bench/report.mjs';
import {bundleForBench, startScaleServer} from './bench/scale-server.mjs';
import {screens} from './bench/screens.mjs';
import {serveLogs} from './bench/serve-logs.mjs';
import {STARTS, sizes} from './bench/starts.mjs';
import {traceLong} from './bench/trace-long.mjs';
import {atEnd, openWorkplace, requireSpace} from './bench/workplace.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROGRAM = path.join(ROOT, 'dist/kubectl-ipvs');
const RECORDING = path.join(ROOT, 'test/fixtures/recordings/large.tar.gz');
const FLOOR = fileURLToPath(new URL('bench/floor.mjs', import.meta.url));
const WORK = openWorkplace();

const BENCHMARKS = [
  {name: 'large', targets: {floor: 1.8}, rounds: 15, programs: () => diffPrograms(unpack())},
  {name: 'drifted', targets: {healthy: 1.3}, rounds: 10, programs: driftedPrograms},
  {
    name: '100k',
    targets: {floor: 1.6},
    rounds: 10,
    programs: async () => diffPrograms(await make(10_000, 10)),
  },
  {
    name: '1m',
    targets: {'floor, object by object': 1.5},
    targetPeak: 700,
    rounds: 5,
    // Fewer, larger Services than in the recording: a cluster of 100,000 Services is beyond what Kubernetes supports.
    programs: async () => diffPrograms(await make(20_000, 50)),
  },
  {name: 'nftables', targets: {'JSON.parse': 2.5}, rounds: 5, programs: rulesPrograms},
  {
    name: 'logs',
    byName: true,
    targets: {'sort -m': 20},
    targetPeak: 300,
    rounds: 1,
    programs: () => logPrograms(200, 100_000),
  },
  {
    name: 'list',
    targets: {'typed client': 0.5},
    targetPeak: 150,
    rounds: 5,
    scale: {services: 10_000, endpointsEach: 10, nodes: 2},
    programs: listPrograms,
  },
  {
    name: 'nodes',
    targetPeak: 500,
    targetRequests: 2,
    rounds: 1,
    scale: {services: 5000, endpointsEach: 10, nodes: 500},
    programs: ({kubeconfig}) => ({nodes: liveDiff(kubeconfig)}),
  },
  {
    name: 'fleet',
    byName: true,
    targetPeak: 500,
    targetRequests: 2,
    rounds: 1,
    scale: {services: 5000, endpointsEach: 10, nodes: 5000, podSeconds: {p50: 1.9, p99: 5.7}},
    programs: ({kubeconfig}) => ({fleet: watchFleet(PROGRAM, kubeconfig)}),
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
  {
    name: 'trace',
    byName: true,
    rounds: 1,
    long: (place) => traceLong({...place, root: ROOT, program: PROGRAM}),
  },
  {
    name: 'screens',
    byName: true,
    rounds: 1,
    long: (place) => screens({...place, root: ROOT, program: PROGRAM}),
  },
  {name: 'html', rounds: 1, long: (place) => htmlPage({...place, root: ROOT, program: PROGRAM})},
  ...STARTS,
];

/** Of a line of a log, about. */
const BYTES_OF_LINE = 170;

function unpack() {
  const {status} = spawnSync('tar', ['-xzf', RECORDING, '-C', WORK], {stdio: 'inherit'});
  if (status !== 0) throw new Error(`tar cannot unpack ${RECORDING}`);
  return path.join(WORK, 'large');
}

async function make(services, endpointsEach) {
  const directory = path.join(WORK, 'made');
  rmSync(directory, {recursive: true, force: true});
  await makeSnapshot(unpack(), directory, {services, endpointsEach});
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

function driftedPrograms() {
  const healthy = unpack();
  const drifted = makeDrifted(healthy, path.join(WORK, 'drifted'));
  const {diff} = diffPrograms(healthy);
  return {drifted: diffPrograms(drifted).diff, healthy: diff};
}

async function rulesPrograms() {
  const size = {services: 5000, endpointsEach: 9};
  const directory = await make(size.services, size.endpointsEach);
  const files = ['cluster/services.json', 'cluster/endpointslices.json'].map((name) =>
    path.join(directory, name),
  );
  const rules = makeRules(directory, size);
  files.push(rules);
  const loaded = loadRules(rules, WORK);
  if (loaded) atEnd(loaded.stop);
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

async function logPrograms(nodes, linesEach) {
  requireSpace(nodes * linesEach * BYTES_OF_LINE);
  const files = await makeLogs(path.join(WORK, 'logs'), {nodes, linesEach});
  const {kubeconfig, stop} = serveLogs(ROOT, WORK, files);
  atEnd(stop);
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

async function measureOne(benchmark, rounds, quick) {
  const {name, scale, programs, targetRequests, long} = benchmark;
  const show = (step) => showStep(name, step);
  show(BEGIN);
  if (long) return report(await long({work: WORK, show, quick}));
  const server =
    scale && (await startScaleServer({recording: unpack(), podSeconds: 0, compress: true, ...scale}));
  const made = await programs(server);
  report(lines(benchmark, await measure(made, rounds, show)));
  for (const {told} of Object.values(made)) if (told) report(told());
  if (targetRequests) report(requestLine(benchmark, await server.requests()));
  await server?.close();
}

function report(text) {
  hideStep();
  console.log(text);
}

/** After one round only. */
function requestLine({scale, targetRequests}, requests) {
  const all = Object.values(requests).reduce((sum, count) => sum + count, 0);
  return `  requests for each node: ${(all / scale.nodes).toFixed(2)}, target ${targetRequests}`;
}

async function main() {
  const {values, positionals} = parseArgs({
    options: {quick: {type: 'boolean', default: false}},
    allowPositionals: true,
  });
  const known = [...BENCHMARKS.map(({name}) => name), 'sizes'];
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`there is no benchmark ${unknown}, only ${known.join(', ')}`);
  const isChosen = ({name, byName}) => (positionals.length === 0 ? !byName : positionals.includes(name));
  await run({arguments: [PROGRAM, '--version']}); // Without a build this fails at once, and says so.
  const chosen = BENCHMARKS.filter(isChosen);
  if (chosen.length > 0) console.log(TITLES);
  for (const benchmark of chosen) {
    const rounds = values.quick ? Math.ceil(benchmark.rounds / 5) : benchmark.rounds;
    await measureOne(benchmark, rounds, values.quick);
    for (const name of readdirSync(WORK)) rmSync(path.join(WORK, name), {recursive: true, force: true});
  }
  if (isChosen({name: 'sizes'})) console.log(sizes());
}

try {
  await main();
} catch (error) {
  hideStep();
  console.error(error.message);
  process.exit(1);
}
process.exit();

import {spawn} from 'node:child_process';
import process from 'node:process';
import {expect, test} from '@jest/globals';
import type {Fault, TestApiServer} from '../support/api-server/index.ts';
import {PROGRAM} from '../support/program.ts';
import {debugPods, startRecordedCluster} from '../support/recorded-cluster.ts';
import {type SeededRandom, seededRandom} from '../support/seeded-random.ts';

/** How many faults are tried; `API_FAULTS=500` is the whole of it. */
const RUNS = Number(process.env.API_FAULTS ?? 10);

/** So many at the same time, each with a server of its own. */
const AT_ONCE = 2;

/** Far beyond all limits that the program has with the flags below: a run that is still there hangs. */
const HANGS_AFTER = 300_000;

const STATUSES = [400, 401, 403, 404, 409, 410, 429, 500, 502, 503, 504] as const;

/** Documents that are not what was asked for. */
const DOCUMENTS = [
  '',
  '{}',
  '[]',
  'null',
  '<html><body>log in</body></html>',
  '{"kind": "Status", "status": "Success"}',
  '{"kind": "SecretList", "items": []}',
  '{"kind": "PodList", "items": [{}]}',
  '{"kind": "ServiceList", "items": [{"metadata": 7}]}',
  '{"kind": "NodeList", "items": {}}',
  '{"type": "ADDED"}\n',
] as const;

/** What a request is about, tested against path and query. */
const PLACES: readonly {readonly url: RegExp; readonly method?: string}[] = [
  {url: /./},
  {url: /\/version/},
  {url: /\/nodes/},
  {url: /\/services/},
  {url: /\/endpointslices/},
  {url: /\/configmaps/},
  {url: /\/pods\?.*limit/},
  {url: /\/pods$/, method: 'POST'},
  {url: /watch=true/},
  {url: /\/log/},
  {url: /selfsubjectaccessreviews/},
  {url: /\/pods/, method: 'DELETE'},
];

function pick<Item>(items: readonly Item[], {next}: SeededRandom): Item {
  return items[Math.floor(next() * items.length)]!;
}

function randomFault(random: SeededRandom): Fault {
  const afterBytes = Math.floor(random.next() * 3000);
  const makers: readonly (() => Fault)[] = [
    () => ({kind: 'status', status: pick(STATUSES, random)}),
    () => ({kind: 'status', status: 429, retryAfter: pick(['0', '1', '3600', 'tomorrow'], random)}),
    () => ({kind: 'cut', afterBytes}),
    () => ({kind: 'stall', afterBytes}),
    () => ({kind: 'reset'}),
    () => ({kind: 'text', body: pick(DOCUMENTS, random)}),
    () => ({kind: 'endless'}),
    () => ({kind: 'hang'}),
    () => ({kind: 'slow', milliseconds: random.next() * 3000}),
  ];
  return pick(makers, random)();
}

interface Outcome {
  /** Undefined: it was still there after all limits. */
  readonly exitCode: number | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

function runBriefly(kubeconfig: string): Promise<Outcome> {
  const words = ['diff', '--timeout', '5s', '--request-timeout', '2s'];
  const child = spawn(PROGRAM, words, {
    env: {...process.env, KUBECONFIG: kubeconfig},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = {stdout: '', stderr: ''};
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  let hangs = false;
  const timer = setTimeout(() => {
    hangs = true;
    child.kill('SIGKILL');
  }, HANGS_AFTER);
  return new Promise((resolve) =>
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      resolve({exitCode: hangs ? undefined : exitCode, ...said});
    }),
  );
}

/** One cluster with one fault: its verdict is the right one or none, and no debug pod is left, or it says so. */
async function tryFault(server: TestApiServer, verdict: 0 | 1, random: SeededRandom): Promise<string> {
  const place = pick(PLACES, random);
  const fault = randomFault(random);
  const times = pick([1, 2, 5, 10_000], random);
  server.faults.add({...place, fault, times});
  const {exitCode, stdout, stderr} = await runBriefly(server.kubeconfigPath);
  server.faults.clear();
  const which = `${JSON.stringify(fault)} × ${times} at ${place.method ?? ''} ${place.url}, FC_SEED=${random.seed}`;
  const right = exitCode === verdict || exitCode === 2;
  if (!right) throw new Error(`exit code ${exitCode}, not ${verdict} or 2: ${which}\n${stdout}\n${stderr}`);
  if (/this is a bug/.test(stderr)) throw new Error(`unforeseen: ${which}\n${stderr}`);
  const left = debugPods(server);
  if (left.length > 0 && !/delete them with: kubectl /.test(stderr))
    throw new Error(`left: ${left.join(' ')}: ${which}\n${stderr}`);
  for (const name of left) server.remove('Pod', 'kube-system', name);
  return exitCode === verdict ? 'the verdict' : 'no verdict';
}

test(
  `whatever goes wrong at the API server, there is no false verdict, no end of waiting and no pod left (${RUNS} faults)`,
  async () => {
    const random = seededRandom();
    const counts: Record<string, number> = {};
    const failures: string[] = [];
    let run = 0;
    const series = async (name: string, verdict: 0 | 1): Promise<void> => {
      const server = await startRecordedCluster(name);
      try {
        while (run < RUNS) {
          run++;
          const outcome = await tryFault(server, verdict, random).catch((error: Error) => {
            failures.push(error.message);
            return 'wrong';
          });
          counts[`${name}: ${outcome}`] = (counts[`${name}: ${outcome}`] ?? 0) + 1;
        }
      } finally {
        await server.close();
      }
    };
    await Promise.all(
      Array.from({length: AT_ONCE * (RUNS > 100 ? 2 : 1)}, (_, index) =>
        index % 2 === 0 ? series('healthy', 0) : series('tampered', 1),
      ),
    );
    if (process.env.API_FAULTS) process.stderr.write(`${JSON.stringify(counts)}\n`);
    expect(failures).toEqual([]);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(RUNS);
  },
  120_000 + RUNS * 60_000,
);

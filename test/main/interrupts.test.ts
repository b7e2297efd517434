import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import process from 'node:process';
import {setTimeout as wait} from 'node:timers/promises';
import {afterEach, describe, expect, test} from '@jest/globals';
import {frameLog} from '../capture/frame-log.ts';
import type {Kubelet, TestApiServer} from '../support/api-server/index.ts';
import {startApiServer} from '../support/api-server/index.ts';
import {PROGRAM, recording, runProgram} from '../support/program.ts';
import {debugPods} from '../support/recorded-cluster.ts';
import {type SeededRandom, seededRandom} from '../support/seeded-random.ts';
import {shellWord} from '../support/shell-word.ts';

/** How many runs are interrupted: `npm run test:interrupts` has 200. */
const RUNS = Number(process.env.INTERRUPTED_RUNS ?? 28);

const NODES = 6;
/** So many are captured side by side. */
const MANY_NODES = 210;

let server: TestApiServer;
afterEach(() => server.close());

/** A cluster of so many nodes. */
async function start(kubelet: Kubelet, nodes = NODES): Promise<void> {
  server = await startApiServer({version: 'v1.36.2', kubelet});
  server.loadSnapshot(recording('healthy'));
  const [node] = server.objects('Node');
  const proxy = server.objects('Pod').find(({metadata}) => metadata.name.startsWith('kube-proxy'));
  for (let index = 3; index <= nodes; index++) {
    server.put({...node, metadata: {name: `node${index}`}});
    server.put({
      ...proxy,
      metadata: {...proxy?.metadata, uid: `proxy-${index}`, name: `kube-proxy-${index}`},
      spec: {...proxy?.spec, nodeName: `node${index}`},
    });
  }
}

const STREAMS = ['stdout', 'stderr'] as const;

/** The program at work; its output is read unless the test closes it. */
function begin(...words: string[]) {
  const child = spawn(PROGRAM, ['diff', ...words], {
    env: {...process.env, KUBECONFIG: server.kubeconfigPath},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  child.stdout.resume();
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  return {child, stderr: () => said.join(''), ended: ending(child)};
}

/** The program on a terminal of its own, which closes when its holder is killed. */
function beginOnTerminal(...words: string[]) {
  const command = `KUBECONFIG=${shellWord(server.kubeconfigPath)} exec ${[PROGRAM, 'diff', ...words].map(shellWord).join(' ')}`;
  // `script` holds the terminal; when it is gone the kernel sends SIGHUP.
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    env: {...process.env, TERM: 'xterm'},
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  return {child, ended: ending(child)};
}

function ending(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on('close', resolve));
}

/** A way in which a run comes to its end. */
interface End {
  readonly kind: 'signal' | 'stdout' | 'stderr' | 'both' | 'terminal';
  readonly signal?: NodeJS.Signals;
  readonly twice?: boolean;
  /** Exit codes that are right; 2: it was done before, and the nodes could not be compared; null: it had not begun. */
  readonly exitCodes: readonly (number | null)[];
}

const HAS_TERMINALS = process.platform === 'linux' && existsSync('/usr/bin/script');

const ENDS: readonly End[] = [
  ...(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGKILL'] as const).flatMap((signal) =>
    [false, true].map((twice) => ({
      kind: 'signal' as const,
      signal,
      twice,
      exitCodes: signal === 'SIGKILL' ? [null, 2] : [130, 2, null],
    })),
  ),
  ...(['stdout', 'stderr', 'both'] as const).map((kind) => ({kind, exitCodes: [2]})),
  ...(HAS_TERMINALS ? [{kind: 'terminal' as const, exitCodes: [null, 2]}] : []),
];

/** Ends a run so, after some time. */
async function endRun(
  end: End,
  {milliseconds, random, words}: {milliseconds: number; random: () => number; words: readonly string[]},
): Promise<number | null> {
  if (end.kind === 'terminal') {
    const run = beginOnTerminal(...words);
    await wait(milliseconds);
    run.child.kill('SIGKILL');
    return await run.ended;
  }
  const run = begin(...words);
  await Promise.race([wait(milliseconds), run.ended]);
  if (end.signal) run.child.kill(end.signal);
  if (end.twice) {
    await wait(random() * 300);
    run.child.kill(end.signal);
  }
  for (const name of STREAMS) if (end.kind === name || end.kind === 'both') run.child[name].destroy();
  return await run.ended;
}

/** Debug pods that came since; of a program whose end nobody sees, those that do not go. */
async function leftSince(before: readonly string[], end: End): Promise<readonly string[]> {
  const since = (): readonly string[] => debugPods(server).filter((name) => !before.includes(name));
  if (end.kind !== 'terminal') return since();
  for (let quiet = 0, last = ''; quiet < 40; quiet++) {
    await wait(100);
    // A program that was only just started may still begin.
    const now = `${server.requests.length} ${since().length}`;
    if (now !== last) quiet = 0;
    last = now;
  }
  return since();
}

const KUBELET_PAUSES = [0, 0, 10, 40, 200];

/** Ends one run of a series so; gives how many pods it may have left, since nothing can be done after a SIGKILL. */
async function tryEnd(end: End, nodes: number, {next: random, seed}: SeededRandom) {
  const before = debugPods(server);
  const milliseconds = random() * (nodes === NODES ? 1200 : 2500);
  const words = ['--all-nodes', '--concurrency', String(1 + Math.floor(random() * nodes))];
  const exitCode = await endRun(end, {milliseconds, random, words});
  const left = await leftSince(before, end);
  const which = `${nameOf(end)} after ${milliseconds} ms, FC_SEED=${seed}`;
  if (!end.exitCodes.includes(exitCode)) throw new Error(`exit code ${exitCode}: ${which}`);
  if (end.signal === 'SIGKILL') return {killed: exitCode === null, left: left.length};
  expect({which, left}).toEqual({which, left: []});
  return {killed: false, left: left.length};
}

function nameOf({kind, signal, twice}: End): string {
  return [signal ?? `${kind} closed`, twice ? 'twice' : ''].join(' ').trim();
}

describe('an interrupted run', () => {
  test.each([
    {what: 'with a pod for each node', nodes: NODES, share: 0.7},
    {what: 'with many nodes at once', nodes: MANY_NODES, share: 0.3},
  ])(
    'leaves no pod after its end, or after its deadline and the next run: $what',
    async ({nodes, share}) => {
      let count = 0;
      await start(async () => {
        await wait(KUBELET_PAUSES[count++ % KUBELET_PAUSES.length]);
        return {kind: 'ran', log: frameLog({'uname.txt': 'Linux\n'})};
      }, nodes);
      const random = seededRandom();
      const table = new Map<string, {runs: number; left: number}>();
      let killed = 0;
      for (let run = 0; run < RUNS * share; run++) {
        const end = ENDS[run % ENDS.length]!;
        const outcome = await tryEnd(end, nodes, random);
        const {runs, left} = table.get(nameOf(end)) ?? {runs: 0, left: 0};
        table.set(nameOf(end), {runs: runs + 1, left: left + outcome.left});
        if (outcome.killed) killed++;
      }
      if (process.env.INTERRUPTED_RUNS)
        process.stderr.write(`${nodes} nodes: ${JSON.stringify(Object.fromEntries(table))}\n`);
      const left = ourPods();
      expect(left.length).toBeLessThanOrEqual(killed * nodes);
      for (const {spec} of left) expect(spec?.activeDeadlineSeconds).toBeLessThanOrEqual(120);
      ageByAnHour();
      await runProgram(['diff', '--node', 'node1'], {env: {KUBECONFIG: server.kubeconfigPath}});
      expect(debugPods(server)).toEqual([]);
    },
    60_000 + RUNS * 15_000,
  );

  test('is left soon by a second Ctrl-C, which tells how to clean up', async () => {
    await start(() => ({kind: 'pending'}));
    server.faults.add({method: 'DELETE', times: 100, fault: {kind: 'hang'}});
    const run = begin();
    while (debugPods(server).length < NODES) await wait(20);
    run.child.kill('SIGINT');
    while (!run.stderr().includes('interrupt again to exit within')) await wait(20);
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(130);
    const runId = String(ourPods()[0]?.metadata.labels?.['kubectl-ipvs/run']);
    expect(run.stderr()).toMatch(
      new RegExp(
        `remove them with: kubectl .*delete pods --namespace kube-system --selector .*run=${runId}\n$`,
      ),
    );
  }, 60_000);
});

function ourPods() {
  return server.objects('Pod').filter(({metadata}) => metadata.name.startsWith('kubectl-ipvs-'));
}

function ageByAnHour(): void {
  const creationTimestamp = new Date(Date.now() - 3_600_000).toISOString();
  for (const pod of ourPods()) server.put({...pod, metadata: {...pod.metadata, creationTimestamp}});
}

import {type ChildProcess, spawn} from 'node:child_process';
import process from 'node:process';
import {setTimeout as wait} from 'node:timers/promises';
import {afterEach, describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {frameLog} from '../capture/frame-log.ts';
import type {Kubelet, TestApiServer} from '../support/api-server/index.ts';
import {startApiServer} from '../support/api-server/index.ts';
import {PROGRAM, recording, runProgram} from '../support/program.ts';
import {checkProperty} from '../support/property.ts';
import {debugPods} from '../support/recorded-cluster.ts';

/** How many runs are interrupted: `npm run test:interrupts` has 200. */
const RUNS = Number(process.env.INTERRUPTED_RUNS ?? 24);

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const;
const NODES = 6;

let server: TestApiServer;
afterEach(() => server.close());

/** A cluster of several nodes whose pods take their time. */
async function start(kubelet: Kubelet): Promise<void> {
  server = await startApiServer({version: 'v1.36.2', kubelet});
  server.loadSnapshot(recording('healthy'));
  const [node] = server.objects('Node');
  const proxy = server.objects('Pod').find(({metadata}) => metadata.name.startsWith('kube-proxy'));
  for (let index = 3; index <= NODES; index++) {
    server.put({...node, metadata: {name: `node${index}`}});
    server.put({
      ...proxy,
      metadata: {...proxy?.metadata, uid: `proxy-${index}`, name: `kube-proxy-${index}`},
      spec: {...proxy?.spec, nodeName: `node${index}`},
    });
  }
}

/** The program at work, with what it says on standard error. */
function begin(...words: string[]) {
  const child = spawn(PROGRAM, ['diff', ...words], {
    env: {...process.env, KUBECONFIG: server.kubeconfigPath},
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  return {child, stderr: () => said.join(''), ended: ending(child)};
}

function ending(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on('close', resolve));
}

describe('an interrupted run', () => {
  test(
    `leaves no pod after its end, or after its deadline and the next run (${RUNS} runs)`,
    async () => {
      const pauses = [0, 0, 10, 40, 200];
      let count = 0;
      await start(async () => {
        await wait(pauses[count++ % pauses.length]);
        return {kind: 'ran', log: frameLog({'uname.txt': 'Linux\n'})};
      });
      let killed = 0;
      await checkProperty(
        fc.asyncProperty(
          fc.constantFrom(...SIGNALS),
          fc.integer({min: 0, max: 1200}),
          fc.integer({min: 1, max: NODES}),
          async (signal, milliseconds, concurrency) => {
            const before = debugPods(server);
            const run = begin('--concurrency', String(concurrency));
            await Promise.race([wait(milliseconds), run.ended]);
            run.child.kill(signal);
            const exitCode = await run.ended;
            if (signal === 'SIGKILL') killed += exitCode === null ? 1 : 0;
            else {
              // 2: it was done before the signal came; node3 and up have no table.
              expect([130, 2, null]).toContain(exitCode);
              expect(debugPods(server)).toEqual(before);
            }
          },
        ),
        {numRuns: RUNS, endOnFailure: true},
      );
      const left = ourPods();
      expect(left.length).toBeLessThanOrEqual(killed * NODES);
      for (const {spec} of left) expect(spec?.activeDeadlineSeconds).toBeLessThanOrEqual(120);
      ageByAnHour();
      await runProgram(['diff'], {env: {KUBECONFIG: server.kubeconfigPath}});
      expect(debugPods(server)).toEqual([]);
    },
    60_000 + RUNS * 10_000,
  );

  test('is left soon by a second Ctrl-C, which tells how to clean up', async () => {
    await start(() => ({kind: 'pending'}));
    server.faults.add({method: 'DELETE', times: 100, fault: {kind: 'hang'}});
    const run = begin();
    while (debugPods(server).length < NODES) await wait(20);
    run.child.kill('SIGINT');
    while (!run.stderr().includes('once more leaves within')) await wait(20);
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

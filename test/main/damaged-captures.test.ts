import process from 'node:process';
import {afterEach, describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {makeCluster} from '../../scripts/bench/make-cluster.mjs';
import {damageChain} from '../capture/damages.ts';
import {frameLog} from '../capture/frame-log.ts';
import {startApiServer, type TestApiServer} from '../support/api-server/index.ts';
import {recording, runProgram} from '../support/program.ts';
import {checkProperty} from '../support/property.ts';

/** Each run has a damaged capture on each node. */
const NODES = 50;
const RUNS = Number(process.env.DAMAGED_RUNS ?? 2);

interface Report {
  readonly nodes: readonly {readonly state: string; readonly reason: string}[];
  readonly findings: readonly unknown[];
}

let server: TestApiServer | undefined;
afterEach(() => server?.close());

describe('diff', () => {
  test(
    `makes no wrong table of ${NODES * RUNS} damaged captures: a node is right or unknown`,
    async () => {
      const scale = {services: 30, endpointsEach: 3, nodes: NODES};
      const {objects, textsOf} = makeCluster(recording('healthy'), scale);
      const count = {damaged: 0, unknown: 0};
      await checkProperty(
        fc.asyncProperty(fc.array(damageChain, {minLength: NODES, maxLength: NODES}), async (damages) => {
          server = await startApiServer({
            version: 'v1.36.2',
            kubelet: (pod) => {
              const node = String(pod.spec?.nodeName);
              const damage = damages[Number(node.slice('node'.length)) - 1];
              const whole = frameLog(textsOf(node));
              const log = damage?.(whole) ?? '';
              if (log !== whole) count.damaged++;
              return {kind: 'ran', log: Buffer.from(log, 'latin1')};
            },
          });
          for (const object of objects) server.put(object as object);
          const env = {KUBECONFIG: server.kubeconfigPath, HOME: '/nonexistent'};
          const {stdout} = await runProgram(['diff', '-o', 'json'], {env});
          const {nodes, findings} = JSON.parse(stdout) as Report;
          expect(nodes).toHaveLength(NODES);
          expect(findings).toEqual([]);
          for (const {state, reason} of nodes) {
            if (state !== 'in-sync') {
              count.unknown++;
              expect({state, reason}).toEqual({
                state: 'unknown',
                reason: expect.stringContaining('the capture is incomplete'),
              });
            }
          }
          await server.close();
        }),
        {numRuns: RUNS, endOnFailure: true},
      );
      // The others arrived whole: a line was broken in two, or the last line lost its end.
      expect(count.damaged).toBeGreaterThan(NODES * RUNS * 0.8);
      expect(count.unknown).toBeGreaterThan(count.damaged * 0.9);
    },
    60_000 + RUNS * 30_000,
  );
});

import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {findingLines, recording, runProgram} from '../support/program.ts';
import {debugPods} from '../support/recorded-cluster.ts';
import {startUmlCluster, type UmlCluster} from '../support/uml-cluster.ts';
import {umlMissing} from '../support/uml-nodes/index.ts';

const missing = umlMissing();
const OWN = 'registry.k8s.io/kube-proxy:v1.36.2';

/** Nodes whose kube-proxy Pods run from upstream's image: debug pods have its programs and no others. */
async function startCluster(name: string): Promise<UmlCluster> {
  const cluster = await startUmlCluster(name);
  for (const pod of cluster.server.objects('Pod')) {
    const spec = structuredClone(pod.spec) as {containers: {image: string}[]};
    for (const container of spec.containers) container.image = OWN;
    cluster.server.put({...pod, spec});
  }
  return cluster;
}

(missing === undefined ? describe : describe.skip)(
  `kube-proxy's own image on real IPVS kernels${missing ? `: ${missing}` : ''}`,
  () => {
    let cluster: UmlCluster;
    const run = (...words: string[]) =>
      runProgram(words, {env: {KUBECONFIG: cluster.server.kubeconfigPath, HOME: '/nonexistent'}});

    describe('healthy', () => {
      beforeAll(async () => {
        cluster = await startCluster('healthy');
      }, 400_000);
      afterAll(() => cluster?.close());

      test('diff: in sync, and it is said with what the nodes were read', async () => {
        const {stdout, exitCode} = await run('diff');
        expect(stdout).toMatch(/^2 of 2 nodes agree with the API\.\n {2}in sync {5}node1, node2\n/);
        expect(stdout).toContain("read with kube-proxy's own image: not checked are persistence timeouts");
        expect(exitCode).toBe(0);
        expect(debugPods(cluster.server)).toEqual([]);
        const images = cluster.server.requests
          .filter(({method, path}) => method === 'POST' && path.endsWith('/pods'))
          .map(({body}) => JSON.parse(body).spec.containers[0])
          .map(({image, imagePullPolicy}) => `${image} ${imagePullPolicy}`);
        expect(new Set(images)).toEqual(new Set([`${OWN} Never`]));
      }, 400_000);

      test('status, check and trace', async () => {
        const status = await run('status');
        expect(status.stdout).toMatch(/^node1 +yes +v1\.36\.2 .* 96 /m);
        expect(status.exitCode).toBe(0);
        const check = await run('check', '-o', 'json');
        expect(
          JSON.parse(check.stdout).results.filter(
            ({severity, result}: Record<string, string>) => result === 'fail' && severity === 'error',
          ),
        ).toEqual([]);
        const trace = await run('trace', 'svc/web', '-n', 'shop', '--once');
        expect(trace.stdout).toContain('10.96.115.176');
        expect(trace.exitCode).toBe(0);
      }, 400_000);
    });

    describe('stale-backends', () => {
      beforeAll(async () => {
        cluster = await startCluster('stale-backends');
      }, 400_000);
      afterAll(() => cluster?.close());

      test('diff finds each difference of a cluster IP, and nothing else', async () => {
        const inSets = /ipset-member/;
        const full = await runProgram(['diff', '--from', recording('stale-backends'), '-o', 'json']);
        const expected = findingLines(full.stdout).filter(
          (line) => / (?:TCP|UDP|SCTP) (?:10\.96\.|fd00:96:)/.test(line) && !inSets.test(line),
        );
        const {stdout, exitCode} = await run('diff', '-o', 'json');
        const found = findingLines(stdout);
        for (const line of expected) expect(found).toContain(line);
        expect(expected.length).toBeGreaterThan(100);
        for (const line of found) expect(findingLines(full.stdout)).toContain(line);
        expect(exitCode).toBe(1);
      }, 400_000);
    });
  },
);

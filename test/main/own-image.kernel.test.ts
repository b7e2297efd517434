import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {findingLines, recording, runProgram} from '../support/program.ts';
import {debugPods} from '../support/recorded-cluster.ts';
import {startUmlCluster, type UmlCluster} from '../support/uml-cluster.ts';
import {umlMissing} from '../support/uml-nodes/index.ts';

const missing = umlMissing();
const OWN = 'registry.k8s.io/kube-proxy:v1.36.2';

/** Nodes whose kube-proxy Pods run from upstream's image: debug pods have its programs and no others. */
async function startCluster(name: string, empty: string): Promise<UmlCluster> {
  const cluster = await startUmlCluster(name);
  // All nodes are in one kernel: with tables in two namespaces it would leave entries out, which is told of a node.
  await cluster.nodes.run(empty, 'ipvsadm -C');
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
      runProgram([...words, '--timeout', '4m'], {
        env: {KUBECONFIG: cluster.server.kubeconfigPath, HOME: '/nonexistent'},
      });

    describe('healthy', () => {
      beforeAll(async () => {
        cluster = await startCluster('healthy', 'node2');
      }, 800_000);
      afterAll(() => cluster?.close());

      test('diff: in sync, and it is said with what the nodes were read', async () => {
        const {stdout, exitCode} = await run('diff', '--node', 'node1');
        expect(stdout).toMatch(/^1 of 1 node/m);
        expect(stdout).toMatch(/in sync +node1/);
        expect(stdout).toContain("read with kube-proxy's own image: not checked are persistence timeouts");
        // The test's nodes forward no packets, which is told beside the tables that agree.
        expect(exitCode).not.toBe(2);
        expect(debugPods(cluster.server)).toEqual([]);
        const images = cluster.server.requests
          .filter(({method, path}) => method === 'POST' && path.endsWith('/pods'))
          .map(({body}) => JSON.parse(body).spec.containers[0])
          .map(({image, imagePullPolicy}) => `${image} ${imagePullPolicy}`);
        expect(new Set(images)).toEqual(new Set([`${OWN} Never`]));
      }, 800_000);

      test('status, check and trace', async () => {
        const status = await run('status', 'node/node1');
        expect(status.stdout).toContain('96');
        const check = await run('check', '--node', 'node1');
        const trace = await run('trace', 'svc/web', '-n', 'shop', '--node', 'node1', '--once');
        expect(trace.stdout).toContain('10.96.115.176');
        for (const {stdout} of [status, check, trace])
          expect(stdout).not.toMatch(/could not be read|the capture is incomplete/);
        // Addresses, routes and iptables rules take programs that this image lacks.
        expect(trace.stdout).toContain('no step is known to be broken, but not all could be checked');
        expect(trace.exitCode).toBe(2);
        // The test's nodes have no iptables rules, which is a doubt, not a failure to read.
        expect(status.stdout).toContain('not certain to be in sync');
        // What this image cannot tell keeps some checks undecided, which is never a pass.
        expect(check.stdout).toMatch(/[1-9]\d* undetermined/);
        expect(check.exitCode).not.toBe(0);
      }, 800_000);
    });

    describe('stale-backends', () => {
      beforeAll(async () => {
        cluster = await startCluster('stale-backends', 'node1');
      }, 800_000);
      afterAll(() => cluster?.close());

      test('diff finds each difference of a cluster IP, and nothing else', async () => {
        const inSets = /ipset-member/;
        const full = await runProgram(['diff', '--from', recording('stale-backends'), '-o', 'json']);
        const expected = findingLines(full.stdout).filter(
          (line) => / (?:TCP|UDP|SCTP) (?:10\.96\.|fd00:96:)/.test(line) && !inSets.test(line),
        );
        const {stdout, exitCode} = await run('diff', '--node', 'node2', '-o', 'json');
        const found = findingLines(stdout);
        for (const line of expected) expect(found).toContain(line);
        expect(expected.length).toBeGreaterThan(100);
        for (const line of found) expect(findingLines(full.stdout)).toContain(line);
        expect(exitCode).toBe(1);
      }, 800_000);
    });
  },
);

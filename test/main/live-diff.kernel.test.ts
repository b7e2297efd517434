import {setTimeout as wait} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {followApi} from '../support/follow-api.ts';
import {findingLines, runProgram} from '../support/program.ts';
import {debugPods} from '../support/recorded-cluster.ts';
import {startUmlCluster, type UmlCluster} from '../support/uml-cluster.ts';
import {umlMissing} from '../support/uml-nodes/index.ts';

const missing = umlMissing();
const BUSYBOX = ['--unprivileged', '--image', 'busybox:1.36'];

interface Report {
  readonly nodes: readonly {readonly name: string; readonly state: string; readonly reason: string}[];
  readonly findings: readonly {readonly severity: string; readonly confirmed: boolean}[];
}

function statesIn(stdout: string): Readonly<Record<string, string>> {
  return Object.fromEntries((JSON.parse(stdout) as Report).nodes.map(({name, state}) => [name, state]));
}

(missing === undefined ? describe : describe.skip)(
  `diff on real IPVS kernels${missing ? `: ${missing}` : ''}`,
  () => {
    let cluster: UmlCluster;

    beforeAll(async () => {
      cluster = await startUmlCluster('healthy');
    }, 600_000);
    afterAll(() => cluster?.close());

    const run = (...words: string[]) =>
      runProgram([...words, '--timeout', '4m'], {
        env: {KUBECONFIG: cluster.server.kubeconfigPath, HOME: '/nonexistent'},
      });

    /** Waits until so many debug pods have ended on a node. */
    async function ended(node: string, count: number): Promise<void> {
      const seen = new Set<string>();
      while (seen.size < count) {
        for (const {metadata, spec, status} of cluster.server.objects('Pod')) {
          const isOurs = metadata.name.startsWith('kubectl-ipvs-') && spec?.nodeName === node;
          if (isOurs && status?.phase === 'Succeeded') seen.add(metadata.uid);
        }
        await wait(20);
      }
    }

    test('recorded tables agree with the API; the result is all that is on standard output', async () => {
      const {exitCode, stdout, stderr} = await run('diff');
      expect(stdout).toBe('2 of 2 nodes agree with the API.\n  in sync     node1, node2\n');
      expect(stderr).toMatch(/^(?:reading: \d of 2 nodes\n)+$/);
      expect(exitCode).toBe(0);
      expect(debugPods(cluster.server)).toEqual([]);
    }, 600_000);

    test('what is changed in a table is found, all of it and nothing else', async () => {
      await cluster.nodes.run(
        'node1',
        `set -e
        ipvsadm -d -t 10.96.115.176:80 -r 10.244.1.2:8080
        ipvsadm -a -t 10.96.115.176:80 -r 10.244.9.9:8080 -m
        ipvsadm -D --sctp-service '[fd00:96::911]:36413'
        ipvsadm -A -t 10.96.200.200:81 -s rr
        ipvsadm -E -t 10.96.0.1:443 -s wrr
        ip addr del fd00:96::131/128 dev kube-ipvs0
        ip addr add 10.96.222.222/32 dev kube-ipvs0
        ipset del KUBE-CLUSTER-IP 10.96.115.176,tcp:80`,
      );
      const {exitCode, stdout, stderr} = await run('diff', '-o', 'json');
      expect([...findingLines(stdout)].sort()).toEqual([
        'node1 | address-unbound | fd00:96::131',
        'node1 | address-unexpected | 10.96.222.222',
        'node1 | ipset-member-missing | KUBE-CLUSTER-IP 10.96.115.176,tcp:80',
        'node1 | real-server-missing | TCP 10.96.115.176 80 | 10.244.1.2 8080',
        'node1 | real-server-stale | TCP 10.96.115.176 80 | 10.244.9.9 8080',
        'node1 | scheduler-mismatch | TCP 10.96.0.1 443',
        'node1 | virtual-server-missing | SCTP fd00:96::911 36413',
        'node1 | virtual-server-unexpected | TCP 10.96.200.200 81',
      ]);
      const {findings} = JSON.parse(stdout) as Report;
      expect(findings.filter(({severity, confirmed}) => severity !== 'info' && !confirmed)).toEqual([]);
      expect(statesIn(stdout)).toEqual({node1: 'drifted', node2: 'in-sync'});
      expect({exitCode, stderr}).toEqual({exitCode: 1, stderr: ''});
      const narrow = await run('diff', 'svc/mme-dual', '-n', 'shop', '-o', 'json');
      expect(findingLines(narrow.stdout)).toEqual([
        'node1 | virtual-server-missing | SCTP fd00:96::911 36413',
      ]);
      expect(debugPods(cluster.server)).toEqual([]);
      await cluster.restore();
    }, 600_000);

    test('what is put right between the two looks is converging, and no drift', async () => {
      await cluster.nodes.run('node1', 'ipvsadm -D -t 10.96.115.176:80');
      const running = run('diff', '-o', 'json');
      await ended('node1', 1);
      await cluster.restore();
      const {exitCode, stdout} = await running;
      expect(findingLines(stdout)).toEqual([]);
      expect(statesIn(stdout)).toEqual({node1: 'converging', node2: 'in-sync'});
      expect(exitCode).toBe(0);
    }, 600_000);

    test('during rolling updates nothing is drift that kube-proxy is about to put right; what it missed is', async () => {
      const follower = await followApi(cluster, {name: 'healthy', lagMilliseconds: 500});
      await cluster.nodes.run('node2', 'ipvsadm -a -t 10.96.0.1:443 -r 10.99.0.99:6443 -m');
      const rolling = new AbortController();
      const rolled = rollOut(cluster, rolling.signal);
      const {exitCode, stdout} = await run('diff', '-o', 'json');
      rolling.abort();
      await follower.stop();
      await cluster.restore();
      expect(await rolled).toBeGreaterThan(10);
      expect(findingLines(stdout)).toEqual([
        'node2 | real-server-stale | TCP 10.96.0.1 443 | 10.99.0.99 6443',
      ]);
      expect(exitCode).toBe(1);
    }, 600_000);

    test('without privileges /proc tells what is wrong, too', async () => {
      await cluster.nodes.run('node2', 'ipvsadm -C');
      const healthy = await run('diff', '--node', 'node1', ...BUSYBOX);
      expect(healthy.stdout).toContain('1 of 1 node agrees with the API.');
      expect(healthy.stdout).toContain('IP sets were not checked');
      expect(healthy.exitCode).toBe(0);
      await cluster.nodes.run('node1', 'ipvsadm -D -t 10.96.115.176:80');
      const broken = await run('diff', '--node', 'node1', '-o', 'json', ...BUSYBOX);
      expect(findingLines(broken.stdout)).toEqual(['node1 | virtual-server-missing | TCP 10.96.115.176 80']);
      expect(broken.exitCode).toBe(1);
    }, 600_000);

    test('entries that the kernel leaves out of /proc make no finding, but an unknown node', async () => {
      await cluster.restore();
      const {exitCode, stdout} = await run('diff', '-o', 'json', ...BUSYBOX);
      const {nodes, findings} = JSON.parse(stdout) as Report;
      expect(findings).toEqual([]);
      for (const {state, reason} of nodes) {
        expect(state).toBe('unknown');
        expect(reason).toMatch(/omits entries from \/proc\/net\/ip_vs .*without --unprivileged/);
      }
      expect(exitCode).toBe(2);
    }, 600_000);
  },
);

/** Services of all protocols and families, whose slices are rolled. */
const ROLLED = /^(?:web|unnamed-port|resolver|mme|sticky|v6-only)-/;

/** Replaces endpoints of many Services one by one, each by a new address; gives how many it has replaced. */
async function rollOut({server}: UmlCluster, signal: AbortSignal): Promise<number> {
  let count = 0;
  while (!signal.aborted) {
    const slices = server.objects('EndpointSlice').filter(({metadata}) => ROLLED.test(metadata.name));
    const slice = slices[count % slices.length];
    const endpoints = (slice?.endpoints ?? []) as readonly {readonly addresses: readonly string[]}[];
    count++;
    const fresh =
      slice?.addressType === 'IPv6' ? `fd00:244:0:77::${count.toString(16)}` : `10.244.77.${count}`;
    server.put({...slice, endpoints: [...endpoints.slice(1), {...endpoints[0], addresses: [fresh]}]});
    await wait(100);
  }
  return count;
}

import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {runProgram} from '../support/program.ts';
import {debugPods} from '../support/recorded-cluster.ts';
import {startUmlCluster, type UmlCluster} from '../support/uml-cluster.ts';
import {umlMissing} from '../support/uml-nodes/index.ts';

const missing = umlMissing();

/** The sysctls that kube-proxy writes when it starts. */
const AS_KUBE_PROXY = `set -e
cd /proc/sys/net/ipv4
for name in vs/conntrack vs/expire_nodest_conn vs/expire_quiescent_template ip_forward; do echo 1 >$name; done`;

interface Result {
  readonly code: string;
  readonly node: string | null;
  readonly result: string;
  readonly severity: string;
  readonly message: string;
  readonly evidence: readonly string[];
  readonly gap: string | null;
}

(missing === undefined ? describe : describe.skip)(
  `check on real IPVS kernels${missing ? `: ${missing}` : ''}`,
  () => {
    let cluster: UmlCluster;

    beforeAll(async () => {
      cluster = await startUmlCluster('healthy');
      for (const node of ['node1', 'node2']) await cluster.nodes.run(node, AS_KUBE_PROXY);
    }, 800_000);
    afterAll(() => cluster?.close());

    async function check(...words: string[]) {
      const env = {KUBECONFIG: cluster.server.kubeconfigPath, HOME: '/nonexistent'};
      const {stdout, stderr, exitCode} = await runProgram(
        ['check', '-o', 'json', '--timeout', '4m', ...words],
        {env},
      );
      const {results} = JSON.parse(stdout) as {results: readonly Result[]};
      return {results, stderr, exitCode};
    }

    test('what somebody changed in a kernel is found, with the very value, and only on that node', async () => {
      await cluster.nodes.run(
        'node1',
        `set -e
        echo 0 >/proc/sys/net/ipv4/vs/expire_nodest_conn
        ipvsadm --set 77 120 300
        ipvsadm -A -t 198.51.100.0:20000 -s rr
        ipvsadm -A -f 77 -s rr`,
      );
      const {results, stderr} = await check('--code', '15,21,22,73,81,83');
      const failed = results.filter(({result, severity}) => result === 'fail' && severity !== undefined);
      const lines = failed.map(({code, node, evidence}) => `${node} ${code} ${evidence[0] ?? ''}`);
      expect(lines).toContain('node1 IPVS015 net.ipv4.vs.expire_nodest_conn = 0');
      expect(lines).toContain('node1 IPVS073 TCP 198.51.100.0:20000');
      expect(lines).toContain('node1 IPVS083 firewall mark 77');
      expect(lines.filter((line) => /^node1 IPVS081 .*expire_nodest_conn = 0/.test(line))).toHaveLength(1);
      expect(lines.filter((line) => line.startsWith('node2 ') && !line.includes('IPVS021'))).toEqual([]);
      expect(stderr).toBe('');
      expect(debugPods(cluster.server)).toEqual([]);
      await cluster.nodes.run(
        'node1',
        'echo 1 >/proc/sys/net/ipv4/vs/expire_nodest_conn; ipvsadm --set 900 120 300',
      );
      await cluster.restore();
    }, 800_000);
  },
);

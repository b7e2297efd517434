import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {runProgram} from '../support/program.ts';
import {debugPods} from '../support/recorded-cluster.ts';
import {startUmlCluster, type UmlCluster} from '../support/uml-cluster.ts';
import {umlMissing} from '../support/uml-nodes/index.ts';

const missing = umlMissing();

interface Report {
  readonly nodes: readonly {
    readonly name: string;
    readonly drift: number | null;
    readonly connections: object | null;
    readonly virtualServers: object;
    readonly detail?: Readonly<Record<string, unknown>>;
  }[];
  readonly services?: readonly {
    readonly realServers: readonly {
      readonly address: string;
      readonly presentOn: readonly string[];
      readonly expectedOn: readonly string[];
      readonly entries: readonly {readonly perSecond: object | null}[];
    }[];
  }[];
}

(missing === undefined ? describe : describe.skip)(
  `status on real IPVS kernels${missing ? `: ${missing}` : ''}`,
  () => {
    let cluster: UmlCluster;

    beforeAll(async () => {
      cluster = await startUmlCluster('healthy');
    }, 800_000);
    afterAll(() => cluster?.close());

    async function status(...words: string[]) {
      const env = {KUBECONFIG: cluster.server.kubeconfigPath, HOME: '/nonexistent'};
      const {stdout} = await runProgram(['status', ...words, '-o', 'json', '--timeout', '4m'], {env});
      expect(debugPods(cluster.server)).toEqual([]);
      return JSON.parse(stdout) as Report;
    }

    test('a Service from which a real server was taken on one node: who lacks it, and rates of the others', async () => {
      await cluster.nodes.run('node1', 'ipvsadm -d -t 10.96.115.176:80 -r 10.244.1.2:8080');
      const {nodes, services} = await status('svc/web', '-n', 'shop');
      await cluster.restore();
      const [first, ...others] = services?.[0]?.realServers ?? [];
      expect(first).toMatchObject({
        address: '10.244.1.2',
        presentOn: ['node2'],
        expectedOn: ['node1', 'node2'],
      });
      expect(others.map(({presentOn}) => presentOn.length)).toEqual([2, 2, 2, 2]);
      expect(others.flatMap(({entries}) => entries).every(({perSecond}) => perSecond !== null)).toBe(true);
      expect(nodes.map(({name, drift}) => `${name} ${drift}`)).toEqual(['node1 1', 'node2 0']);
      expect(nodes[1]).toMatchObject({state: 'in-sync', error: ''});
    }, 300_000);

    test('one node in detail: timeouts, sets and counters are those of the kernel', async () => {
      await cluster.nodes.run('node1', 'ipvsadm --set 700 70 170');
      const {nodes} = await status('node/node1');
      expect(nodes[0]?.detail).toMatchObject({
        timeoutsSeconds: {tcp: 700, tcpFin: 70, udp: 170},
        ipSets: expect.arrayContaining([
          {name: 'KUBE-CLUSTER-IP', members: {expected: expect.any(Number), actual: expect.any(Number)}},
        ]),
        traffic: {totals: {connections: 0}},
      });
    }, 300_000);
  },
);

import {afterEach, describe, expect, test} from '@jest/globals';
import {frameLog} from '../capture/frame-log.ts';
import type {TestApiServer} from '../support/api-server/index.ts';
import {runProgram} from '../support/program.ts';
import {startRecordedCluster} from '../support/recorded-cluster.ts';

let server: TestApiServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface Report {
  readonly nodes: readonly {
    readonly name: string;
    readonly state: string;
    readonly proxyMode: string;
    readonly reason: string;
  }[];
}

async function diff(
  cluster: TestApiServer,
): Promise<{report: Report; stderr: string; exitCode: number | null}> {
  const env = {KUBECONFIG: cluster.kubeconfigPath, HOME: '/dev/null'};
  const {stdout, stderr, exitCode} = await runProgram(['diff', '-o', 'json'], {env});
  return {report: JSON.parse(stdout) as Report, stderr, exitCode};
}

/** Takes away what only a kube-proxy in Pods has. */
function embed(cluster: TestApiServer): void {
  for (const {metadata} of cluster.objects('Pod')) cluster.remove('Pod', metadata.namespace, metadata.name);
  for (const {metadata} of cluster.objects('ConfigMap'))
    cluster.remove('ConfigMap', metadata.namespace, metadata.name);
}

describe('kube-proxy inside another process (k3s, MicroK8s)', () => {
  test('its mode, version and settings come from the node', async () => {
    server = await startRecordedCluster('healthy');
    embed(server);
    const {report, exitCode} = await diff(server);
    expect(report.nodes.map(({name, state, proxyMode}) => [name, state, proxyMode])).toEqual([
      ['node1', 'in-sync', 'ipvs'],
      ['node2', 'in-sync', 'ipvs'],
    ]);
    expect(exitCode).toBe(0);
  });

  test('a node in another mode is said to be that', async () => {
    server = await startRecordedCluster('healthy', (node, texts) =>
      node === 'node2'
        ? {kind: 'ran', log: frameLog({...texts, 'kube-proxy-mode.txt': 'nftables'})}
        : undefined,
    );
    embed(server);
    const {report, exitCode} = await diff(server);
    expect(report.nodes[1]).toMatchObject({
      state: 'other-mode',
      reason: expect.stringContaining('kube-proxy runs in nftables mode here'),
    });
    expect(exitCode).toBe(0);
  });
});

test('what the running kube-proxy says counts before the ConfigMap, which may have changed since', async () => {
  server = await startRecordedCluster('healthy');
  for (const object of server.objects('ConfigMap')) {
    const data = {'config.conf': 'kind: KubeProxyConfiguration\nmode: ipvs\nipvs: {scheduler: lc}\n'};
    server.put({...object, data});
  }
  const {report} = await diff(server);
  expect(report.nodes.map(({state}) => state)).toEqual(['in-sync', 'in-sync']);
});

import {setTimeout as wait} from 'node:timers/promises';
import {readClusterState} from '../../src/cluster/index.ts';
import {expectedOn} from '../../src/commands/evaluate-node.ts';
import {proxyOnNode} from '../../src/commands/proxy-on-node.ts';
import {createExpectedStates} from '../../src/expected/index.ts';
import {readActualState, STATE_SOURCES} from '../../src/kernel/index.ts';
import type {ClusterState, NodeCapture} from '../../src/model/index.ts';
import {openSnapshot} from '../../src/snapshot/index.ts';
import {testClient} from './api-server/index.ts';
import {tableOf} from './builders/rendered-node.ts';
import {recording} from './program.ts';
import {printSave} from './table-printers.ts';
import type {UmlCluster} from './uml-cluster.ts';

/** Stands in for kube-proxy on the nodes of a cluster that was recorded. */
export interface ApiFollower {
  /** Stops following, when what was begun is done. */
  readonly stop: () => Promise<void>;
}

/**
 * Does kube-proxy's work on all nodes: again and again reads the API, pauses as long as kube-proxy would (its lag), and
 * brings the virtual servers and real servers of the nodes to what they must be. Addresses and IP sets stay as they are.
 */
export async function followApi(
  {server, nodes}: UmlCluster,
  {name, lagMilliseconds}: {readonly name: string; readonly lagMilliseconds: number},
): Promise<ApiFollower> {
  const client = await testClient({kubeconfig: server.kubeconfigPath});
  const captures = await recordedCaptures(name);
  let tables = tablesOf(await readClusterState({client}), captures);
  let stopped = false;
  const turn = async () => {
    const next = tablesOf(await readClusterState({client}), captures);
    await wait(lagMilliseconds);
    for (const [node, table] of next) {
      const commands = commandsBetween(tables.get(node) ?? [], table);
      if (commands.length > 0)
        await nodes.run(node, 'ipvsadm -R <"$FILES/lines"', {files: {lines: commands.join('\n')}});
    }
    tables = next;
  };
  const following = (async () => {
    while (!stopped) await turn();
    client.close();
  })();
  return {
    async stop() {
      stopped = true;
      await following;
    },
  };
}

async function recordedCaptures(name: string): Promise<readonly NodeCapture[]> {
  const evidence = await openSnapshot(recording(name));
  const sources = [
    ...STATE_SOURCES,
    'kube-proxy-configz.json',
    'kube-proxy-metrics.txt',
    'uname.txt',
  ] as const;
  const captures: NodeCapture[] = [];
  for await (const capture of evidence.captureNodes(evidence.nodes ?? [], sources)) captures.push(capture);
  await evidence.close();
  return captures;
}

/** For each node the lines of `ipvsadm -S -n`. */
function tablesOf(
  cluster: ClusterState,
  captures: readonly NodeCapture[],
): ReadonlyMap<string, readonly string[]> {
  const context = {cluster, expectedStates: createExpectedStates(cluster), services: undefined, sources: []};
  return new Map(
    captures.map((capture) => {
      const expected = expectedOn(proxyOnNode(capture, cluster), readActualState(capture), context);
      return [capture.node, printSave(tableOf(expected, 'none')).trimEnd().split('\n')];
    }),
  );
}

/** For `ipvsadm -R`, which takes any command: what makes one table of the other. */
function commandsBetween(before: readonly string[], after: readonly string[]): readonly string[] {
  const had = new Set(before);
  const has = new Set(after);
  const gone = before.filter((line) => !has.has(line));
  return [
    ...after.filter((line) => line.startsWith('-A') && !had.has(line)),
    ...gone.flatMap((line) => /^-a (.+ -r \S+)/.exec(line)?.[1] ?? []).map((words) => `-d ${words}`),
    ...after.filter((line) => line.startsWith('-a') && !had.has(line)),
    ...gone.flatMap((line) => /^-A (\S+ \S+)/.exec(line)?.[1] ?? []).map((words) => `-D ${words}`),
  ];
}

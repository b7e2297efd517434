import {setTimeout as wait} from 'node:timers/promises';
import {readClusterState} from '../../src/cluster/index.ts';
import {createExpectedStates} from '../../src/expected/index.ts';
import {expectedOn} from '../../src/inspect/inspect-node.ts';
import {proxyOnNode} from '../../src/inspect/proxy-on-node.ts';
import {readActualState, STATE_SOURCES} from '../../src/kernel/index.ts';
import type {ClusterState, NodeCapture} from '../../src/model/index.ts';
import {openSnapshot} from '../../src/snapshot/index.ts';
import {testClient} from './api-server/index.ts';
import {boundIn, tableOf} from './builders/rendered-node.ts';
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
 * brings virtual servers, bound addresses and IP sets of the nodes to what they must be.
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
      const {rules, others} = commandsBetween(tables.get(node) ?? [], table);
      if (rules.length + others.length === 0) continue;
      const script = [...others, 'ipvsadm -R <"$FILES/rules"'].join('\n');
      await nodes.run(node, script, {files: {rules: rules.join('\n')}});
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

/** For each node the lines of `ipvsadm -S -n`, then `bound ADDRESS` and `member SET MEMBER`. */
function tablesOf(
  cluster: ClusterState,
  captures: readonly NodeCapture[],
): ReadonlyMap<string, readonly string[]> {
  const context = {cluster, expectedStates: createExpectedStates(cluster), services: undefined, sources: []};
  return new Map(
    captures.map((capture) => {
      const expected = expectedOn(proxyOnNode(capture, cluster), readActualState(capture), context);
      const rules = printSave(tableOf(expected, 'none')).trimEnd().split('\n');
      const bound = boundIn(expected, 'none').map((address) => `bound ${address}`);
      const members = [...expected.ipSets.values()].flatMap((set) =>
        [...set.members.keys()].map((member) => `member ${set.name} ${member}`),
      );
      return [capture.node, [...rules, ...bound, ...members]];
    }),
  );
}

/** What makes one table of the other: lines for `ipvsadm -R`, which takes any command, and commands for a shell. */
function commandsBetween(before: readonly string[], after: readonly string[]) {
  const had = new Set(before);
  const has = new Set(after);
  const gone = before.filter((line) => !has.has(line));
  const fresh = after.filter((line) => !had.has(line));
  return {
    rules: [
      ...fresh.filter((line) => line.startsWith('-A')),
      ...gone.flatMap((line) => /^-a (.+ -r \S+)/.exec(line)?.[1] ?? []).map((words) => `-d ${words}`),
      ...fresh.filter((line) => line.startsWith('-a')),
      ...gone.flatMap((line) => /^-A (\S+ \S+)/.exec(line)?.[1] ?? []).map((words) => `-D ${words}`),
    ],
    others: [
      ...fresh.flatMap((line) => command(line, 'add')),
      ...gone.flatMap((line) => command(line, 'del')),
    ],
  };
}

function command(line: string, verb: 'add' | 'del'): readonly string[] {
  const [kind, what, member] = line.split(' ');
  if (kind === 'bound') return [`ip addr ${verb} ${what}/${what?.includes(':') ? 128 : 32} dev kube-ipvs0`];
  return kind === 'member' ? [`ipset ${verb} ${what} ${member} -exist`] : [];
}

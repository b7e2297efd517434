import type {ClusterReading} from './cluster-reading.ts';
import {getOrNone} from './get-or-none.ts';
import type {FoundPod} from './kube-proxy-pods.ts';
import type {Problems} from './problems.ts';

/** Copies what only a snapshot keeps: kube-proxy's DaemonSet and the events about it. */
export async function copyExtras(
  reading: ClusterReading,
  pods: readonly FoundPod[],
  problems: Problems,
): Promise<void> {
  await copyDaemonSet(reading, pods, problems);
  const namespace = pods[0]?.pod.namespace ?? 'kube-system';
  await problems.collect({what: `Events in ${namespace}`, hides: 'the snapshot has none'}, () =>
    copyEvents(reading, namespace, new Set(pods.flatMap(({pod, daemonSet}) => [pod.name, daemonSet ?? '']))),
  );
}

async function copyDaemonSet(
  reading: ClusterReading,
  pods: readonly FoundPod[],
  problems: Problems,
): Promise<void> {
  const found = pods.find(({daemonSet}) => daemonSet !== undefined);
  if (found?.daemonSet === undefined) return;
  const {namespace} = found.pod;
  const name = encodeURIComponent(found.daemonSet);
  const json = await problems.collect(
    {what: `DaemonSet ${namespace}/${found.daemonSet}`, hides: 'the snapshot lacks it'},
    () => getOrNone(reading, `/apis/apps/v1/namespaces/${namespace}/daemonsets/${name}`),
  );
  if (json !== undefined) reading.sink?.object('kube-proxy-daemonset.json', json);
}

/** Events about kube-proxy only: what else happens in the namespace is nobody's business here. */
async function copyEvents(
  {client, signal, sink}: ClusterReading,
  namespace: string,
  names: ReadonlySet<string>,
): Promise<void> {
  const options = signal ? {signal} : {};
  await client.list(`/api/v1/namespaces/${namespace}/events`, options, (items, first) => {
    sink?.items(
      'events.json',
      items.filter((item) => names.has(aboutWhom(item))),
      first,
    );
  });
}

function aboutWhom(event: unknown): string {
  const about = (event as {involvedObject?: {name?: unknown}} | null)?.involvedObject;
  return typeof about?.name === 'string' ? about.name : '';
}

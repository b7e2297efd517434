import {UserError} from '../errors.ts';
import {
  type ClusterFile,
  type ClusterState,
  type KubeProxyConfiguration,
  type ObjectSink,
  readConfigMap,
  readEndpointSlice,
  readKubeProxyPod,
  readNode,
  readService,
} from '../model/index.ts';
import {invalid, parseJson, readList} from './read-list.ts';
import type {SnapshotFiles} from './snapshot-files.ts';

/** What to read of a snapshot. */
export interface SnapshotCluster {
  readonly files: SnapshotFiles;
  /** What could not be read of the API when the snapshot was taken. */
  readonly problems: readonly string[];
  /** Takes the objects as they are. */
  readonly sink?: ObjectSink | undefined;
}

/**
 * The API objects of a snapshot. Services and EndpointSlices must be there; what else is missing is said in
 * `problems`. Throws `UserError` for files that are not what they should be.
 */
export async function readCluster(snapshot: SnapshotCluster): Promise<ClusterState> {
  const {files, sink} = snapshot;
  const problems: string[] = [...snapshot.problems];
  const list = async <Item>(file: ClusterFile, kind: string, readItem: (json: unknown) => Item) => {
    const path = `cluster/${file}`;
    const content = await files.read(path);
    if (!content) problems.push(`the snapshot has no ${path}`);
    const keep = (json: unknown): Item => {
      sink?.items(file, [json], false);
      return readItem(json);
    };
    if (content) sink?.items(file, [], true);
    return content && readList({path, content, kind}, keep);
  };
  const services = await list('services.json', 'Service', readService);
  const endpointSlices = await list('endpointslices.json', 'EndpointSlice', readEndpointSlice);
  if (!services || !endpointSlices) throw incomplete(services ? 'endpointslices' : 'services');
  const state = {
    services,
    endpointSlices,
    nodes: (await list('nodes.json', 'Node', readNode)) ?? [],
    kubeProxyPods: (await list('kube-proxy-pods.json', 'Pod', readKubeProxyPod)) ?? [],
    configuration: await readConfiguration(snapshot, problems),
    problems,
  };
  if (sink) await copyExtras(files, sink);
  return state;
}

/** Copies what no command reads as an object, but a person may want to see. */
async function copyExtras(files: SnapshotFiles, sink: ObjectSink): Promise<void> {
  const daemonSet = await files.read('cluster/kube-proxy-daemonset.json');
  if (daemonSet)
    sink.object(
      'kube-proxy-daemonset.json',
      parseJson('cluster/kube-proxy-daemonset.json', daemonSet.toString('utf8')),
    );
  const path = 'cluster/events.json';
  const content = await files.read(path);
  if (content)
    sink.items(
      'events.json',
      readList({path, content, kind: 'Event'}, (json) => json),
      true,
    );
}

function incomplete(name: string): UserError {
  return new UserError({
    code: 'snapshot-not-a-snapshot',
    message: `the snapshot has no cluster/${name}.json, so it is unknown what the tables should contain`,
    remedy:
      'take the snapshot again, or add the file: kubectl get services,endpointslices -A -o json prints the objects',
  });
}

async function readConfiguration(
  {files, sink}: SnapshotCluster,
  problems: string[],
): Promise<KubeProxyConfiguration | undefined> {
  const path = 'cluster/kube-proxy-config.json';
  const content = await files.read(path);
  if (!content) return undefined;
  const json = parseJson(path, content.toString('utf8'));
  try {
    const reading = readConfigMap(json, path);
    problems.push(...reading.problems);
    sink?.object('kube-proxy-config.json', json);
    return reading.configuration;
  } catch (cause) {
    throw invalid(path, cause);
  }
}

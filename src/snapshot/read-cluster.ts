import {UserError} from '../errors.ts';
import {
  type ClusterState,
  type KubeProxyConfiguration,
  readConfigMap,
  readEndpointSlice,
  readKubeProxyPod,
  readNode,
  readService,
} from '../model/index.ts';
import {invalid, parseJson, readList} from './read-list.ts';
import type {SnapshotFiles} from './snapshot-files.ts';

/**
 * The API objects of a snapshot. Services and EndpointSlices must be there; what else is missing is said in
 * `problems`. Throws `UserError` for files that are not what they should be.
 */
export async function readCluster(files: SnapshotFiles): Promise<ClusterState> {
  const problems: string[] = [];
  const list = async <Item>(name: string, kind: string, readItem: (json: unknown) => Item) => {
    const path = `cluster/${name}.json`;
    const content = await files.read(path);
    if (!content) problems.push(`the snapshot has no ${path}`);
    return content && readList({path, content, kind}, readItem);
  };
  const services = await list('services', 'Service', readService);
  const endpointSlices = await list('endpointslices', 'EndpointSlice', readEndpointSlice);
  if (!services || !endpointSlices) throw incomplete(services ? 'endpointslices' : 'services');
  return {
    services,
    endpointSlices,
    nodes: (await list('nodes', 'Node', readNode)) ?? [],
    kubeProxyPods: (await list('kube-proxy-pods', 'Pod', readKubeProxyPod)) ?? [],
    configuration: await readConfiguration(files, problems),
    problems,
  };
}

function incomplete(name: string): UserError {
  return new UserError({
    code: 'snapshot-not-a-snapshot',
    message: `the snapshot has no cluster/${name}.json, so nothing tells what the tables should hold`,
    remedy:
      'take the snapshot again, or add the file: kubectl get services,endpointslices -A -o json has the objects',
  });
}

async function readConfiguration(
  files: SnapshotFiles,
  problems: string[],
): Promise<KubeProxyConfiguration | undefined> {
  const path = 'cluster/kube-proxy-config.json';
  const content = await files.read(path);
  if (!content) return undefined;
  const json = parseJson(path, content.toString('utf8'));
  try {
    const reading = readConfigMap(json, path);
    problems.push(...reading.problems);
    return reading.configuration;
  } catch (cause) {
    throw invalid(path, cause);
  }
}

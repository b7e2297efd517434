import type {ApiClient} from '../api/index.ts';
import {type ClusterState, readEndpointSlice, readNode, readService} from '../model/index.ts';
import {readConfiguration} from './configuration.ts';
import {findKubeProxyPods} from './kube-proxy-pods.ts';
import {createProblems} from './problems.ts';
import {readObjects} from './read-objects.ts';

/**
 * The API objects as they are now. Services, EndpointSlices and Nodes must be readable; what else the user may not read
 * is said in `problems`, with the rule that grants it. One list after the other, so that one connection is enough.
 */
export async function readClusterState(client: ApiClient, signal?: AbortSignal): Promise<ClusterState> {
  const options = signal ? {signal} : {};
  // EndpointSlices last: they change most, and the nodes are looked at right after.
  const nodes = await readObjects(client, {path: '/api/v1/nodes', kind: 'Node', options, readItem: readNode});
  const problems = createProblems();
  const linux = nodes.filter(({operatingSystem}) => operatingSystem !== 'windows').map(({name}) => name);
  const pods = await problems.collect(
    {what: 'kube-proxy Pods', hides: 'its version, flags and state are not known'},
    () => findKubeProxyPods(client, linux),
  );
  const configuration = await readConfiguration(client, pods ?? [], problems);
  const services = await readObjects(client, {
    path: '/api/v1/services',
    kind: 'Service',
    options,
    readItem: readService,
  });
  const endpointSlices = await readObjects(client, {
    path: '/apis/discovery.k8s.io/v1/endpointslices',
    kind: 'EndpointSlice',
    options,
    readItem: readEndpointSlice,
  });
  return {
    services,
    endpointSlices,
    nodes,
    kubeProxyPods: (pods ?? []).map(({pod}) => pod),
    configuration,
    problems: problems.list,
  };
}

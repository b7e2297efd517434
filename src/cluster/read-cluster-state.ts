import {
  type ClusterFile,
  type ClusterState,
  readEndpointSlice,
  readNode,
  readService,
} from '../model/index.ts';
import type {ClusterReading} from './cluster-reading.ts';
import {readConfiguration} from './configuration.ts';
import {copyExtras} from './copy-extras.ts';
import {findKubeProxyPods} from './kube-proxy-pods.ts';
import {createProblems} from './problems.ts';
import {type Reading, readObjects} from './read-objects.ts';

/**
 * The API objects as they are now. Services, EndpointSlices and Nodes must be readable; what else the user may not read
 * is said in `problems`, with the rule that grants it. One list after the other, so that one connection is enough.
 */
export async function readClusterState(reading: ClusterReading): Promise<ClusterState> {
  const list = listReader(reading);
  // EndpointSlices last: they change most, and the nodes are looked at right after.
  const nodes = await list('nodes.json', {path: '/api/v1/nodes', kind: 'Node', readItem: readNode});
  const problems = createProblems();
  const linux = nodes.filter(({operatingSystem}) => operatingSystem !== 'windows').map(({name}) => name);
  const pods = await problems.collect(
    {what: 'kube-proxy Pods', hides: 'its version, flags and state are unknown'},
    () => findKubeProxyPods(reading, linux),
  );
  const configuration = await readConfiguration(reading, pods ?? [], problems);
  const {services, endpointSlices} = reading.withoutServices ? NO_SERVICES : await readServices(list);
  if (reading.sink) await copyExtras(reading, pods ?? [], problems);
  return {
    services,
    endpointSlices,
    nodes,
    kubeProxyPods: (pods ?? []).map(({pod}) => pod),
    configuration,
    problems: problems.list,
  };
}

const NO_SERVICES: Pick<ClusterState, 'services' | 'endpointSlices'> = {services: [], endpointSlices: []};

async function readServices(list: ReturnType<typeof listReader>): Promise<typeof NO_SERVICES> {
  const services = await list('services.json', {
    path: '/api/v1/services',
    kind: 'Service',
    readItem: readService,
  });
  const endpointSlices = await list('endpointslices.json', {
    path: '/apis/discovery.k8s.io/v1/endpointslices',
    kind: 'EndpointSlice',
    readItem: readEndpointSlice,
  });
  return {services, endpointSlices};
}

function listReader({client, signal, sink}: ClusterReading) {
  const options = signal ? {signal} : {};
  return <Item>(file: ClusterFile, kind: Reading<Item>): Promise<readonly Item[]> =>
    readObjects(client, {
      ...kind,
      options,
      onPage: sink && ((items, first) => sink.items(file, items, first)),
    });
}

import {createExpectedStates} from '../../../src/expected/index.ts';
import {
  type ClusterState,
  type ExpectedState,
  type JsonObject,
  readEndpointSlice,
  readService,
} from '../../../src/model/index.ts';
import {commonNode, type NodeOverrides} from './node.ts';

/** API objects as the API server returns them. */
export interface ApiObjects {
  readonly services?: readonly JsonObject[];
  readonly slices?: readonly JsonObject[];
}

/** API objects, read as the program reads them. */
function aCluster({services = [], slices = []}: ApiObjects): ClusterState {
  return {
    services: services.map(readService),
    endpointSlices: slices.map(readEndpointSlice),
    nodes: [],
    kubeProxyPods: [],
    configuration: undefined,
    problems: [],
  };
}

/** The expected state of the common node, or of one that differs from it, with these API objects. */
export function expectedOn(node: NodeOverrides, objects: ApiObjects): ExpectedState {
  return createExpectedStates(aCluster(objects))(commonNode(node));
}

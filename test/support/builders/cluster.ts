import {createExpectedStates} from '../../../src/expected/index.ts';
import {
  type ClusterState,
  type ExpectedState,
  type JsonObject,
  readEndpointSlice,
  readNode,
  readService,
} from '../../../src/model/index.ts';
import {commonNode, type NodeOverrides} from './node.ts';

/** API objects as the API server returns them. */
export interface ApiObjects {
  readonly services?: readonly JsonObject[];
  readonly slices?: readonly JsonObject[];
  /** The Nodes besides the one of {@link commonNode}. */
  readonly otherNodes?: readonly JsonObject[];
}

/** API objects, read as the program reads them. */
function aCluster({services = [], slices = [], otherNodes = []}: ApiObjects): ClusterState {
  return {
    services: services.map(readService),
    endpointSlices: slices.map(readEndpointSlice),
    nodes: otherNodes.map(readNode),
    kubeProxyPods: [],
    configuration: undefined,
    problems: [],
  };
}

/** The expected state of the common node, or of one that differs from it, with these API objects. */
export function expectedOn(node: NodeOverrides, objects: ApiObjects): ExpectedState {
  return createExpectedStates(aCluster(objects))(commonNode(node));
}

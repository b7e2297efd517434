import type {EndpointSlice} from './endpoint-slice.ts';
import type {KubeProxyConfiguration} from './kube-proxy-configuration.ts';
import type {KubeProxyPod} from './kube-proxy-pod.ts';
import type {Node} from './node.ts';
import type {Service} from './service.ts';

/** API objects read at one moment. */
export interface ClusterState {
  readonly services: readonly Service[];
  readonly endpointSlices: readonly EndpointSlice[];
  readonly nodes: readonly Node[];
  readonly kubeProxyPods: readonly KubeProxyPod[];
  /** From the ConfigMap; undefined if there is none or it could not be read. */
  readonly configuration: KubeProxyConfiguration | undefined;
  /** What could not be read, in sentences for the user. */
  readonly problems: readonly string[];
}

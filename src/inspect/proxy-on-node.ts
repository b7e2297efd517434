import {type ProxyFacts, readProxyFacts, tracedModes} from '../kernel/index.ts';
import {
  type CaptureFocus,
  type ClusterState,
  isServedMode,
  type KubeProxyConfiguration,
  type KubeProxyPod,
  type KubeVersion,
  kubeProxyPodOn,
  type Node,
  type NodeCapture,
  type ProxyCondition,
  type ProxyPlaces,
  placesToAsk,
  proxyPlaces,
  type ServedMode,
  withFlags,
} from '../model/index.ts';
import {proxyCondition} from './proxy-condition.ts';

/** kube-proxy on one node, as its Pod and its own answers describe it. */
export interface ProxyOnNode {
  readonly node: string;
  readonly pod: KubeProxyPod | undefined;
  readonly facts: ProxyFacts;
  readonly configuration: KubeProxyConfiguration;
  readonly version: KubeVersion | undefined;
  /** Where its HTTP ports are. */
  readonly places: ProxyPlaces;
  /** Whether it runs and answers. */
  readonly condition: ProxyCondition;
  /** The mode that it serves the node in, told by the node; undefined: not known, or none that is compared. */
  readonly mode: ServedMode | undefined;
}

/** What is known of kube-proxy on a captured node: its own answers count before Pod and ConfigMap. */
export function proxyOnNode(capture: NodeCapture, cluster: ClusterState): ProxyOnNode {
  const pod = kubeProxyPodOn(capture.node, cluster.kubeProxyPods);
  const facts = readProxyFacts(capture);
  const configuration = withFlags(facts.configuration ?? cluster.configuration, pod?.flags ?? new Map());
  const places = proxyPlaces(configuration, addressesOf(capture.node, cluster));
  const podsExist = cluster.kubeProxyPods.length > 0;
  return {
    node: capture.node,
    pod,
    facts,
    configuration,
    version: facts.version ?? pod?.version,
    places,
    condition: proxyCondition({pod, podsExist, facts, places}),
    mode: modeOf(facts.mode, capture, configuration.mode),
  };
}

/** What a capture has to know of kube-proxy on each node. */
export function proxyFocus(cluster: ClusterState): Pick<CaptureFocus, 'kubeProxy' | 'proxyPlaces'> {
  return {
    kubeProxy: (node) => kubeProxyPodOn(node, cluster.kubeProxyPods),
    proxyPlaces: (node) => placesOn(node, cluster),
  };
}

function placesOn(node: string, cluster: ClusterState): ProxyPlaces {
  const pod = kubeProxyPodOn(node, cluster.kubeProxyPods);
  const configuration = withFlags(cluster.configuration, pod?.flags ?? new Map());
  return placesToAsk(configuration, addressesOf(node, cluster));
}

/** The addresses of a node at which a process in its network may listen. */
function addressesOf(name: string, {nodes}: ClusterState): readonly string[] {
  const node: Node | undefined = nodes.find((each) => each.name === name);
  const internal = node?.addresses.filter(({type}) => type === 'InternalIP') ?? [];
  return [...new Set(internal.map(({address}) => address))];
}

/**
 * What kube-proxy answers counts, else what it left in the kernel where that is of one mode only. The ConfigMap decides
 * between the modes of what was left alone: nodes are moved one by one.
 */
function modeOf(
  answered: string | undefined,
  capture: NodeCapture,
  configured: string,
): ServedMode | undefined {
  if (answered !== undefined) return isServedMode(answered) ? answered : undefined;
  const traces = tracedModes(capture);
  return traces.length === 1 ? traces[0] : traces.find((mode) => mode === configured);
}

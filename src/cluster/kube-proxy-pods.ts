import {ApiError} from '../api/index.ts';
import {
  type KubeProxyPod,
  optionalList,
  optionalObject,
  optionalString,
  readKubeProxyPod,
} from '../model/index.ts';
import type {ClusterReading} from './cluster-reading.ts';
import {readObjects} from './read-objects.ts';

/** Where kube-proxy Pods may be. */
interface Place {
  readonly namespace: string;
  readonly labelSelector: string;
}

/**
 * Where distributions put kube-proxy, commonest first: kubeadm, EKS, kops, kubespray, Talos and ACK; static Pods of GKE
 * and RKE2, AKS; Helm charts; Gardener; OpenShift. k3s and MicroK8s run it inside another process: no Pod at all.
 */
const PLACES: readonly Place[] = [
  {namespace: 'kube-system', labelSelector: 'k8s-app in (kube-proxy,kube-proxy-worker,kube-proxy-master)'},
  {namespace: 'kube-system', labelSelector: 'component=kube-proxy'},
  {namespace: 'kube-system', labelSelector: 'app.kubernetes.io/name=kube-proxy'},
  {namespace: 'kube-system', labelSelector: 'app=kube-proxy'},
  {namespace: 'kube-system', labelSelector: 'app=kubernetes,role=proxy'},
  {namespace: 'openshift-kube-proxy', labelSelector: 'app=kube-proxy'},
];

/** A kube-proxy Pod and the names of the ConfigMaps that it mounts. */
export interface FoundPod {
  readonly pod: KubeProxyPod;
  readonly configMaps: readonly string[];
  /** The DaemonSet that made it. */
  readonly daemonSet: string | undefined;
}

/**
 * The kube-proxy Pods, wherever common distributions put them; looks no further once each of the nodes has one. Throws
 * `ApiError` if the user may not list Pods in kube-system.
 */
export async function findKubeProxyPods(
  reading: ClusterReading,
  linuxNodes: readonly string[],
): Promise<readonly FoundPod[]> {
  const found = new Map<string, FoundPod>();
  const missing = new Set(linuxNodes);
  for (const place of PLACES) {
    const objects = new Map<string, unknown>();
    for (const [one, json] of await podsAt(reading, place)) {
      const name = `${one.pod.namespace}/${one.pod.name}`;
      if (!found.has(name)) objects.set(name, json);
      found.set(name, one);
      missing.delete(one.pod.nodeName);
    }
    reading.sink?.items('kube-proxy-pods.json', [...objects.values()], place === PLACES[0]);
    if (missing.size === 0) break;
  }
  return [...found.values()];
}

/** The Pods at a place, each with its JSON if somebody wants that. */
async function podsAt(
  {client, signal, sink}: ClusterReading,
  {namespace, labelSelector}: Place,
): Promise<readonly (readonly [FoundPod, unknown])[]> {
  const path = `/api/v1/namespaces/${namespace}/pods`;
  try {
    // The server's memory is enough here, and spares it a search through all Pods.
    const options = {labelSelector, resourceVersion: '0', ...(signal && {signal})};
    const readItem = (json: unknown) => [readFoundPod(json), sink && json] as const;
    return await readObjects(client, {path, kind: 'Pod', options, readItem});
  } catch (error) {
    // The role of this program is for kube-system; the other namespaces hardly ever exist.
    const elsewhere = error instanceof ApiError && error.status === 403 && namespace !== 'kube-system';
    if (elsewhere) return [];
    throw error;
  }
}

function readFoundPod(json: unknown): FoundPod {
  const pod = readKubeProxyPod(json);
  const spec = optionalObject(optionalObject(json, '').spec, 'spec');
  const names = optionalList(spec.volumes, 'spec.volumes').map((entry) => {
    const source = optionalObject(
      optionalObject(entry, 'spec.volumes[]').configMap,
      'spec.volumes[].configMap',
    );
    return optionalString(source.name, 'spec.volumes[].configMap.name');
  });
  return {pod, configMaps: names.filter((name) => name !== undefined), daemonSet: daemonSetOf(json)};
}

function daemonSetOf(json: unknown): string | undefined {
  const metadata = optionalObject(optionalObject(json, '').metadata, 'metadata');
  const owners = optionalList(metadata.ownerReferences, 'metadata.ownerReferences').map((entry) =>
    optionalObject(entry, 'metadata.ownerReferences[]'),
  );
  const owner = owners.find(({kind}) => kind === 'DaemonSet');
  return owner && optionalString(owner.name, 'metadata.ownerReferences[].name');
}

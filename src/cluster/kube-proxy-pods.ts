import {ApiError} from '../api/index.ts';
import {
  type JsonObject,
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

/** A kube-proxy Pod, and the ConfigMap that its configuration is in. */
export interface FoundPod {
  readonly pod: KubeProxyPod;
  /** Undefined if it has no file of settings, or not from a ConfigMap. */
  readonly configMap: string | undefined;
  /** The DaemonSet that made it. */
  readonly daemonSet: string | undefined;
}

/**
 * The kube-proxy Pods, wherever common distributions put them; looks no further once each of the nodes has one; in all places if
 * it is not known which nodes there are. Throws
 * `ApiError` if the user may not list Pods in kube-system.
 */
export async function findKubeProxyPods(
  reading: ClusterReading,
  linuxNodes: readonly string[] | undefined,
): Promise<readonly FoundPod[]> {
  const found = new Map<string, FoundPod>();
  const missing = linuxNodes && new Set(linuxNodes);
  for (const place of PLACES) {
    const objects = new Map<string, unknown>();
    for (const [one, json] of await podsAt(reading, place)) {
      const name = `${one.pod.namespace}/${one.pod.name}`;
      if (!found.has(name)) objects.set(name, json);
      found.set(name, one);
      missing?.delete(one.pod.nodeName);
    }
    reading.sink?.items('kube-proxy-pods.json', [...objects.values()], place === PLACES[0]);
    if (missing?.size === 0) break;
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
  return {pod, configMap: configMapOf(json, pod), daemonSet: daemonSetOf(json)};
}

/** The ConfigMap with the file that `--config` names; a Pod without that flag reads none, whatever it mounts. */
function configMapOf(json: unknown, {container, flags}: KubeProxyPod): string | undefined {
  const file = flags.get('config');
  if (file === undefined) return undefined;
  const spec = optionalObject(optionalObject(json, '').spec, 'spec');
  const containers = objects(spec.containers, 'spec.containers');
  const mounts = objects(
    containers.find(({name}) => name === container)?.volumeMounts,
    'spec.containers[].volumeMounts',
  );
  const place = (mount: JsonObject): string => String(mount.mountPath).replace(/\/*$/, '/');
  const [mount] = mounts
    .filter((one) => `${file}/`.startsWith(place(one)))
    .sort((one, other) => place(other).length - place(one).length);
  const volume = objects(spec.volumes, 'spec.volumes').find(({name}) => name === mount?.name);
  return mount && volume && configMapIn(volume);
}

function configMapIn(volume: JsonObject): string | undefined {
  const projected = optionalObject(volume.projected, 'spec.volumes[].projected');
  const sources = [volume, ...objects(projected.sources, 'spec.volumes[].projected.sources')];
  const [name] = sources.flatMap(({configMap}) => {
    const source = optionalObject(configMap, 'spec.volumes[].configMap');
    return optionalString(source.name, 'spec.volumes[].configMap.name') ?? [];
  });
  return name;
}

function objects(json: unknown, what: string): readonly JsonObject[] {
  return optionalList(json, what).map((entry) => optionalObject(entry, `${what}[]`));
}

function daemonSetOf(json: unknown): string | undefined {
  const metadata = optionalObject(optionalObject(json, '').metadata, 'metadata');
  const owners = optionalList(metadata.ownerReferences, 'metadata.ownerReferences').map((entry) =>
    optionalObject(entry, 'metadata.ownerReferences[]'),
  );
  const owner = owners.find(({kind}) => kind === 'DaemonSet');
  return owner && optionalString(owner.name, 'metadata.ownerReferences[].name');
}

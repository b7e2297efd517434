import type {KubeProxyPod} from './kube-proxy-pod.ts';
import {formatKubeVersion} from './kube-version.ts';

/** A version of kube-proxy, and how many Pods run it. */
export interface ProxyVersion {
  /** The image where its tag tells no version. */
  readonly version: string;
  readonly pods: number;
}

/** The versions of kube-proxy among Pods, commonest first. */
export function proxyVersions(
  pods: readonly Pick<KubeProxyPod, 'version' | 'image'>[],
): readonly ProxyVersion[] {
  const counts = new Map<string, number>();
  for (const {version, image} of pods) {
    const name = version ? formatKubeVersion(version) : image || 'unknown';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .map(([version, number]) => ({version, pods: number}))
    .sort((one, other) => other.pods - one.pods || (one.version < other.version ? -1 : 1));
}

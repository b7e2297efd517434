/** A Kubernetes version. */
export interface KubeVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** Minor releases of Kubernetes 1 whose kube-proxy is known here: the oldest and the newest. */
const KNOWN = {oldest: 24, newest: 36} as const;

/** {@link KNOWN} in words. */
export const KNOWN_VERSIONS = `1.${KNOWN.oldest} to 1.${KNOWN.newest}`;

/** Whether the rules of this version's kube-proxy are known here. */
export function isKnownVersion({major, minor}: KubeVersion): boolean {
  return major === 1 && minor >= KNOWN.oldest && minor <= KNOWN.newest;
}

const VERSION = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?![\d])/;

/**
 * The version in a git version or an image tag (`v1.30.4`, `1.30.4-eksbuild.1`, `v1.31.2-gke.100`); undefined if the
 * text does not begin with one.
 */
export function parseKubeVersion(text: string): KubeVersion | undefined {
  const match = VERSION.exec(text);
  if (!match) return undefined;
  return {major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3] ?? 0)};
}

/** `v1.30.4`. */
export function formatKubeVersion(version: KubeVersion): string {
  return `v${version.major}.${version.minor}.${version.patch}`;
}

/** Whether the version is of the given minor release of Kubernetes 1, or later. */
export function atLeast(version: KubeVersion, minor: number): boolean {
  return version.major > 1 || (version.major === 1 && version.minor >= minor);
}

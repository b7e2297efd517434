/** A Kubernetes version. */
export interface KubeVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** Minor releases of Kubernetes 1 whose kube-proxy is known here: the oldest and the newest. */
export const KNOWN_MINORS = {oldest: 24, newest: 38} as const;

/** {@link KNOWN_MINORS} in words. */
export const KNOWN_VERSIONS = `1.${KNOWN_MINORS.oldest} to 1.${KNOWN_MINORS.newest}`;

/** Whether the rules of this version's kube-proxy are known here. */
export function isKnownVersion({major, minor}: KubeVersion): boolean {
  return major === 1 && minor >= KNOWN_MINORS.oldest && minor <= KNOWN_MINORS.newest;
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

/** Whether the version is of the given minor and patch release of Kubernetes 1, or later. */
export function atLeast(version: KubeVersion, minor: number, patch = 0): boolean {
  if (version.major !== 1 || version.minor !== minor)
    return version.major > 1 || (version.major === 1 && version.minor > minor);
  return version.patch >= patch;
}

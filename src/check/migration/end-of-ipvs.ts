import {type EndOfIpvs, formatKubeVersion, type KubeVersion} from '../../model/index.ts';

/**
 * The minor releases of Kubernetes 1 in which IPVS mode is deprecated, gets a feature gate, is refused without it, and
 * is gone (https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/5495-deprecate-ipvs-mode-in-kube-proxy).
 */
export const END_OF_IPVS = {deprecated: 35, gate: 37, offByDefault: 40, removed: 43} as const;

/** The gate that keeps IPVS mode usable between {@link END_OF_IPVS} `offByDefault` and `removed`. */
export const IPVS_GATE = 'KubeProxyIPVS';

/** When IPVS mode ends, for a cluster whose newest component is of this version. */
export function endOfIpvs(version: KubeVersion | undefined): EndOfIpvs {
  const minor = version?.minor;
  const left = minor === undefined ? null : Math.max(0, END_OF_IPVS.offByDefault - 1 - minor);
  return {
    deprecatedIn: `1.${END_OF_IPVS.deprecated}`,
    gateIn: `1.${END_OF_IPVS.gate}`,
    offByDefaultIn: `1.${END_OF_IPVS.offByDefault}`,
    removedIn: `1.${END_OF_IPVS.removed}`,
    version: version ? formatKubeVersion(version) : null,
    releasesLeft: left,
    summary: summaryOf(version, left),
  };
}

const PLAN =
  `IPVS mode is deprecated since 1.${END_OF_IPVS.deprecated}, refused without a feature gate from ` +
  `1.${END_OF_IPVS.offByDefault} on, and removed in 1.${END_OF_IPVS.removed} (KEP-5495)`;

function summaryOf(version: KubeVersion | undefined, left: number | null): string {
  if (!version || left === null) return `${PLAN}; the version of this cluster is unknown`;
  const shown = formatKubeVersion(version);
  if (version.minor >= END_OF_IPVS.removed) return `${PLAN}; ${shown} no longer has it`;
  if (version.minor >= END_OF_IPVS.offByDefault)
    return `${PLAN}; ${shown} supports it only with the feature gate ${IPVS_GATE}`;
  if (left === 0)
    return `${PLAN}; ${shown} is the last minor release that supports it without a feature gate`;
  const more = left === 1 ? 'one more minor release supports' : `${left} more minor releases support`;
  return `${PLAN}; after ${shown}, ${more} it without a feature gate`;
}

/** The newest of some versions; undefined if there is none. */
export function newestVersion(versions: readonly (KubeVersion | undefined)[]): KubeVersion | undefined {
  const known = versions.filter((version) => version !== undefined);
  return known.reduce<KubeVersion | undefined>(
    (newest, version) => (newest && !isNewer(version, newest) ? newest : version),
    undefined,
  );
}

function isNewer(one: KubeVersion, other: KubeVersion): boolean {
  return (one.major - other.major || one.minor - other.minor || one.patch - other.patch) > 0;
}

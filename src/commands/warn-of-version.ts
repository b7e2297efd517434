import {isKnownVersion, KNOWN_VERSIONS, parseKubeVersion, type ReportSource} from '../model/index.ts';

/** Warns of a cluster whose kube-proxy may go by rules that are not known here. */
export function warnOfVersion({serverVersion}: ReportSource, warn: (text: string) => void): void {
  const version = parseKubeVersion(serverVersion);
  if (!version || isKnownVersion(version)) return;
  warn(
    `warning: the cluster runs Kubernetes ${serverVersion}, but kube-proxy's rules are known only for ` +
      `${KNOWN_VERSIONS}: reported differences may be wrong`,
  );
}

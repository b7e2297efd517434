// Generated from schema/ by `npm run generate`.

/**
 * What kubectl ipvs version -o json and -o yaml print
 */
export interface VersionReportDocument {
  apiVersion: 'kubectl-ipvs/v1';
  kind: 'VersionReport';
  generatedAt: string;
  /**
   * Null with --client
   */
  source: {
    type: 'cluster' | 'snapshot';
  } | null;
  clientVersion: string;
  knownKubeProxyVersions: string;
  serverVersion: string | null;
  /**
   * Null with --client, and where kube-proxy's Pods may not be listed
   */
  kubeProxyVersions:
    | {
        version: string;
        pods: number;
      }[]
    | null;
}

// Generated from schema/ by `npm run generate`.

/**
 * What `kubectl ipvs snapshot -o json` prints. Fields are never renamed or removed within v1; new ones may appear.
 */
export interface SnapshotReportDocument {
  apiVersion: 'kubectl-ipvs/v1';
  kind: 'SnapshotReport';
  generatedAt: string;
  source: {};
  path: string;
  sizeBytes: number;
  redacted: boolean;
  nodes: {
    name: string;
    error: string | null;
    missing: string[];
    problems: string[];
  }[];
  problems: string[];
}

// Generated from schema/ by `npm run generate`.

/**
 * What `kubectl ipvs explain -o json` prints. Fields are never renamed or removed within v1; new ones may appear.
 */
export interface CatalogueDocument {
  apiVersion: 'kubectl-ipvs/v1';
  kind: 'Catalogue';
  entries: {
    code: string;
    title: string;
    severity: 'error' | 'warning' | 'info';
    group: string;
    affects: string;
    detectedFrom: string[];
    findings: string[];
    symptom: string;
    evidence: string;
    cause: string;
    remedy: string;
    sources: string[];
  }[];
}

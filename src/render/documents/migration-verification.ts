// Generated from schema/ by `npm run generate`.

/**
 * Null where nothing could be compared.
 */
export type BeforeAndNow = null | {
  before: number;
  now: number;
};

/**
 * What `kubectl ipvs check --migration --verify -o json` prints. Fields are never renamed or removed within v1; new ones may appear.
 */
export interface MigrationVerificationDocument {
  apiVersion: 'kubectl-ipvs/v1';
  kind: 'MigrationVerification';
  generatedAt: string;
  source: {};
  /**
   * The snapshot from before; null: compared with what IPVS mode would serve now.
   */
  before: {} | null;
  summary: {
    nodes: number;
    moved: number;
    proved: number;
    notYet: number;
    notProved: number;
    unknown: number;
  };
  nodes: {
    name: string;
    mode: string;
    verdict: 'proved' | 'not-yet' | 'not-proved' | 'unknown';
    reasons: string[];
    frontends: BeforeAndNow;
    endpoints: BeforeAndNow;
    differences: {
      kind:
        | 'fewer-node-port-addresses'
        | 'more-node-port-addresses'
        | 'local-policy-without-endpoints'
        | 'other-endpoints'
        | 'frontend-lost'
        | 'frontend-added'
        | 'changed-in-api';
      onPurpose: boolean;
      count: number;
      message: string;
      examples: string[];
    }[];
    leftovers: string[];
  }[];
  notes: {}[];
}

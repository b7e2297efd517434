// Generated from schema/ by `npm run generate`.

/**
 * What `kubectl ipvs check --upgrade-to VERSION -o json` prints. Fields are never renamed or removed within v1; new ones may appear.
 */
export interface UpgradeReportDocument {
  apiVersion: 'kubectl-ipvs/v1';
  kind: 'UpgradeReport';
  generatedAt: string;
  source: {};
  /**
   * The version of kube-proxy that was thought of.
   */
  target: string;
  nodes: {
    name: string;
    /**
     * The version that runs; empty if it is not known.
     */
    kubeProxyVersion: string;
    state: 'same' | 'changes' | 'unknown' | 'other-mode';
    /**
     * Why a node is unknown, or in another mode; empty otherwise.
     */
    reason: string;
    changes: number;
  }[];
  /**
   * What the other version would program otherwise, each with the nodes that it is on.
   */
  changes: {
    part:
      | 'virtual-server'
      | 'real-server'
      | 'persistence'
      | 'scheduler'
      | 'address'
      | 'ip-set'
      | 'ip-set-member'
      | 'iptables-chain';
    effect: 'appears' | 'disappears' | 'may-appear' | 'may-disappear' | 'changes';
    service: null | {
      namespace: string;
      name: string;
      port: string | null;
    };
    subject: string;
    /**
     * Of an effect "changes" only.
     */
    from: string;
    /**
     * Of an effect "changes" only.
     */
    to: string;
    /**
     * @minItems 1
     */
    nodes: string[];
  }[];
  /**
   * The rules on which the versions differ.
   */
  rules: string[];
  bugs: {
    /**
     * Issue or pull request of Kubernetes.
     */
    number: number;
    title: string;
    /**
     * Entry of the failure catalogue.
     */
    code: string;
    effect: 'gained' | 'kept' | 'fixed';
    /**
     * Whether this cluster has what the bug needs.
     */
    concerned: boolean;
    reference: string;
    meanwhile: string;
    /**
     * @minItems 1
     */
    nodes: string[];
  }[];
  notes: {
    severity: 'error' | 'warning' | 'info';
    message: string;
    remedy: string;
  }[];
}

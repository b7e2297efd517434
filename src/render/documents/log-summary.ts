// Generated from schema/ by `npm run generate`.

/**
 * How often known signs of failures show in kube-proxy's logs, as kubectl ipvs logs --summary -o json prints it
 */
export interface LogSummaryDocument {
  apiVersion: 'kubectl-ipvs/v1';
  kind: 'LogSummary';
  generatedAt: string;
  source: {};
  nodes: string[];
  /**
   * Logs that could not be read, or not to their end
   */
  unread: {
    node: string;
    reason: string;
  }[];
  /**
   * Lines that were read and chosen
   */
  lines: number;
  codes: {
    code: string;
    title: string;
    severity: 'error' | 'warning' | 'info';
    node: string;
    lines: number;
    first: string | null;
    last: string | null;
    /**
     * The first such line
     */
    example: string;
  }[];
}

// Generated from schema/ by `npm run generate`.

/**
 * A line of kube-proxy's log, as kubectl ipvs logs -o json prints it
 */
export interface LogRecordDocument {
  apiVersion: 'kubectl-ipvs/v1';
  kind: 'LogRecord';
  /**
   * In UTC; null if neither the line nor one before it says
   */
  time: string | null;
  node: string;
  /**
   * NAMESPACE/NAME; null where kube-proxy is no Pod
   */
  pod: string | null;
  /**
   * In the words of --level; fatal is an error that ended kube-proxy. Empty for text without a level
   */
  level: 'fatal' | 'error' | 'warning' | 'info' | '';
  /**
   * File and line in the source of kube-proxy; empty if not known
   */
  source: string;
  message: string;
  /**
   * The keys and values of structured logging
   */
  values: {};
  /**
   * The catalogue entry that the line is a known sign of
   */
  code: string | null;
  /**
   * What the line means, if it is known
   */
  meaning: string | null;
  /**
   * The text as kube-proxy wrote it, with the lines that belong to it
   */
  raw: string;
}

import type {Finding} from '../model/index.ts';

/**
 * Findings of one single look, such as a snapshot: kube-proxy may have been about to put them right, so none is
 * certain enough to be an error.
 */
export function asUnconfirmed(findings: readonly Finding[]): readonly Finding[] {
  return findings.map((finding) => ({
    ...finding,
    confirmed: false,
    severity: finding.severity === 'error' ? 'warning' : finding.severity,
  }));
}

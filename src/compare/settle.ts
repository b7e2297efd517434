import type {Finding} from '../model/index.ts';
import type {NodeResult} from './diff-report.ts';
import {findingKey} from './sort-findings.ts';

/** What kube-proxy needs for its syncs, in seconds. */
export interface SyncTiming {
  readonly minSyncPeriod: number;
  /** Undefined: not known. */
  readonly p99Duration: number | undefined;
}

/** Assumed length of a sync where it is not known, in seconds. */
const ASSUMED_SYNC = 5;

/** Added for the way of a change through the API, in seconds. */
const MARGIN = 2;

/** The longest settling delay, in seconds: a node whose syncs take longer is the finding itself. */
const LONGEST = 60;

/**
 * How long a difference may be on its way, in seconds: the pause between syncs, the length of one, and a margin
 * (kube-proxy `pkg/proxy/runner`).
 */
export function settlingSeconds({minSyncPeriod, p99Duration}: SyncTiming): number {
  return Math.min(LONGEST, Math.max(minSyncPeriod, 1) + (p99Duration ?? ASSUMED_SYNC) + MARGIN);
}

/** Whether a result has differences that a second look could clear up. */
export function needsSecondLook({findings}: NodeResult): boolean {
  return findings.some(({severity}) => severity !== 'info');
}

/**
 * What two looks at one node tell together, each compared with the API as it was then: a difference that both show is
 * confirmed; what only one shows is converging, and no drift.
 */
export function settle(first: NodeResult, second: NodeResult): NodeResult {
  const seen = new Set(first.findings.map(findingKey));
  const confirmed: Finding[] = [];
  for (const finding of second.findings) {
    if (finding.severity === 'info') confirmed.push(finding);
    else if (seen.has(findingKey(finding))) confirmed.push({...finding, confirmed: true});
  }
  if (second.report.state === 'unknown') return second;
  const drifted = confirmed.some(({severity}) => severity !== 'info');
  return {
    ...second,
    report: {...second.report, state: drifted ? 'drifted' : 'converging'},
    findings: confirmed,
  };
}

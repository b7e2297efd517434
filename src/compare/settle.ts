import type {Finding, Note} from '../model/index.ts';
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

/** Whether the API's side of a finding changed between the looks: its Service, or one of its EndpointSlices. */
export type HasMoved = (finding: Finding) => boolean;

/**
 * What two looks at one node tell together, each compared with the API as it was then. A difference is confirmed only if
 * both show the same wrong value and what the API says of it is older than the first look; what only one shows, or what
 * the API changed meanwhile, is converging, and no drift: the node follows, only late.
 */
export function settle(first: NodeResult, second: NodeResult, hasMoved: HasMoved = () => false): NodeResult {
  if (second.report.state === 'unknown') return second;
  const seen = new Map(first.findings.map((finding) => [findingKey(finding), wrongValue(finding)]));
  const confirmed: Finding[] = [];
  let late = 0;
  for (const finding of second.findings) {
    if (finding.severity === 'info') confirmed.push(finding);
    else if (seen.get(findingKey(finding)) !== wrongValue(finding)) continue;
    else if (hasMoved(finding)) late++;
    else confirmed.push({...finding, confirmed: true});
  }
  const drifted = confirmed.some(({severity}) => severity !== 'info');
  return {
    ...second,
    report: {...second.report, state: drifted ? 'drifted' : 'converging'},
    findings: confirmed,
    notes: [...second.notes, ...lateNotes(second.report.name, late)],
  };
}

/** Counts of connections differ from look to look, and tell nothing of what is wrong. */
const COUNTS = new Set(['activeConnections', 'inactiveConnections']);

function wrongValue({expected, actual}: Finding): string {
  return JSON.stringify([expected, actual], (name, value) => (COUNTS.has(name) ? undefined : value));
}

function lateNotes(node: string, count: number): readonly Note[] {
  if (count === 0) return [];
  const what = count === 1 ? '1 difference is' : `${count} differences are`;
  return [
    {
      code: 'IPVS075',
      severity: 'warning',
      node,
      service: null,
      virtualServer: null,
      message: `the node is behind: ${what} about Services that the API changed between the two looks, so none is called drift`,
      remedy:
        'look again when the Services have come to rest; kubectl ipvs trace svc/NAME measures how late the node is',
    },
  ];
}

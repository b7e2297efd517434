import {type BehindCode, clockText, type Finding, type Note, newNote, spanText} from '../model/index.ts';
import type {NodeResult} from './diff-report.ts';
import {isDifference, LONGEST, LookHistory, MARGIN, type NodeLook} from './look-history.ts';

/** What kube-proxy needs for its syncs, in seconds. */
export interface SyncTiming {
  readonly minSyncPeriod: number;
  /** Undefined: not known. */
  readonly p99Duration: number | undefined;
}

/** Assumed length of a sync where it is not known, in seconds. */
const ASSUMED_SYNC = 5;

/**
 * How long a difference may be on its way, in seconds: the pause between syncs, the length of one, and a margin
 * (kube-proxy `pkg/proxy/runner`).
 */
export function settlingSeconds({minSyncPeriod, p99Duration}: SyncTiming): number {
  return Math.min(LONGEST, Math.max(minSyncPeriod, 1) + (p99Duration ?? ASSUMED_SYNC) + MARGIN);
}

/** A node is looked at so many times at most. */
export const MOST_LOOKS = 3;

/** What some looks at one node tell together. */
export interface Settled {
  readonly result: NodeResult;
  /** Seconds after which another look can tell more; undefined: nothing is open. */
  readonly againIn: number | undefined;
}

/**
 * What the looks at one node tell together, each compared with the API as it was then. A difference is confirmed if the
 * last two looks show the same wrong value, and the node had the time to put it right: what the API says of it is older
 * than the changes that the node followed meanwhile. Where the API changes the Service from look to look, the node has
 * that time if it shows the latest of these changes, or the value stays wrong for longer than the node needs. All else is
 * converging, and no drift.
 */
export function settle(looks: readonly NodeLook[]): Settled {
  const last = looks.at(-1);
  if (!last) throw new Error('a node has been looked at');
  const {result} = last;
  const wrong = result.findings.filter(isDifference);
  if (looks.length === 1) return {result, againIn: wrong.length > 0 ? result.settlingSeconds : undefined};
  // Not compared this time, or another mode meanwhile.
  if (result.report.state === 'unknown' || result.report.state === 'other-mode')
    return {result, againIn: undefined};
  const history = new LookHistory(looks, last);
  const open = new Set(wrong.filter((finding) => !history.proves(finding)));
  const confirmed = result.findings.flatMap((finding) => {
    if (!isDifference(finding)) return [finding];
    return open.has(finding) ? [] : [{...finding, confirmed: true}];
  });
  return {
    result: {
      ...result,
      report: {...result.report, state: open.size < wrong.length ? 'drifted' : 'converging'},
      findings: confirmed,
      notes: [...result.notes, ...behindNotes(history, [...open])],
    },
    againIn: open.size > 0 ? history.secondsUntilProof([...open]) : undefined,
  };
}

function behindNotes(history: LookHistory, open: readonly Finding[]): readonly Note[] {
  if (open.length === 0) return [];
  const {node, lag, follows} = history;
  const asOf = history.asOf(open);
  const table = asOf === undefined ? '' : `: its table is as of ${clockText(new Date(asOf).toISOString())}`;
  const late = asOf === undefined ? lag : history.age(asOf);
  const by = late === undefined ? '' : ` by about ${spanText(late)}`;
  const what = open.length === 1 ? '1 difference is' : `${open.length} differences are`;
  const told = follows
    ? `the node follows the API, but is behind${by}${table}`
    : `the node does not appear to follow the API, and is behind${by}${table}`;
  const code: BehindCode = follows ? 'IPVS075' : 'IPVS077';
  return [
    newNote('warning', {
      code,
      node,
      message: `${told}; ${what} about objects that changed in the meantime, so they are not counted as drift`,
      remedy:
        'run this again when the Services no longer change; kubectl ipvs trace svc/NAME measures how late the node is',
    }),
  ];
}

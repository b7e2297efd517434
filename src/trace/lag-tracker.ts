import type {KernelTable, StandingOf, TraceLag} from '../model/index.ts';
import {createNodeClock} from './node-clock.ts';
import {follows, type WantedTable} from './wanted-table.ts';

/** One sample as the tracker sees it. Times in seconds. */
export interface TrackedSample {
  /** Counts debug pods: between two of them is a gap. */
  readonly pod: number;
  /** On the node's clock, before and after the reading. */
  readonly from: number;
  readonly to: number;
  /** On our clock. */
  readonly receivedAt: number;
  readonly table: KernelTable;
  /** Keys of the virtual servers that were sampled. */
  readonly sampled: ReadonlySet<string>;
}

/** Measures how long one node takes to follow changes of the API. */
export interface LagTracker {
  /** The API changed, at this time on our clock in seconds; from now on this is wanted. */
  readonly expect: (change: number, at: number, wanted: WantedTable) => void;
  /** What a sample tells of the changes that are waited for. */
  readonly sample: (sample: TrackedSample) => readonly TraceLag[];
  /** Whether it waits for a change that may still be on its way. */
  readonly waiting: () => boolean;
}

interface Pending {
  readonly change: number;
  readonly at: number;
  readonly wanted: WantedTable;
  late: boolean;
}

/** Measures the lags of a node whose table may take so many seconds to follow. */
export function createLagTracker(
  node: string,
  first: WantedTable,
  {settlingSeconds, standingOf}: {readonly settlingSeconds: number; readonly standingOf: StandingOf},
): LagTracker {
  const clock = createNodeClock();
  let pending: Pending[] = [];
  let wanted = first;
  let previous: {readonly pod: number; readonly from: number} | undefined;
  return {
    expect(change, at, next) {
      if (next.signature === wanted.signature) return;
      wanted = next;
      pending = [...pending, {change, at, wanted: next, late: false}];
    },
    sample(sample) {
      clock.note(sample.to, sample.receivedAt);
      const from = previous?.pod === sample.pod ? clock.ours(previous.from) : undefined;
      const span = {
        from,
        begun: clock.ours(sample.from) ?? 0,
        to: clock.ours(sample.to) ?? 0,
        error: clock.error(),
      };
      previous = sample;
      // The newest change that it follows: then it has followed, or passed over, those before it too.
      const reached = pending.findLastIndex((one) =>
        follows(sample.table, one.wanted, {...sample, standingOf}),
      );
      const followed = pending.slice(0, reached + 1);
      pending = pending.slice(reached + 1);
      const late = pending.filter((one) => !one.late && span.begun - one.at > settlingSeconds);
      for (const one of late) one.late = true;
      return [
        ...followed.map((one) => followedLag(node, one, span)),
        ...late.map((one) => lateLag(node, one, {...span, settlingSeconds})),
      ];
    },
    waiting: () => pending.some(({late}) => !late),
  };
}

/** Between these times, on our clock, the table changed; `from` is undefined after a gap. */
interface Span {
  readonly from: number | undefined;
  readonly begun: number;
  readonly to: number;
  readonly error: number;
}

function followedLag(node: string, {change, at}: Pending, {from, to, error}: Span): TraceLag {
  if (from === undefined) {
    const message = `follows change ${change}, but a gap hides since when`;
    return {node, change, state: 'lost', seconds: null, errorSeconds: null, message};
  }
  const earliest = Math.max(0, from - at);
  const latest = Math.max(earliest, to - at);
  const seconds = (earliest + latest) / 2;
  const errorSeconds = (latest - earliest) / 2 + error;
  const message = `follows change ${change} after ${seconds.toFixed(2)} s (+/-${errorSeconds.toFixed(2)} s)`;
  return {node, change, state: 'followed', seconds, errorSeconds, message};
}

function lateLag(
  node: string,
  {change, at}: Pending,
  span: Span & {readonly settlingSeconds: number},
): TraceLag {
  const seconds = span.begun - at;
  const message =
    `is still out of sync with change ${change} after ${seconds.toFixed(1)} s (limit ` +
    `${span.settlingSeconds.toFixed(0)} s)`;
  return {node, change, state: 'late', seconds, errorSeconds: span.error, message};
}

import type {LogEntry} from '../model/index.ts';
import type {MergedEntries} from './merge-feeds.ts';

/** Holds what logs say now for a moment, so that lines that come late from one node still find their place. */
export interface ReorderWindow {
  /** Takes the next entries of a log, at a moment in milliseconds since 1970. */
  readonly add: (feed: number, entries: readonly LogEntry[], now: number) => void;
  /** What has been held long enough at a moment, and what was written before it. */
  readonly due: (now: number) => MergedEntries;
  /** All that is held. */
  readonly rest: () => MergedEntries;
  /** Milliseconds by which the clock of a log's node is ahead of ours, at least; 0 if it is not known to be. */
  readonly ahead: (feed: number) => number;
}

interface Held {
  readonly entry: LogEntry;
  readonly feed: number;
  readonly arrival: number;
  /** The time by which it is placed, in microseconds. */
  readonly key: number;
}

/** A clock may be so much ahead, in milliseconds, before lines are placed by when they came. */
const TOLERANCE = 1000;

/**
 * A window of so many milliseconds. A node whose lines come from the future has a clock that is ahead: they are placed as
 * if it were right. A clock that is behind cannot be told from a slow way, so its lines are placed as they say.
 */
export function createReorderWindow(milliseconds: number): ReorderWindow {
  let held: Held[] = [];
  const skews = new Map<number, number>();
  const keys = new Map<number, number>();

  const add: ReorderWindow['add'] = (feed, entries, now) => {
    for (const entry of entries) {
      const skew = Math.max(skews.get(feed) ?? 0, entry.time / 1000 - now);
      if (skew > TOLERANCE) skews.set(feed, skew);
      const time = entry.time - (skews.get(feed) ?? 0) * 1000;
      // A line without a time, or with an earlier one than the line before, keeps its place.
      const key = Math.max(keys.get(feed) ?? Number.NEGATIVE_INFINITY, Number.isNaN(time) ? 0 : time);
      keys.set(feed, key);
      held.push({entry, feed, arrival: now, key});
    }
  };

  const release = (limit: number): MergedEntries => {
    const due = held.filter(({key}) => key <= limit).sort(byKey);
    held = held.filter(({key}) => key > limit);
    return {entries: due.map(({entry}) => entry), feeds: due.map(({feed}) => feed)};
  };

  return {
    add,
    due(now) {
      const old = held.filter(({arrival}) => arrival <= now - milliseconds);
      return release(old.reduce((latest, {key}) => Math.max(latest, key), Number.NEGATIVE_INFINITY));
    },
    rest: () => release(Number.POSITIVE_INFINITY),
    ahead: (feed) => skews.get(feed) ?? 0,
  };
}

function byKey(one: Held, other: Held): number {
  return one.key - other.key || one.feed - other.feed;
}

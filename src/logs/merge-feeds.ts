import type {LogEntry} from '../model/index.ts';

/** Gives the next entries of one log, in the order in which they were written; undefined at its end. */
export type LogFeed = () => Promise<readonly LogEntry[] | undefined>;

/** Entries of several logs in time order; `feeds[i]` is the index of the log that `entries[i]` comes from. */
export interface MergedEntries {
  readonly entries: readonly LogEntry[];
  readonly feeds: readonly number[];
}

/** One log while it is merged. */
interface Lane {
  readonly index: number;
  readonly feed: LogFeed;
  batch: readonly LogEntry[];
  at: number;
  /** The time by which the entry at `at` is placed. */
  key: number;
}

/** Entries are given in portions of about so many. */
const PORTION = 2048;

/**
 * Merges logs by time, with memory for one batch of each. Lines of one log stay in the order in which they were written,
 * even where their times differ a little; entries of the same time come in the order of the logs.
 */
export async function* mergeFeeds(feeds: readonly LogFeed[]): AsyncGenerator<MergedEntries> {
  const opened = await Promise.all(feeds.map(openLane));
  const heap = opened
    .filter((lane) => lane !== undefined)
    .sort((one, other) => (isBefore(one, other) ? -1 : 1));
  let portion = newPortion();
  while (heap[0]) {
    const lane = heap[0];
    takeRun(lane, smaller(heap[1], heap[2]), portion);
    if (portion.entries.length >= PORTION) {
      yield portion;
      portion = newPortion();
    }
    const goesOn = lane.at < lane.batch.length || (await refill(lane));
    if (!goesOn) removeTop(heap);
    siftDown(heap);
  }
  if (portion.entries.length > 0) yield portion;
}

function newPortion(): {entries: LogEntry[]; feeds: number[]} {
  return {entries: [], feeds: []};
}

async function openLane(feed: LogFeed, index: number): Promise<Lane | undefined> {
  const lane: Lane = {index, feed, batch: [], at: 0, key: Number.NEGATIVE_INFINITY};
  return (await refill(lane)) ? lane : undefined;
}

async function refill(lane: Lane): Promise<boolean> {
  for (;;) {
    const batch = await lane.feed();
    if (batch === undefined) return false;
    if (batch.length > 0) {
      lane.batch = batch;
      lane.at = 0;
      advanceKey(lane);
      return true;
    }
  }
}

/** An entry without a time, or with an earlier one than the line before, keeps its place. */
function advanceKey(lane: Lane): void {
  const time = lane.batch[lane.at]?.time ?? Number.NaN;
  if (time > lane.key) lane.key = time;
}

/** Takes the entries of a lane that come before those of the next lane. */
function takeRun(lane: Lane, limit: Lane | undefined, portion: {entries: LogEntry[]; feeds: number[]}): void {
  const {batch} = lane;
  do {
    const entry = batch[lane.at];
    if (entry === undefined) return;
    portion.entries.push(entry);
    portion.feeds.push(lane.index);
    lane.at++;
    advanceKey(lane);
  } while (lane.at < batch.length && portion.entries.length < PORTION && (!limit || isBefore(lane, limit)));
}

function isBefore(one: Lane, other: Lane): boolean {
  return one.key < other.key || (one.key === other.key && one.index < other.index);
}

function smaller(one: Lane | undefined, other: Lane | undefined): Lane | undefined {
  if (!one || !other) return one ?? other;
  return isBefore(one, other) ? one : other;
}

function removeTop(heap: Lane[]): void {
  const last = heap.pop();
  if (last && heap.length > 0) heap[0] = last;
}

/** Puts the top of a binary heap where it belongs. */
function siftDown(heap: Lane[]): void {
  const lane = heap[0];
  if (!lane) return;
  let at = 0;
  for (;;) {
    const left = at * 2 + 1;
    const right = left + 1;
    const child = smaller(heap[left], heap[right]);
    if (!child || isBefore(lane, child)) break;
    const childAt = child === heap[left] ? left : right;
    heap[at] = child;
    at = childAt;
  }
  heap[at] = lane;
}

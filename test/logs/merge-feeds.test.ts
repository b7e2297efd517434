import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {type LogFeed, mergeFeeds} from '../../src/logs/index.ts';
import type {LogEntry} from '../../src/model/index.ts';
import {checkProperty} from '../support/property.ts';

function entry(time: number, raw = String(time)): LogEntry {
  return {time, level: 'I', raw, format: 'klog', body: 0};
}

/** A feed of batches, some of which may be empty. */
function feedOf(batches: readonly (readonly LogEntry[])[]): LogFeed {
  const left = [...batches];
  return () => Promise.resolve(left.shift());
}

async function merge(logs: readonly (readonly (readonly LogEntry[])[])[]) {
  const merged: {entry: LogEntry; feed: number}[] = [];
  for await (const {entries, feeds} of mergeFeeds(logs.map(feedOf)))
    merged.push(...entries.map((one, index) => ({entry: one, feed: feeds[index] ?? -1})));
  return merged;
}

describe('merged logs', () => {
  test('are as if sorted by time, and lines of one log keep their order', async () => {
    const batch = fc.array(fc.nat(50), {maxLength: 6}).map((steps) => steps);
    const logs = fc.array(fc.array(batch, {maxLength: 5}), {maxLength: 8});
    await checkProperty(
      fc.asyncProperty(logs, async (steps) => {
        let number = 0;
        const made = steps.map((batches) => {
          let time = 0;
          return batches.map((one) =>
            one.map((step) => {
              time += step;
              return entry(time, String(number++));
            }),
          );
        });
        const all = made.flatMap((batches, feed) => batches.flat().map((one) => ({entry: one, feed})));
        const sorted = all.toSorted(
          (one, other) => one.entry.time - other.entry.time || one.feed - other.feed,
        );
        expect(await merge(made)).toEqual(sorted);
      }),
    );
  });

  test('a line with an earlier time, or with none, stays behind the line before it', async () => {
    const one = [[entry(10, 'a'), entry(9, 'b'), entry(Number.NaN, 'c'), entry(30, 'd')]];
    const two = [[entry(9.5, 'x'), entry(10.5, 'y')]];
    expect((await merge([one, two])).map(({entry: {raw}}) => raw)).toEqual(['x', 'a', 'b', 'c', 'y', 'd']);
  });

  test('no log at all, and logs without lines', async () => {
    expect(await merge([])).toEqual([]);
    expect(await merge([[], [[]], [[], []]])).toEqual([]);
  });

  test('a log that fails ends the merging with its failure', async () => {
    const failing: LogFeed = () => Promise.reject(new Error('broken'));
    const run = async () => {
      for await (const _ of mergeFeeds([feedOf([[entry(1)]]), failing]));
    };
    await expect(run()).rejects.toThrow('broken');
  });
});

import {describe, expect, test} from '@jest/globals';
import {foldKey} from '../../src/logs/fold-repeats.ts';
import {createFolder} from '../../src/logs/index.ts';
import {readLog} from './read-log.ts';

const HEAD = (second: number, level = 'E') =>
  `${level}1120 18:${String(Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}.000000       1 reflector.go:816] `;

function fold(lines: readonly (readonly [number, string, number?])[], limits = {span: 60e6, lines: 500}) {
  const folder = createFolder(limits);
  const all = lines.flatMap(([second, text, feed = 0]) =>
    readLog(HEAD(second) + text).flatMap((entry) => folder.add({entry, feed})),
  );
  return [...all, ...folder.rest()].map(({first, count, feeds}) => [
    first.entry.raw.slice(HEAD(0).length),
    count,
    feeds.size,
  ]);
}

describe('folded lines', () => {
  test('repeats are counted at the first of them, over all logs', () => {
    expect(
      fold([
        [0, '"a"', 0],
        [1, '"b"', 1],
        [2, '"a"', 1],
        [3, '"a"', 0],
      ]),
    ).toEqual([
      ['"a"', 3, 2],
      ['"b"', 1, 1],
    ]);
  });

  test('not over more than the span, nor over too many other lines', () => {
    expect(
      fold([
        [0, '"a"'],
        [61, '"a"'],
        [62, '"a"'],
      ]),
    ).toEqual([
      ['"a"', 1, 1],
      ['"a"', 2, 1],
    ]);
    expect(
      fold(
        [
          [0, '"a"'],
          [1, '"b"'],
          [2, '"c"'],
          [3, '"a"'],
        ],
        {span: 60e6, lines: 1},
      ),
    ).toEqual([
      ['"a"', 1, 1],
      ['"b"', 1, 1],
      ['"c"', 1, 1],
      ['"a"', 1, 1],
    ]);
  });

  test.each([
    ['durations', '"x" took="12.5ms" t=3s', '"x" took="1m2.5s" t=4s', true],
    [
      "a request's own timeout",
      'Get "…?timeout=6m21s&timeoutSeconds=381&watch=true"',
      'Get "…?timeout=5m5s&timeoutSeconds=305&watch=true"',
      true,
    ],
    ['another address', '"x" endpoint="10.244.1.7:8080"', '"x" endpoint="10.244.1.8:8080"', false],
    ['another Service', '"x" service="shop/web-1s"', '"x" service="shop/web-2s"', false],
    ['another number', '"x" port=80', '"x" port=81', false],
    ['another message', '"x"', '"y"', false],
  ])('%s', (_, one, other, same) => {
    const key = (text: string) => readLog(HEAD(0) + text).map(foldKey);
    expect(JSON.stringify(key(one)) === JSON.stringify(key(other))).toBe(same);
  });
});

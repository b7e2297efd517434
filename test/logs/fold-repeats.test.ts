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

  test('come in the order of their times, where threads wrote them a little out of order', () => {
    const at = (milliseconds: number, text: string) =>
      readLog(HEAD(0).replace('.000000', `.${String(milliseconds).padStart(3, '0')}000`) + text);
    const folder = createFolder({span: 60e6, lines: 3});
    const entries = [at(74, '"b"'), at(65, '"a"'), at(93, '"d"'), at(80, '"c"'), at(99, '"e"')].flat();
    const all = [...entries.flatMap((entry) => folder.add({entry, feed: 0})), ...folder.rest()];
    expect(all.map(({first}) => first.entry.raw.slice(HEAD(0).length))).toEqual([
      '"a"',
      '"b"',
      '"c"',
      '"d"',
      '"e"',
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

import {describe, expect, test} from '@jest/globals';
import {splitListItems} from '../../src/snapshot/split-list-items.ts';

const ITEMS = [
  {kind: 'Service', spec: {ports: [{port: 80}, {port: 443}]}},
  {kind: 'Service', text: 'a brace } and a "quote\\" and\n  } a line break'},
  {kind: 'Service', list: []},
];

function split(text: string) {
  const json = Buffer.from(text);
  return splitListItems(json)?.map(([begin, end]) => JSON.parse(json.toString('utf8', begin, end)));
}

describe('a list is split into its items', () => {
  test.each([0, 1, 2, 4, '\t'])('indented by %j', (indent) => {
    expect(split(`${JSON.stringify({kind: 'List', items: ITEMS}, null, indent)}\n`)).toEqual(ITEMS);
  });

  test.each([
    ['no item', '{"items":[]}', []],
    ['no item, on lines', '{\n "items": [\n ]\n}', []],
    ['no list', '{"kind":"List"}', undefined],
    [
      'lines without indentation',
      '{\n"items": [\n{\n"a": [\n{\n"b": 1\n}\n]\n},\n{}\n]\n}',
      [{a: [{b: 1}]}, {}],
    ],
    ['one line after lines', '{\n "items": [\n  {\n   "a": 1\n  },{"b": 2}\n ]\n}', [{a: 1}, {b: 2}]],
  ])('%s', (_, text, items) => {
    expect(split(text)).toEqual(items);
  });

  test('a list that is cut off is none', () => {
    const text = JSON.stringify({items: ITEMS}, null, 1);
    for (const length of [60, 100, text.length - 4]) expect(split(text.slice(0, length))).toBeUndefined();
  });
});

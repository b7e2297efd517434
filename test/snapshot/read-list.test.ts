import {describe, expect, test} from '@jest/globals';
import {readList} from '../../src/snapshot/read-list.ts';

const ITEMS = [1, 2, 3].map((port) => ({
  kind: 'Service',
  metadata: {name: `s${port}`, namespace: 'n'},
  port,
}));

/** Reads a list whole, or, with a limit of 0, item by item as long ones are. */
function read(text: string, whole: number) {
  const file = {path: 'cluster/services.json', content: Buffer.from(text), kind: 'Service'};
  return readList(file, (json) => (json as {port: number}).port, {indented: whole, any: whole});
}

describe.each([
  ['whole', 1e9],
  ['item by item', 0],
])('a list read %s', (_, parseWhole) => {
  test.each([0, 1])('gives its items (indent %d)', (indent) => {
    expect(read(JSON.stringify({kind: 'ServiceList', items: ITEMS}, null, indent), parseWhole)).toEqual([
      1, 2, 3,
    ]);
  });

  test('items of another part are not those of the list', () => {
    const metadata = {items: [{kind: 'Service', port: 9}]};
    expect(read(JSON.stringify({kind: 'List', metadata, items: ITEMS}, null, 1), parseWhole)).toEqual([
      1, 2, 3,
    ]);
  });

  test.each([
    [
      'another kind',
      JSON.stringify({kind: 'PodList', items: ITEMS}),
      /kind should be ServiceList or List, but is "PodList"/,
    ],
    [
      'an item of another kind',
      JSON.stringify({kind: 'List', items: [{kind: 'Pod'}]}),
      /item 1.*kind should be Service/,
    ],
    ['cut off', JSON.stringify({kind: 'List', items: ITEMS}).slice(0, -20), /is not valid JSON/],
    ['more after its end', `${JSON.stringify({kind: 'List', items: ITEMS})}]`, /is not valid JSON/],
    ['empty', '', /is not valid JSON: it is empty/],
  ])('%s is refused', (__, text, message) => {
    expect(() => read(text, parseWhole)).toThrow(message);
  });
});

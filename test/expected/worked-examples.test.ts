import {describe, expect, test} from '@jest/globals';
import {expectedOn} from '../support/builders/cluster.ts';
import {expectedLines, saveLines} from '../support/builders/save-lines.ts';
import {nodeOf} from './examples/example.ts';
import {EXAMPLES} from './examples/examples.ts';

const ROWS_HERE = Array.from({length: 62}, (_, index) => `#${index + 1}`).concat('#65');

describe('the table that API objects give', () => {
  test.each(EXAMPLES)('$title', (example) => {
    expect(expectedLines(expectedOn(nodeOf(example), example))).toEqual(saveLines(example.lines));
  });

  test('every row is there', () => {
    const rows = new Set(EXAMPLES.map(({title}) => title.split(' ')[0]));
    expect([...rows].sort()).toEqual([...ROWS_HERE].sort());
  });
});

describe('the addresses on kube-ipvs0 that API objects give', () => {
  test.each(EXAMPLES)('$title', (example) => {
    const node = nodeOf(example);
    const {addresses} = expectedOn(node, example);
    expect([...(addresses ?? [])].map(([address, {presence}]) => `${presence} ${address}`).sort()).toEqual(
      node.bound?.map((address) => `required ${address}`).sort(),
    );
  });
});

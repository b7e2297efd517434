import {expect, test} from '@jest/globals';
import {compareNaturally} from '../../src/model/index.ts';

test('numbers in names count as numbers, and different names are never equal', () => {
  const names = ['node10', 'node2', 'node1', 'ip-10-0-12-9', 'ip-10-0-2-10', 'node02', 'Node2'];
  expect([...names].sort(compareNaturally)).toEqual([
    'ip-10-0-2-10',
    'ip-10-0-12-9',
    'node1',
    'node02',
    'node2',
    'Node2',
    'node10',
  ]);
  expect(compareNaturally('node02', 'node2')).not.toBe(0);
  expect(compareNaturally('node2', 'node2')).toBe(0);
});

import {expect, test} from '@jest/globals';
import {createProgressWords} from '../../src/model/index.ts';

test('nodes that differ are named while others are still read, the first few of many', () => {
  const words = createProgressWords();
  const reading = {waiting: 1, failed: 0, total: 500};
  expect(words({...reading, done: 0})).toBe('reading: 0 of 500 nodes');
  expect(words({...reading, done: 12, differing: ['node7']})).toBe(
    'reading: 12 of 500 nodes; 1 differs so far: node7',
  );
  expect(words({...reading, done: 40, failed: 2, differing: ['node7', 'node9', 'node2', 'node11']})).toBe(
    'reading: 42 of 500 nodes, 2 failed; 4 differ so far: node7, node9, node2, …',
  );
  expect(words({waiting: 4, done: 0, failed: 0, total: 4})).toBe(
    'reading again to confirm differences: 0 of 4 nodes',
  );
});

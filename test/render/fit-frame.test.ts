import {describe, expect, test} from '@jest/globals';
import {fitFrame} from '../../src/render/fit-frame.ts';

const RED = '\u001b[31m';
const PLAIN = '\u001b[0m';

describe('a text on a screen', () => {
  test('what fits is as it was', () => {
    expect(fitFrame('one\ntwo\n', {columns: 80, rows: 24})).toEqual(['one', 'two']);
  });

  test('of more lines than rows the last row tells how many are left out', () => {
    expect(fitFrame('1\n2\n3\n4\n5\n', {columns: 80, rows: 3})).toEqual(['1', '2', '… 3 more lines']);
  });

  test('lines are cut at the width; colours take no room and do not run on', () => {
    expect(fitFrame(`ab${RED}cdef\nabcd`, {columns: 4, rows: 5})).toEqual([`ab${RED}cd${PLAIN}`, 'abcd']);
  });
});

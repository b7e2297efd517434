import {expect, test} from '@jest/globals';
import {flagValues} from '../../src/cli/flag-values.ts';
import type {Flag} from '../../src/commands/index.ts';

const FLAG: Flag = {name: 'timeout', type: 'string', description: 'How long'};
const secondsOf = (text: string) => flagValues(new Map([['timeout', [text]]]), [FLAG]).seconds('timeout');

test.each([
  ['60', 60],
  ['60s', 60],
  ['2m', 120],
  ['1h', 3600],
  ['1m30s', 90],
  ['1.5s', 1.5],
  ['500ms', 0.5],
])('%s is a time', (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds);
});

test.each(['', '0', '0s', '-1s', 's', '1x', '1m30', '1 m', '1m 30s', 'abc'])('%j is none', (text) => {
  expect(() => secondsOf(text)).toThrow(/--timeout cannot be/);
});

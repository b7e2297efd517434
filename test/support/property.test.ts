import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import {checkProperty, seedFrom} from './property.ts';

test.each([
  {name: 'nothing is set', environment: {}, seed: undefined},
  {name: 'FC_SEED is set', environment: {FC_SEED: '-42'}, seed: -42},
  {name: 'FC_SEED is set in CI', environment: {FC_SEED: '42', CI: 'true'}, seed: 42},
  {name: 'FC_SEED is empty', environment: {FC_SEED: ''}, seed: undefined},
])('seed where $name', ({environment, seed}) => {
  expect(seedFrom(environment)).toBe(seed);
});

test('the seed in CI is always the same', () => {
  expect(seedFrom({CI: 'true'})).toEqual(expect.any(Number));
  expect(seedFrom({CI: 'true'})).toBe(seedFrom({CI: 'true'}));
});

test('a seed that is not a number is refused', () => {
  expect(() => seedFrom({FC_SEED: 'abc'})).toThrow('FC_SEED must be an integer, not "abc"');
});

test('a failure says how to see it again', () => {
  const wrong = fc.property(fc.integer(), (number) => number < 100);
  expect(() => checkProperty(wrong, {seed: 7})).toThrow(/Run it again with FC_SEED=7$/);
});

test('an asynchronous property is awaited', async () => {
  const wrong = fc.asyncProperty(fc.integer(), async (number) => (await Promise.resolve(number)) < 100);
  await expect(checkProperty(wrong, {seed: 7})).rejects.toThrow(/FC_SEED=7$/);
});

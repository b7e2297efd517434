import {expect, test} from '@jest/globals';
import english from '../../scripts/bundle/replacements/english.mjs';

test('a message without a replacement is its own key', () => {
  expect(english().__('Invalid %s: %d', 'flag', 7)).toBe('Invalid flag: 7');
});

test.each([
  {quantity: 1, text: 'Unknown argument: a'},
  {quantity: 2, text: 'Unknown arguments: a'},
])('the plural follows the quantity $quantity', ({quantity, text}) => {
  expect(english().__n('Unknown argument: %s', 'Unknown arguments: %s', quantity, 'a')).toBe(text);
});

test('the quantity is printed where the message has a place for it', () => {
  expect(english().__n('%d thing of %s', '%d things of %s', 3, 'x')).toBe('3 things of x');
});

test('single messages can be replaced', () => {
  const words = english();
  words.updateLocale({'Commands:': 'What it can do:', '%d thing': {one: 'a thing', other: '%d items'}});
  expect(words.__('Commands:')).toBe('What it can do:');
  expect(words.__n('%d thing', '%d things', 1)).toBe('a thing');
  expect(words.__n('%d thing', '%d things', 2)).toBe('2 items');
});

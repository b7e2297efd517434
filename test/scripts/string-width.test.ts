import {expect, test} from '@jest/globals';
import stringWidth from '../../scripts/bundle/replacements/string-width.mjs';

test.each([
  {name: 'nothing', text: '', width: 0},
  {name: 'ASCII', text: 'kube-system/kube-dns', width: 20},
  {name: 'control characters', text: 'a\u0000b\tc', width: 3},
  {name: 'accents, composed and combining', text: 'é e\u0301', width: 3},
  {name: 'Chinese', text: '古い', width: 4},
  {name: 'Hangul', text: '한글', width: 4},
  {name: 'full-width Latin', text: 'ＡＢ', width: 4},
  {name: 'half-width katakana', text: 'ｱｲ', width: 2},
  {name: 'an ideograph outside the basic plane', text: '𠀀', width: 2},
  {name: 'colour', text: '\u001b[1;31mred\u001b[39m', width: 3},
  {name: 'a link', text: '\u001b]8;;https://example.com\u0007link\u001b]8;;\u0007', width: 4},
])('width of $name', ({text, width}) => {
  expect(stringWidth(text)).toBe(width);
});

import {expect, test} from '@jest/globals';
import {CATALOGUE} from '../../src/catalogue/index.ts';
import {ALL_CHECKS} from '../../src/check/index.ts';

test('every entry of the catalogue has a rule, or a reason why nothing can decide it; and never both', () => {
  const ruled = new Set(ALL_CHECKS.rules.map(({code}) => code));
  const explained = new Set(ALL_CHECKS.knowledgeOnly.map(({code}) => code));
  const codes = CATALOGUE.map(({code}) => code);
  expect(codes.filter((code) => !ruled.has(code) && !explained.has(code))).toEqual([]);
  expect(codes.filter((code) => ruled.has(code) && explained.has(code))).toEqual([]);
  for (const code of [...ruled, ...explained]) expect(codes).toContain(code);
});

test('every reason says something', () => {
  for (const {reason} of ALL_CHECKS.knowledgeOnly) expect(reason.length).toBeGreaterThan(20);
});

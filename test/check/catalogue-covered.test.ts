import {expect, test} from '@jest/globals';
import {CATALOGUE} from '../../src/catalogue/index.ts';
import {ALL_CHECKS} from '../../src/check/index.ts';

/** Entries whose rule is still to be written. This list only gets shorter. */
const TO_BE_WRITTEN: readonly string[] = (
  '' +
  '' +
  '' +
  'IPVS040 IPVS041 IPVS042 IPVS043 IPVS044 IPVS045 IPVS046 IPVS047 IPVS048 IPVS049 IPVS050 IPVS051 ' +
  'IPVS052 IPVS053 IPVS054 IPVS055 IPVS056 IPVS057 IPVS058 IPVS059 IPVS061 IPVS062 IPVS063 ' +
  'IPVS064'
).split(' ');

test('every entry of the catalogue has a rule, or a reason why nothing can decide it; and never both', () => {
  const ruled = new Set(ALL_CHECKS.rules.map(({code}) => code));
  const explained = new Set(ALL_CHECKS.knowledgeOnly.map(({code}) => code));
  const codes = CATALOGUE.map(({code}) => code);
  expect(codes.filter((code) => !ruled.has(code) && !explained.has(code))).toEqual(TO_BE_WRITTEN);
  expect(codes.filter((code) => ruled.has(code) && explained.has(code))).toEqual([]);
  for (const code of [...ruled, ...explained]) expect(codes).toContain(code);
});

test('every reason says something', () => {
  for (const {reason} of ALL_CHECKS.knowledgeOnly) expect(reason.length).toBeGreaterThan(20);
});

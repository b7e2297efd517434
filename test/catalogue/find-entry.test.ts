import {describe, expect, test} from '@jest/globals';
import {CATALOGUE, findEntry} from '../../src/catalogue/index.ts';

describe('findEntry', () => {
  test.each(['IPVS001', 'ipvs001', 'Ipvs1', 'ipvs1', '001', '01', '1', ' IPVS001 '])(
    'reads %p as IPVS001',
    (code) => {
      expect(findEntry(code)?.code).toBe('IPVS001');
    },
  );

  test.each([
    '',
    'IPVS',
    'IPVS000',
    '0',
    'IPVS999',
    '999',
    'IPVS0001',
    'IPVS-1',
    '-1',
    '1.0',
    '1e1',
    '0x1',
    'IPVS001x',
    'toString',
  ])('knows no entry %p', (code) => {
    expect(findEntry(code)).toBeUndefined();
  });

  test('finds each entry by its own code', () => {
    for (const entry of CATALOGUE) expect(findEntry(entry.code)).toBe(entry);
  });
});

import {describe, expect, test} from '@jest/globals';
import {CATALOGUE, entriesForKind} from '../../src/catalogue/index.ts';
import {FINDING_KINDS} from '../../src/model/finding-kind.ts';

function codesFor(kind: (typeof FINDING_KINDS)[number]): readonly string[] {
  return entriesForKind(kind).map((entry) => entry.code);
}

describe('entriesForKind', () => {
  test('begins with the entries to look at first, in their order', () => {
    expect(codesFor('virtual-server-missing').slice(0, 5)).toEqual([
      'IPVS003',
      'IPVS042',
      'IPVS043',
      'IPVS012',
      'IPVS071',
    ]);
    expect(codesFor('real-server-weight')).toEqual(['IPVS006', 'IPVS007', 'IPVS101']);
  });

  test('goes on with the other entries that list the kind', () => {
    expect(codesFor('real-server-stale')).toEqual([
      'IPVS001',
      'IPVS077',
      'IPVS061',
      'IPVS008',
      'IPVS005',
      'IPVS009',
      'IPVS096',
      'IPVS099',
      'IPVS100',
    ]);
  });

  test.each(FINDING_KINDS)('gives each entry that lists %s once, and no other', (kind) => {
    const listing = CATALOGUE.filter((entry) => entry.findings.includes(kind)).map((entry) => entry.code);
    expect([...codesFor(kind)].sort()).toEqual(listing);
    expect(listing.length).toBeGreaterThan(0);
  });

  test.each(FINDING_KINDS)('answers the same when asked for %s again', (kind) => {
    const before = codesFor(kind);
    expect(codesFor(kind)).toEqual(before);
  });
});

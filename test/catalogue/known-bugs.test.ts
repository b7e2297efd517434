import {describe, expect, test} from '@jest/globals';
import {bugReference, bugsOf, findEntry, hasBug, KNOWN_BUGS} from '../../src/catalogue/index.ts';
import {type KubeVersion, parseKubeVersion} from '../../src/model/index.ts';

function version(text: string): KubeVersion {
  const parsed = parseKubeVersion(text);
  if (!parsed) throw new Error(text);
  return parsed;
}

/** The last version without a bug before it, the first and the last with it, the first without it. */
const EDGES: readonly (readonly [number, readonly string[], readonly string[]])[] = [
  [92019, ['1.24.0', '1.25.16'], ['1.26.0', '1.38.0']],
  [112185, ['1.24.17', '1.26.15', '1.27.2'], ['1.27.3', '1.28.0']],
  [127780, ['1.29.0', '1.29.9', '1.30.5', '1.31.1'], ['1.28.15', '1.29.10', '1.30.6', '1.31.2', '1.32.0']],
  [129982, ['1.32.0', '1.32.2'], ['1.31.14', '1.32.3', '1.33.0']],
  [130032, ['1.32.0', '1.32.2'], ['1.31.14', '1.32.3', '1.33.0']],
  [132719, ['1.24.0', '1.33.13'], ['1.34.0']],
  [134147, ['1.34.0', '1.34.3', '1.35.0'], ['1.33.13', '1.34.4', '1.35.1', '1.36.0', '1.38.0']],
  [136786, ['1.33.10', '1.34.6', '1.35.3'], ['1.33.11', '1.34.7', '1.35.4', '1.36.0']],
  [138571, ['1.36.1', '1.37.0'], ['1.36.0']],
  [138927, ['1.28.0', '1.36.4'], ['1.27.16', '1.37.0']],
  [139628, ['1.32.0', '1.36.4'], ['1.31.14', '1.37.0']],
  [141371, ['1.32.0', '1.37.3'], ['1.31.14', '1.38.0']],
  [141943, ['1.36.0', '1.36.4', '1.37.0'], ['1.35.7', '1.38.0']],
];

describe.each(EDGES)('kubernetes#%i', (number, affected, clean) => {
  test.each(affected)('is in %s', (text) => expect(hasBug(version(text), number)).toBe(true));
  test.each(clean)('is not in %s', (text) => expect(hasBug(version(text), number)).toBe(false));
});

describe('the known bugs', () => {
  test('each has an entry of the catalogue that explains it, and stands once', () => {
    for (const {code} of KNOWN_BUGS) expect(findEntry(code)).toBeDefined();
    expect(new Set(KNOWN_BUGS.map(({number}) => number)).size).toBe(KNOWN_BUGS.length);
  });

  test('go by the mode', () => {
    const numbers = (mode: string) => bugsOf(version('1.35.2'), mode).map(({number}) => number);
    expect(numbers('nftables')).toContain(136786);
    expect(numbers('ipvs')).not.toContain(136786);
    expect(numbers('iptables')).not.toContain(138927);
  });

  test('say where they are fixed, and where that is not sure', () => {
    const reference = (number: number) => KNOWN_BUGS.filter((bug) => bug.number === number).map(bugReference);
    expect(reference(134147)).toEqual(['kubernetes#134147, fixed in 1.34.4 and 1.35.1']);
    expect(reference(141943)).toEqual([
      'kubernetes#141943, fixed in 1.38.0, perhaps also in an earlier patch release',
    ]);
    expect(reference(138571)).toEqual(['kubernetes#138571, not fixed']);
  });
});

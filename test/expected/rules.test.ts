import {expect, test} from '@jest/globals';
import {type Rules, rulesOf} from '../../src/expected/rules.ts';
import {parseKubeVersion} from '../../src/model/index.ts';

function rulesIn(release: string): Rules {
  const version = parseKubeVersion(release);
  if (!version) throw new Error(release);
  return rulesOf(version, {});
}

/** The rules that change with each release, without any feature gate set: a release that is not here changes none. */
const CHANGES: Readonly<Record<string, readonly (keyof Rules)[]>> = {
  '1.25.0': ['firewallChains'],
  '1.26.0': ['ipvsFilterChain', 'ipvsIpsSet', 'terminatingFallback'],
  '1.27.0': ['hintsNeedAuto', 'mhPortFlag', 'unbindsLeftovers'],
  '1.27.3': ['addressesPerInterface'],
  '1.28.0': ['nodeIPIsBindAddress'],
  '1.29.0': ['externalPolicyOfClusterIP', 'ipvsOutFilterChain', 'nodeIPOfPrimaryFamily'],
  '1.30.0': ['ipModeCounts'],
  '1.31.0': ['canonicalizesAddresses', 'hintsWithoutAnnotation', 'primaryNodePortAddresses'],
  '1.34.0': ['nodeHints', 'zeroRangeIsUnrestricted'],
  '1.36.0': [
    'headlessLabelHidesService',
    'outputCheckedAfterNat',
    'proxyNameLabelHidesSlice',
    'servingCopyWins',
  ],
  '1.37.0': ['nodePortAddressKeywords'],
};

test('each release changes the rules that it is known to change, and no other', () => {
  const minors = Array.from({length: 15}, (_, index) => `1.${24 + index}`);
  const releases = minors.flatMap((minor) => [`${minor}.0`, `${minor}.3`, `${minor}.17`]);
  const changes: Record<string, readonly string[]> = {};
  let before = rulesIn('1.24.0');
  for (const release of releases) {
    const after = rulesIn(release);
    const names = (Object.keys(after) as (keyof Rules)[]).filter((name) => after[name] !== before[name]);
    if (names.length > 0) changes[release] = names.sort();
    before = after;
  }
  expect(changes).toEqual(CHANGES);
});

test('versions outside the known ones have the nearest rules', () => {
  expect(rulesIn('1.20.0')).toEqual(rulesIn('1.24.0'));
  for (const release of ['1.39.0', '1.43.1', '2.0.0']) expect(rulesIn(release)).toEqual(rulesIn('1.38.0'));
});

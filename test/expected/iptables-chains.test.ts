import {describe, expect, test} from '@jest/globals';
import {expectedOn} from '../support/builders/cluster.ts';

/** The chains of section 9, from which they are jumped to, and the minor releases that have them. */
const CHAINS = [
  {chain: 'nat KUBE-SERVICES', from: ['PREROUTING', 'OUTPUT'], since: 24, until: 36},
  {chain: 'nat KUBE-POSTROUTING', from: ['POSTROUTING'], since: 24, until: 36},
  {chain: 'nat KUBE-NODE-PORT', from: [], since: 24, until: 36},
  {chain: 'nat KUBE-LOAD-BALANCER', from: [], since: 24, until: 36},
  {chain: 'nat KUBE-MARK-MASQ', from: [], since: 24, until: 36},
  {chain: 'filter KUBE-FORWARD', from: ['FORWARD'], since: 24, until: 36},
  {chain: 'filter KUBE-NODE-PORT', from: ['INPUT'], since: 24, until: 36},
  {chain: 'filter KUBE-PROXY-FIREWALL', from: ['INPUT', 'FORWARD'], since: 25, until: 36},
  {chain: 'filter KUBE-SOURCE-RANGES-FIREWALL', from: [], since: 25, until: 36},
  {chain: 'filter KUBE-IPVS-FILTER', from: ['INPUT'], since: 26, until: 36},
  {chain: 'filter KUBE-IPVS-OUT-FILTER', from: ['OUTPUT'], since: 29, until: 36},
  {chain: 'nat KUBE-FIREWALL', from: [], since: 24, until: 24},
  {chain: 'nat KUBE-MARK-DROP', from: [], since: 24, until: 24},
];

const MINORS = Array.from({length: 13}, (_, index) => 24 + index);

function chainsOf(version: string | null) {
  const {chains} = expectedOn({version}, {});
  return chains.map(({family, table, chain, jumpedToFrom}) => ({
    family,
    chain: `${table} ${chain}`,
    from: jumpedToFrom,
  }));
}

describe('chains that must exist (section 9)', () => {
  test.each(MINORS)('1.%i', (minor) => {
    const wanted = CHAINS.filter(({since, until}) => since <= minor && minor <= until);
    for (const family of ['IPv4', 'IPv6']) {
      const found = chainsOf(`1.${minor}.0`).filter((chain) => chain.family === family);
      const expected = wanted.map(({chain, from}) => ({family, chain, from}));
      expect(new Set(found)).toEqual(new Set(expected));
      expect(found).toHaveLength(expected.length);
    }
  });

  test('a version that is not known: those that 1.28 to 1.36 have in common', () => {
    const common = CHAINS.filter(({since, until}) => since <= 28 && until === 36).map(({chain}) => chain);
    expect(
      chainsOf(null)
        .filter(({family}) => family === 'IPv6')
        .map(({chain}) => chain)
        .sort(),
    ).toEqual(common.sort());
  });
});

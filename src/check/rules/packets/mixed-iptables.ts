import {nodeRule} from '../../rule.ts';
import {fail, pass, undecidable} from '../../verdict.ts';

/** Modules of the tables that iptables-legacy fills. */
const LEGACY_TABLES = [
  'iptable_nat',
  'iptable_filter',
  'iptable_mangle',
  'ip6table_nat',
  'ip6table_filter',
  'ip6table_mangle',
];

/** Rules in both variants of iptables. A dump of one does not show the other; at best it warns. */
export const MIXED_IPTABLES = nodeRule({
  code: 'IPVS062',
  needs: ['state'],
  wants: ['iptables', 'modules'],
  check: ({state, iptables, modules}) => {
    if (state.legacyIptables.size > 0) {
      const [only, other] = state.legacyIptables;
      return fail({
        ...(only && !other ? {family: only} : {}),
        severity: 'warning',
        message:
          'the other variant of iptables also has tables: run its own iptables-save to see whether they contain ' +
          'kube-proxy rules',
        evidence: [...state.legacyIptables].map((family) => `iptables-legacy tables present (${family})`),
      });
    }
    if (!modules) return undecidable('which modules are loaded was not captured');
    const legacy = LEGACY_TABLES.filter((name) => modules.has(name));
    const nft = ['nft_compat', 'nft_chain_nat'].filter((name) => modules.has(name));
    if (legacy.length === 0 || nft.length === 0) {
      return pass(
        legacy.length === 0 ? 'no table of iptables-legacy is loaded' : 'iptables-nft is not in use',
      );
    }
    return undecidable(
      `tables of both variants are loaded (${[...legacy, ...nft].join(', ')})` +
        `${iptables ? ', and the dump that was read shows one of them' : ''}: compare iptables-legacy-save with iptables-nft-save on the node`,
    );
  },
});

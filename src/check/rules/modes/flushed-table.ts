import {nodeRule} from '../../rule.ts';
import {fail, notApplicable} from '../../verdict.ts';

/** kube-proxy's table of nftables is gone while it runs in that mode. */
export const FLUSHED_TABLE = nodeRule({
  code: 'IPVS098',
  needs: ['rules', 'expected'],
  onlyByRules: true,
  check: ({rules, expected}) => {
    if (expected.mode !== 'nftables') return notApplicable(`kube-proxy runs in ${expected.mode} mode here`);
    const gone = expected.families.filter((family) => rules[family]?.exists === false);
    if (gone.length === 0) return [];
    return fail({
      message: "kube-proxy's nftables table is missing, although it runs in nftables mode",
      evidence: gone.map((family) => `no table ${family === 'IPv4' ? 'ip' : 'ip6'} kube-proxy`),
    });
  },
});

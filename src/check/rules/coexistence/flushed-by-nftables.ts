import {nodeRule} from '../../rule.ts';
import {fail, notApplicable} from '../../verdict.ts';

/** IPVS entries of other programs where kube-proxy works in nftables mode: each of its starts flushes them. */
export const FLUSHED_BY_NFTABLES = nodeRule({
  code: 'IPVS087',
  needs: ['mode', 'table'],
  inEveryMode: true,
  check: ({mode, table}) => {
    if (mode !== 'nftables') return notApplicable(`kube-proxy runs in ${mode} mode`);
    if (table.size === 0) return [];
    return fail({
      message: 'the next start of kube-proxy in nftables mode flushes the virtual servers of another program',
      evidence: ['/proxyMode: nftables', ...[...table.keys()].slice(0, 3)],
    });
  },
});

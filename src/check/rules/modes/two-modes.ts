import {nodeRule} from '../../rule.ts';
import {fail} from '../../verdict.ts';

/** Rules of nftables mode where kube-proxy runs in another, or of iptables mode likewise. IPVS state is IPVS084's. */
export const TWO_MODES = nodeRule({
  code: 'IPVS099',
  needs: ['mode', 'traces'],
  inEveryMode: true,
  check: ({mode, traces}) => {
    const others = traces.filter((trace) => trace !== mode && trace !== 'ipvs');
    if (others.length > 0)
      return fail({
        message: `kube-proxy runs in ${mode} mode, but rules of ${others.join(' and ')} mode still exist`,
        evidence: [`/proxyMode: ${mode}`, ...others.map((other) => EVIDENCE[other])],
      });
    return [];
  },
});

const EVIDENCE = {
  nftables: 'a table kube-proxy in nftables',
  iptables: 'chains KUBE-SVC- or KUBE-SEP- in iptables-save',
  ipvs: 'virtual servers',
} as const;

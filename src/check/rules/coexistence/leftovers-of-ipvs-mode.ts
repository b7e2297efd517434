import {nodeRule} from '../../rule.ts';
import {fail, notApplicable, undecidable} from '../../verdict.ts';
import {ipvsLeftovers} from './leftovers.ts';

/** What IPVS mode left behind where kube-proxy works in iptables mode, which clears nothing. */
export const LEFTOVERS_OF_IPVS_MODE = nodeRule({
  code: 'IPVS084',
  needs: ['mode'],
  wants: ['table', 'addresses', 'ipSets'],
  inEveryMode: true,
  check: ({mode, ...state}) => {
    if (mode !== 'iptables') return notApplicable(`kube-proxy works in ${mode} mode`);
    if (!state.table && !state.addresses && !state.ipSets)
      return undecidable('neither the IPVS table nor addresses nor IP sets could be read');
    const left = ipvsLeftovers(state);
    if (left.length === 0) return [];
    return fail({
      message: 'kube-proxy works in iptables mode, but state of IPVS mode is still in the kernel',
      evidence: [`/proxyMode: ${mode}`, ...left],
    });
  },
});

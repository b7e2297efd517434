import {nodeRule} from '../../rule.ts';
import {fail, notApplicable, pass, undecidable} from '../../verdict.ts';
import {carefulRemedy, ipvsLeftovers} from './leftovers.ts';

/** What IPVS mode left behind where kube-proxy works in iptables mode, which clears nothing. */
export const LEFTOVERS_OF_IPVS_MODE = nodeRule({
  code: 'IPVS084',
  needs: ['mode'],
  wants: ['table', 'addresses', 'ipSets'],
  inEveryMode: true,
  check: ({mode, ...state}, {cluster}) => {
    if (mode !== 'iptables') return notApplicable(`kube-proxy runs in ${mode} mode`);
    if (!state.table && !state.addresses && !state.ipSets)
      return undecidable('neither the IPVS table nor addresses nor IP sets could be read');
    const {own, foreign} = ipvsLeftovers(state, cluster.services);
    if (own.length > 0) {
      const remedy = carefulRemedy(foreign);
      return fail({
        message: 'kube-proxy runs in iptables mode, but IPVS state is still in the kernel',
        evidence: [`/proxyMode: ${mode}`, ...own],
        ...(remedy !== undefined && {remedy}),
      });
    }
    if (foreign.length === 0) return [];
    if (!state.addresses && !state.ipSets)
      return undecidable(
        `neither addresses nor IP sets were captured, which would show who owns ${foreign[0]}`,
      );
    return pass(`another program uses IPVS: ${foreign[0]}`);
  },
});

import {atLeast, formatKubeVersion} from '../../../model/index.ts';
import {nodeRule} from '../../rule.ts';
import {fail, notApplicable} from '../../verdict.ts';

/** Up to 1.25 no chain keeps other ports of a Service address from the node's own programs (kubernetes PR 108460). */
export const OPEN_SERVICE_ADDRESSES = nodeRule({
  code: 'IPVS032',
  needs: ['version'],
  wants: ['iptables'],
  check: ({version, iptables}) => {
    const shown = `kube-proxy ${formatKubeVersion(version)}`;
    if (atLeast(version, 26))
      return notApplicable(`${shown} rejects traffic to ports that a Service does not have`);
    const chains = iptables?.IPv4?.get('filter')?.chains;
    return fail({
      message:
        'anything that listens on all addresses of this node is reachable through every Service address',
      evidence: [shown, ...(chains && !chains.has('KUBE-IPVS-FILTER') ? ['no chain KUBE-IPVS-FILTER'] : [])],
    });
  },
});

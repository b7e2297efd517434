import {nodeRule} from '../../rule.ts';
import {fail, notApplicable} from '../../verdict.ts';

/** Sets that `kube-proxy --cleanup` forgets (`pkg/proxy/ipvs/cleanup.go`). */
export const LEFTOVER_SETS = nodeRule({
  code: 'IPVS086',
  needs: ['ipSets'],
  wants: ['mode', 'table'],
  inEveryMode: true,
  check: ({ipSets, mode, table}) => {
    if (mode === 'ipvs' || (table && table.size > 0)) return notApplicable('IPVS is in use on this node');
    const names = [...ipSets.keys()];
    const left = names.filter((name) => name.startsWith('KUBE-6-'));
    const others = names.some((name) => name.startsWith('KUBE-') && !name.startsWith('KUBE-6-'));
    if (left.length === 0 || others) return [];
    return fail({
      message: 'a cleanup has left the IPv6 sets of IPVS mode behind',
      evidence: left,
    });
  },
});
